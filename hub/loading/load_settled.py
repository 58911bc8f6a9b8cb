"""Find which deliveries of a batch an operator has settled before: a new failure then gets a row of its own."""

from collections.abc import Iterable

from hub.effects.quarantine import id_after, quarantine_id
from hub.model import Books
from hub.ports import Delivery, Unit


def load_settled(unit: Unit, books: Books, deliveries: Iterable[Delivery]) -> None:
    """Read what operators did with the quarantine rows of these deliveries.

    One query if nobody settled one of them; otherwise one more for each time that the same bytes were settled.
    """
    ids = {quarantine_id(delivery) for delivery in deliveries}
    while ids and (acts := unit.settled(sorted(ids))):
        books.post.load_settled(acts)
        ids = {id_after(act.quarantine) for act in acts}
