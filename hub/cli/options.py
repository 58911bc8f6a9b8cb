"""Arguments and options that several verbs have."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from hub.bootstrap.clock import SystemClock
from hub.cli.misuse import Unusable
from hub.model.moments import read_typed, read_typed_or_age
from hub.text.bilingual import Bilingual

MOST: Final = 1_000_000_000
"""No number on a command line is larger: a store could not count so far."""


def storable(reason: str) -> str:
    """Refuse a text that cannot be stored: bytes on the command line that are not UTF-8."""
    try:
        reason.encode()
    except UnicodeEncodeError as error:
        raise Unusable(Bilingual("不是 UTF-8 文本", "it is not UTF-8 text")) from error
    return reason


def said(reason: str) -> str:
    """Refuse an empty text."""
    if not reason.strip():
        raise Unusable(Bilingual("请写明原因", "say why"))
    return storable(reason)


def read_time(text: str) -> datetime:
    """Read ISO 8601. A time without a zone is Shanghai time, as on every screen of the hub's."""
    return _as_time(read_typed, text)


def read_time_or_age(text: str) -> datetime:
    """The same, or an age: `90m`, `6h`, `3d`."""
    return _as_time(
        lambda typed: read_typed_or_age(typed, datetime.fromtimestamp(SystemClock().now() / 1e6, UTC)), text
    )


def _as_time(read: Callable[[str], datetime], text: str) -> datetime:
    try:
        return read(text)
    except ValueError as error:
        raise Unusable(Bilingual("须为时间，如 2026-11-20T09:30", "a time such as 2026-11-20T09:30")) from error


def require_order(since: datetime | None, until: datetime | None) -> None:
    """Refuse a time that ends before it begins: nothing would be found, and nothing said why."""
    if since is not None and until is not None and since >= until:
        raise Unusable(Bilingual("须晚于 --since", "it must be later than --since"), "--until")


_WHY = Bilingual("写明原因，记入办理记录。", "State the reason. It is kept in the trail.")
Reason = Annotated[str, typer.Option(metavar="TEXT", callback=said), _WHY]
OptionalReason = Annotated[str, typer.Option(metavar="TEXT", callback=storable), _WHY]
Time = Annotated[datetime | None, typer.Option(parser=read_time, metavar="TIME")]
DocumentName = Annotated[
    str,
    typer.Argument(metavar="ID"),
    Bilingual("单证，写法同 hub show。", "The document, named as in `hub show`."),
]
SubmissionFile = Annotated[
    Path,
    typer.Argument(metavar="FILE", readable=False),
    Bilingual("申报文件（JSON）。", "The submission, a JSON file."),
]
OfType = Annotated[
    str | None,
    typer.Option("--type", metavar="TYPE"),
    Bilingual("只取此类型的单证，如 quota-application。", "Only documents of this type, such as quota-application."),
]
OfPortal = Annotated[
    str | None,
    typer.Option("--portal", metavar="PORTAL"),
    Bilingual("只取此渠道提交的。", "Only documents that this portal submitted."),
]
OfParty = Annotated[
    str | None,
    typer.Option("--party", metavar="PARTY"),
    Bilingual("只取与此对方往来的。", "Only documents that are exchanged with this party."),
]
Enterprise = Annotated[
    str | None,
    typer.Option("--enterprise", metavar="USCC"),
    Bilingual(
        "只取此企业的（统一社会信用代码），含海关仅以编码指明的。",
        "Only documents of the enterprise with this USCC, also those in which customs names it by its code only.",
    ),
]
InStatus = Annotated[
    str | None,
    typer.Option("--status", metavar="STATUS"),
    Bilingual("只取处于此状态的，写状态代码，如 P002。", "Only documents in this status. Give its code, such as P002."),
]
