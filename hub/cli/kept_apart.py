"""What is kept apart, as an operator reads it: deliveries in quarantine, and receipts that wait."""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.cli.screen import clock_time, moment, plain, screen
from hub.errors import CODES
from hub.model import Parked, Quarantined, Settled
from hub.ports import Pile

Apart = Quarantined | Parked
Acts = Mapping[str, Settled]
"""What operators did, by the id of what they did it to."""
NONE: Acts = {}


def id_of(row: Apart) -> str:
    """What the list tells it by."""
    return row.id if isinstance(row, Quarantined) else row.message


def pile_json(pile: Pile) -> dict[str, Any]:
    """How many there are of a party and code."""
    said = CODES.get(pile.what)
    words = {"zh": said.zh if said else None, "en": said.en if said else None}
    return {"owner": pile.where, "code": pile.what, **words, "count": pile.count, "oldest": moment(pile.oldest)}


def list_all(piles: Sequence[Pile], rows: Sequence[Quarantined], parked: Sequence[Parked], acts: Acts) -> None:
    """Each party and cause with those of its deliveries that are shown; parked receipts last."""
    for pile in piles:
        screen.print(_heading(pile))
        for row in (r for r in rows if (r.owner, r.code) == (pile.where, pile.what)):
            screen.print(f"  {row_line(row, acts)}")
    for receipt in parked:
        screen.print(row_line(receipt))


def _heading(pile: Pile) -> str:
    said = CODES.get(pile.what)
    words = f" {plain(said.zh)} · {plain(said.en)}" if said else ""
    since = f"[dim]since {clock_time(pile.oldest)}[/]"
    return f"[bold]{plain(pile.where)}[/] [red]{pile.what}[/]{words}: {pile.count} {since}"


def row_json(row: Apart, acts: Acts = NONE) -> dict[str, Any]:
    """One for a program, with what an operator did to it."""
    kind, names = "parked", ["party", "message", "answers", "payload"]
    if isinstance(row, Quarantined):
        names = ["id", "owner", "code", "field", "zh", "en", "payload", "document", "answers", "cause"]
        kind = "quarantined"
    act = acts.get(id_of(row))
    told = {"act": act.act, "reason": act.reason, "at": moment(act.at)} if act else None
    return {
        "kind": kind,
        **{name: getattr(row, name) for name in names},
        "at": moment(row.at),
        **({"settled": told} if told else {}),
    }


def row_line(row: Apart, acts: Acts = NONE) -> str:
    """One on a line of the screen."""
    if isinstance(row, Parked):
        waits = f"[yellow]parked[/] waits for our message {plain(row.answers)}"
        return f"[dim]{clock_time(row.at)}[/] {plain(row.message)}  {plain(row.party):<14} {waits}"
    where = f" {plain(row.field)}" if row.field else ""
    done = f" [green]{act.act}[/] {plain(act.reason)}" if (act := acts.get(row.id)) else ""
    return (
        f"[dim]{clock_time(row.at)}[/] {row.id}  {plain(row.owner):<14} [red]{row.code}[/]{where}"
        f" {plain(row.zh)} {plain(row.en)} [dim]{plain(row.answers or '')}[/]{done}"
    )


def print_row(row: Apart, size: int, act: Settled | None) -> None:
    """One field a line; the cause, which may be a traceback, last."""
    told = {"id": id_of(row), "at": clock_time(row.at)}
    if isinstance(row, Parked):
        told |= {"party": row.party, "parked": f"it waits for our message {row.answers}"}
    else:
        told |= {"owner": row.owner, "its own id": row.answers or "—", "code": row.code}
        told |= {"reason": f"{row.zh} · {row.en}", "field": row.field or "—", "document": row.document or "—"}
    if act is not None:
        told |= {"settled": f"{act.act} {clock_time(act.at)}: {act.reason}"}
    for label, value in (told | {"bytes": str(size), "sha256": row.payload}).items():
        screen.print(f"[dim]{label:<10}[/] {plain(value)}")
    if isinstance(row, Quarantined):
        screen.print("[dim]cause[/]")
        screen.print(plain(row.cause.rstrip(), lines=True))
