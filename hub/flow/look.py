"""Take one delivery through a line, with the present content of the store. Nothing is recorded or logged."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from hub.errors import Rejected
from hub.flow.batch import Unusable, raise_operators_own, run_batch
from hub.model import Books
from hub.ports import Delivery, Ports, Unit
from hub.text.log import unheard

Item = TypeVar("Item")


class Line(Protocol[Item]):
    """The line of submissions, or of parties' messages."""

    ports: Ports

    def ready(self, deliveries: Sequence[Delivery]) -> list[Item | Unusable]:
        """All stages that need no store; a failure is returned as `Unusable`."""

    def decide(self, unit: Unit, batch: Sequence[Item | Unusable]) -> Books:
        """All stages that need the store; nothing is written."""


def look(line: Line[Item], delivery: Delivery) -> tuple[Item | Unusable, Books]:
    """The delivery as the line reads it, and the books that the line would write.

    The store is read and not written. Raises Deferred when the store is unavailable, OperatorError when a file or a
    setting of the home cannot be used, and Rejected where a delivery that is released is still unusable.
    """

    def decide(batch: Sequence[Item | Unusable]) -> Books:
        with line.ports.store.transactions.snapshot() as unit, unheard():
            return line.decide(unit, batch)

    def give_up(_: Item | Unusable, refusal: Rejected, cause: str) -> Books:
        raise_operators_own(refusal)
        return decide([Unusable(delivery, refusal, cause)])

    (ready,) = line.ready([delivery])
    if isinstance(ready, Unusable):
        raise_operators_own(ready.refusal)
    (books,) = run_batch([ready], decide, give_up)
    return ready, books
