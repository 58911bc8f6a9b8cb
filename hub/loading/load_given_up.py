"""Find the notices whose wait an operator ended. Each end is a quarantine row of its own."""

from collections.abc import Collection, Iterable, Sequence

from hub.effects.quarantine import ended_id, id_after
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Quarantined
from hub.ports import Unit
from hub.reading.open_message import Opened

Key = tuple[str, str]
"""A party and its own id of a notice."""


def load_given_up(unit: Unit, work: Work, batch: Iterable[Opened]) -> None:
    """Read which notices of a batch an operator gave up."""
    work.books.post.load_given_up({key: row.payload for key, row in given_up(unit, work, batch).items()})


def refuse_given_up(unit: Unit, work: Work, batch: Sequence[Opened], released: str) -> None:
    """Raise Rejected (HUB-823) if an operator gave up one of these notices in another row than the `released` one.

    Other content under the id of a notice that was given up may count: it is not what was given up.
    """
    bodies = {(m.party, m.id): m.digest for m in batch}
    for key, row in given_up(unit, work, batch).items():
        if row.id != released and row.payload == bodies[key]:
            raise rejected(Code.GIVEN_UP_ELSEWHERE, answers=key[1], value=row.id)


def given_up(unit: Unit, work: Work, batch: Iterable[Opened]) -> dict[Key, Quarantined]:
    """The notices of a batch whose last end of a wait was not released, each with the row of that end.

    What came before must be loaded, and what waits: it is read first, so that a wait that ends meanwhile is seen.
    """
    post = work.books.post
    notices = [m for m in batch if work.catalogue.notice(m.element) is not None]
    new = [m for m in notices if post.waiting(m.party, m.id) is None and post.received(m.party, m.id) is None]
    last = {key: ends[-1] for key, ends in ends_of(unit, {(m.party, m.id) for m in new}).items() if ends}
    acts = unit.settled(sorted(row.id for row in last.values())) if last else []
    released = {act.quarantine for act in acts if act.act == "released"}
    return {key: row for key, row in last.items() if row.id not in released}


def ends_of(unit: Unit, notices: Collection[Key]) -> dict[Key, list[Quarantined]]:
    """The rows of all ends of these notices' waits, oldest first. One query more than a notice has ends at most."""
    found: dict[Key, list[Quarantined]] = {key: [] for key in notices}
    asked = {ended_id(*key): key for key in notices}
    while asked:
        rows = unit.quarantined(sorted(asked))
        for row in rows:
            found[asked[row.id]].append(row)
        asked = {id_after(row.id): asked[row.id] for row in rows}
    return found
