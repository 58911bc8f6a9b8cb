"""What a worker knows of the circuits: which destinations are paused, and which are sent to again."""

import time
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet

from hub.model import Books, Circuit
from hub.model.circuit import Key
from hub.ports import CircuitReader
from hub.text.log import Log

LOOK_INTERVAL_S = 1.0
"""Seconds between two looks at what other workers have changed."""
log = Log()


class Circuits:
    """The open circuits as this worker knows them. Not thread-safe.

    A worker knows at once what it has changed itself, and within a second what another one has.
    """

    def __init__(self, reader: CircuitReader, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._reader = reader
        self._monotonic = monotonic
        self._open: dict[Key, Circuit] = {}
        self._late: dict[str, bool] = {}
        """Destinations that are sent to again while older rows of theirs wait in the store; True if newer rows were
        withheld for that reason."""
        self._has_resumed = False
        self._next = float("-inf")

    @property
    def paused(self) -> AbstractSet[str]:
        """The destinations to which only probes go."""
        return frozenset(destination for destination, _ in self._open)

    def withholds(self, destination: str) -> bool:
        """Whether a row may not be sent from memory: its destination is paused, or older rows go first."""
        if destination in self._late:
            self._late[destination] = True
        return destination in self._late or destination in self.paused

    def look(self) -> None:
        """Read the circuits, if it is time."""
        if self._monotonic() >= self._next:
            self._know({(row.destination, row.trouble): row for row in self._reader.open()})
            self._next = self._monotonic() + LOOK_INTERVAL_S

    def learn(self, committed: Iterable[Books]) -> None:
        """Take over what this worker has committed."""
        for books in committed:
            for key, row in books.circuits.changed.items():
                self.turned(key, row)

    def turned(self, key: Key, row: Circuit | None) -> None:
        """Take over one circuit; None for one without failures."""
        others = {other: known for other, known in self._open.items() if other != key}
        self._know({**others, key: row} if row is not None and row.is_open else others)

    def has_resumed(self) -> bool:
        """Whether a destination is sent to again since the last call: then the outbox must be read."""
        resumed, self._has_resumed = self._has_resumed, False
        return resumed

    def read_through(self, but: AbstractSet[str]) -> bool:
        """Note that the outbox was read to its end; True if rows were withheld meanwhile: then it must be read again.

        What is promised from now on is sent from memory, behind them. `but`: destinations that took nothing while it
        was read; their older rows wait still.
        """
        done = self._late.keys() - but
        withheld = any(self._late[destination] for destination in done)
        self._late = {destination: late for destination, late in self._late.items() if destination in but}
        return withheld

    def first_open(self) -> list[Circuit]:
        """One open circuit of each paused destination: it must be reached before it can refuse anything."""
        unreachable = [row for row in self._open.values() if row.trouble == "unreachable"]
        known = {row.destination for row in unreachable}
        return unreachable + [row for row in self._open.values() if row.destination not in known]

    def _know(self, found: dict[Key, Circuit]) -> None:
        before = self.paused
        for row in (found[key] for key in found.keys() - self._open.keys()):
            log.warning("paused", destination=row.destination, trouble=row.trouble, why=row.why)
        self._open = found
        for destination in sorted(before - self.paused):
            log.warning("resumed", destination=destination)
            self._late[destination] = False
            self._has_resumed = True
