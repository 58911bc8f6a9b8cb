"""Count what became of things that were sent, and turn the circuits of their destinations."""

from hub.model import Books
from hub.ports import Unit


def turn_circuits(unit: Unit, books: Books) -> frozenset[str]:
    """Lock the circuits of what was noted, and count it; in the books afterwards.

    Returns the ids of what failed while its circuit was open, or as it opened. Call it after `unit.lock`: so circuits
    are locked last in every transaction.
    """
    circuits = books.circuits
    if not circuits.noted:
        return frozenset()
    return circuits.count(unit.circuits(circuits.noted, circuits.failing), books.now)
