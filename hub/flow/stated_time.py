"""When a party decided what a row of a trail says, where an older hub did not record it."""

from collections.abc import Iterator

from hub.catalogue import lookup
from hub.effects.work import Work
from hub.errors import Rejected
from hub.flow.opening import open_delivery
from hub.model import Document, Transition
from hub.ports import Delivery, Ports, Unit
from hub.reading.moments import decided_at


def load_stated_time(unit: Unit, work: Work, ports: Ports, document: Document, row: Transition) -> None:
    """Read the party's own time from the stored message of a row that has none: DecidedAt, else CreatedAt.

    Nothing is read if the message cannot be opened any more; then the time at which the hub took it counts.
    """
    if "as_of" in row.detail or row.cause.kind != "receipt":
        return
    bodies = unit.payloads([row.cause.digest])
    for party in _parties(work, document) if bodies else ():
        delivery = Delivery(owner=party, tag="", body=bodies[row.cause.digest], taken_at=row.at)
        try:
            opened = open_delivery(work.means, ports, delivery).part(row.cause.ref)
            stated = decided_at(opened) or opened.said_at
        except Rejected:
            continue
        work.books.trails.load_said_at({row.cause.digest: stated})
        return


def _parties(work: Work, document: Document) -> Iterator[str]:
    """The parties that may have decided on a document: its own, and those of later legs."""
    form = work.books.trails.facts(document.id)
    later = (str(lookup(form, leg.party) or "").strip() for leg in work.route(document).legs[1:])
    yield from dict.fromkeys(party for party in (document.party, *later) if party)
