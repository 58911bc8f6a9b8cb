"""What a worker knows of circuits: whose rows it sends from memory, and whose older rows go first."""

from collections.abc import Callable

from hub.flow.circuits import LOOK_INTERVAL_S, Circuits
from hub.model import Circuit

PAUSED = Circuit(destination="bank", trouble="unreachable", failed=("a",), sent_from=0, opened_at=1, why="full")


class Reader:
    """The open circuits in the store."""

    def __init__(self) -> None:
        self.rows = [PAUSED]

    def open(self) -> list[Circuit]:
        return self.rows


def resumed() -> Circuits:
    """A worker that saw a pause and its end."""
    now = [0.0]
    monotonic: Callable[[], float] = lambda: now[0]  # noqa: E731 - a clock
    reader = Reader()
    circuits = Circuits(reader, monotonic)
    circuits.look()
    assert circuits.withholds("bank")
    reader.rows, now[0] = [], LOOK_INTERVAL_S
    circuits.look()
    assert circuits.has_resumed()
    return circuits


def test_older_rows_go_first_until_the_outbox_was_read_to_its_end() -> None:
    """What was withheld meanwhile is read in the next poll."""
    circuits = resumed()
    assert not circuits.read_through(frozenset())
    assert not circuits.withholds("bank")
    circuits = resumed()
    assert circuits.withholds("bank")
    assert circuits.read_through(frozenset())
    assert not circuits.withholds("bank")


def test_a_destination_that_took_nothing_while_the_outbox_was_read_is_read_again_first() -> None:
    """Its older rows wait still."""
    circuits = resumed()
    assert not circuits.read_through(frozenset({"bank"}))
    assert circuits.withholds("bank")
    assert circuits.read_through(frozenset())
