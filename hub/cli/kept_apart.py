"""Deliveries in quarantine, and parked receipts and notices, as tables and texts."""

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.console import Console

from hub.cli.choice import Listing
from hub.cli.screen import plain, screen
from hub.cli.tables import Cell, Column, Table, filled, styled
from hub.model import Parked, Quarantined
from hub.text.bilingual import Bilingual
from hub.views.apart import ApartChoiceView, ParkedView, QuarantinedView, view_apart
from hub.views.groups import GroupView
from hub.views.view import ABSENT, ZONE
from hub.views.words import ACTS, label

ApartView = QuarantinedView | ParkedView
PARKED: Final = Bilingual("待匹配", "parked")


def apart_table(on: Console = screen) -> Table:
    """One line for each delivery or receipt. Its id, or the beginning of its id, names it."""
    return Table(
        Column(Bilingual(f"时间 {ZONE}", f"time {ZONE}"), width=19),
        Column(Bilingual("编号", "id"), least=13, width=36),
        Column(Bilingual("来自", "owner"), least=8),
        Column(Bilingual("代码", "code")),
        Column(Bilingual("字段", "field"), least=8, is_spare=True),
        Column(Bilingual("原因", "reason"), least=16),
        Column(Bilingual("对方编号", "its own id"), least=8, is_spare=True),
        Column(Bilingual("处置", "settled"), least=8, is_spare=True),
        indent=2,
        on=on,
    )


def row_of(one: ApartView) -> list[Cell]:
    """The row of one in this table."""
    time = styled(one.at.clock, "dim")
    if isinstance(one, ParkedView):
        return [time, one.message, one.party, styled(PARKED, "yellow"), "", str(_waits_for(one)), "", ""]
    done = "" if one.settled is ABSENT else f"{label(one.settled.act, ACTS)} {one.settled.reason}"
    return [
        time,
        one.id,
        one.owner,
        styled(one.code, "red"),
        one.field,
        str(one.text),
        styled(one.answers or "", "dim"),
        styled(done, "green"),
    ]


LISTING: Final[Listing[Quarantined | Parked, ApartView]] = Listing(view_apart, apart_table, row_of, ApartChoiceView)
"""How to list what an ambiguous name may mean."""


def list_all(groups: Sequence[GroupView], found: Sequence[ApartView]) -> None:
    """Print a heading for each group, with its deliveries beneath it; parked receipts last."""
    deliveries = [one for one in found if isinstance(one, QuarantinedView)]
    parked = [one for one in found if isinstance(one, ParkedView)]
    table = apart_table().fit([row_of(one) for one in found])
    if found:
        table.head()
    for group in groups:
        _print_heading(group)
        table.add(*(row_of(one) for one in deliveries if (one.owner, one.code) == (group.owner, group.code)))
    table.add(*(row_of(one) for one in parked))


def _print_heading(group: GroupView) -> None:
    words = f" {plain(group.text)}" if group.text is not None else ""
    since = f"[dim]{Bilingual('最早', 'since')} {group.oldest}[/]"
    screen.print(f"[bold]{plain(group.owner)}[/] [red]{group.code}[/]{words}: {group.count} {since}")
    rate = Bilingual(
        f"最近 {group.newest}，近一小时 {group.last_hour}，平均每小时 {group.per_hour}",
        f"last {group.newest}, {group.last_hour} in the last hour, {group.per_hour} per hour",
    )
    screen.print(f"  {group.number} {plain(group.name)} [dim]{rate}[/]")
    if (note := group.note) is not ABSENT:
        ticket = "" if note.ticket is ABSENT else f" {note.ticket}"
        told = f"{note.by} {note.at}: {note.text}{ticket}"
        screen.print(f"  {Bilingual('备注', 'note')} {plain(told)}")


def print_one(one: ApartView) -> None:
    """Print one in full: a field a line, the reason in both languages, the cause (which may be a traceback) last."""
    fields = _fields_of(one)
    width = max(cell_len(str(name)) for name, _ in fields)
    for name, value in fields:
        screen.print(f"[dim]{filled(str(name), width)}[/] {plain(value)}")
    if isinstance(one, QuarantinedView):
        screen.print(f"[dim]{Bilingual('详情', 'cause')}[/]")
        screen.print(plain(one.cause.rstrip(), lines=True))


def _fields_of(one: ApartView) -> list[tuple[Bilingual, str]]:
    told = [(Bilingual("编号", "id"), one.name), (Bilingual("时间", "at"), str(one.at))]
    if isinstance(one, ParkedView):
        told += [(Bilingual("来自", "owner"), one.party), (PARKED, str(_waits_for(one)))]
    else:
        told += [
            (Bilingual("来自", "owner"), one.owner),
            (Bilingual("对方编号", "its own id"), one.answers or "—"),
            (Bilingual("代码", "code"), one.code),
            (Bilingual("原因", "reason"), one.text.both),
            (Bilingual("字段", "field"), one.field or "—"),
            (Bilingual("单证", "document"), one.document or "—"),
        ]
        if (act := one.settled) is not ABSENT:
            told.append((Bilingual("处置", "settled"), f"{label(act.act, ACTS)} {act.at} {act.by}: {act.reason}"))
    return [*told, (Bilingual("字节数", "bytes"), str(one.size)), (Bilingual("SHA-256", "sha256"), one.payload)]


def _waits_for(one: ParkedView) -> Bilingual:
    if one.answers:
        return Bilingual(f"等待本方报文 {one.answers}", f"waits for our message {one.answers}")
    what, names = (value or "—" for value in (one.type, one.names))
    return Bilingual(f"{what} 等待其所指的单证 {names}", f"{what} waits for the document that it names: {names}")
