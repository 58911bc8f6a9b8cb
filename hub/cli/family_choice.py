"""The families that a name may mean, each with what tells it apart and the command that shows it."""

from collections.abc import Sequence
from typing import NoReturn

import typer

from hub.catalogue import Kinship
from hub.cli.choice import MOST, say_more
from hub.cli.document_rows import list_status
from hub.cli.screen import aside, complain, plain, print_json
from hub.errors import Code, operator_error
from hub.exit_codes import ExitCode
from hub.model import Statuses
from hub.operate.family import Family
from hub.text.bilingual import Bilingual
from hub.views.documents import DocumentChoiceView, DocumentView, view_document
from hub.views.failures import failure_text
from hub.views.view import json_of


def list_families(
    name: str, families: Sequence[Family], statuses: Statuses, kinship: Kinship, *, as_json: bool
) -> NoReturn:
    """List the first of them on standard error, or as one JSON object, and end with exit code 3."""
    complain(failure_text(operator_error(Code.AMBIGUOUS, value=name)))
    views = [view_document(family.named, statuses) for family in families[:MOST]]
    if as_json:
        choice = DocumentChoiceView(error=Code.AMBIGUOUS, name=name, count=len(families), candidates=views)
        print_json(json_of(choice))
    else:
        for family, view in zip(families, views, strict=False):
            kin = kinship[view.type]
            _print(view, str(Bilingual(kin.zh or view.type, kin.en or view.type)), len(family.members))
        say_more(len(families))
    raise typer.Exit(ExitCode.NOT_FOUND)


def _print(view: DocumentView, type_name: str, size: int) -> None:
    """Two lines: what it is, and how to see it."""
    aside.print(f"[bold]{plain(type_name)}[/] ", list_status(view), f" [dim]{view.updated_at}[/]")
    told = (
        f"{plain(view.enterprise_name)} · {plain(view.portal or '—')} → {plain(view.party)} · {plain(view.submission)}"
    )
    documents = Bilingual(f"共 {size} 份单证", f"{size} document{'' if size == 1 else 's'}")
    aside.print(f"  [dim]{told} · {documents}[/]")
    aside.print(f"  hub show {view.record or view.document}")
