"""What is kept apart, as an operator reads it: deliveries in quarantine, and receipts that wait."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console

from hub.cli.choice import Listing
from hub.cli.screen import plain, screen
from hub.cli.tables import Cell, Column, Table, styled
from hub.model import Parked, Quarantined
from hub.views.apart import ApartChoiceView, CauseView, ParkedView, QuarantinedView, view_apart
from hub.views.view import ABSENT, ZONE

ApartView = QuarantinedView | ParkedView


def apart_table(on: Console = screen) -> Table:
    """One line a delivery or receipt; named by its id, or by the beginning of it."""
    return Table(
        Column(f"时间 time {ZONE}", width=19),
        Column("id", least=13, width=36),
        Column("来自 owner", least=8),
        Column("代码 code"),
        Column("字段 field", least=8, is_spare=True),
        Column("原因 reason", least=16),
        Column("编号 its own id", least=8, is_spare=True),
        Column("处理 settled", least=8, is_spare=True),
        indent=2,
        on=on,
    )


def row_of(one: ApartView) -> list[Cell]:
    """A row of it."""
    time = styled(one.at.clock, "dim")
    if isinstance(one, ParkedView):
        waits = f"待匹配 waits for our message {one.answers}"
        return [time, one.message, one.party, styled("parked", "yellow"), "", waits, "", ""]
    done = "" if one.settled is ABSENT else f"{one.settled.act} {one.settled.reason}"
    return [
        time,
        one.id,
        one.owner,
        styled(one.code, "red"),
        one.field,
        f"{one.zh} {one.en}",
        styled(one.answers or "", "dim"),
        styled(done, "green"),
    ]


LISTING: Final[Listing[Quarantined | Parked, ApartView]] = Listing(view_apart, apart_table, row_of, ApartChoiceView)
"""How those are told that a name may mean."""


def list_all(causes: Sequence[CauseView], found: Sequence[ApartView]) -> None:
    """Each owner and cause with those of its deliveries that are shown; parked receipts last."""
    deliveries = [one for one in found if isinstance(one, QuarantinedView)]
    groups = [
        (cause, [one for one in deliveries if (one.owner, one.code) == (cause.owner, cause.code)]) for cause in causes
    ]
    parked = [one for one in found if isinstance(one, ParkedView)]
    table = apart_table().fit([row_of(one) for one in found])
    if found:
        table.head()
    for cause, members in groups:
        screen.print(_heading(cause))
        table.add(*(row_of(one) for one in members))
    table.add(*(row_of(one) for one in parked))


def _heading(cause: CauseView) -> str:
    words = f" {plain(cause.zh)} · {plain(cause.en)}" if cause.zh is not None else ""
    since = f"[dim]since {cause.oldest}[/]"
    return f"[bold]{plain(cause.owner)}[/] [red]{cause.code}[/]{words}: {cause.count} {since}"


def print_one(one: ApartView) -> None:
    """One field a line; the cause, which may be a traceback, last."""
    told = {"id": one.name, "at": str(one.at)}
    if isinstance(one, ParkedView):
        told |= {"party": one.party, "parked": f"it waits for our message {one.answers}"}
    else:
        told |= {"owner": one.owner, "its own id": one.answers or "—", "code": one.code}
        told |= {"reason": f"{one.zh} · {one.en}", "field": one.field or "—", "document": one.document or "—"}
        if one.settled is not ABSENT:
            told |= {"settled": f"{one.settled.act} {one.settled.at}: {one.settled.reason}"}
    for label, value in (told | {"bytes": str(one.size), "sha256": one.payload}).items():
        screen.print(f"[dim]{label:<10}[/] {plain(value)}")
    if isinstance(one, QuarantinedView):
        screen.print("[dim]cause[/]")
        screen.print(plain(one.cause.rstrip(), lines=True))
