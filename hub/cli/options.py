"""Options that several verbs have."""

from datetime import datetime
from typing import Annotated

import typer

from hub.model.moments import SHANGHAI


def storable(reason: str) -> str:
    """Characters that exist."""
    try:
        reason.encode()
    except UnicodeEncodeError as error:
        raise typer.BadParameter("it is not UTF-8 text") from error
    return reason


def _said(reason: str) -> str:
    """A reason that says something."""
    if not reason.strip():
        raise typer.BadParameter("say why")
    return storable(reason)


def _time(text: str) -> datetime:
    """ISO 8601; Shanghai time where no zone is given, as everywhere on an operator's screen."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("a time such as 2026-11-20T09:30") from error
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


Reason = Annotated[str, typer.Option(help="Why; it is kept in the trail.", callback=_said)]
Time = Annotated[datetime | None, typer.Option(parser=_time, metavar="TIME")]
