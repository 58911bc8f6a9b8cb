"""What became of things that were sent, and the circuits that this changes."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from hub.model.circuit import Attempt, Circuit, Key, after


class Circuits:
    """The circuits that a transaction turns. Attempts are noted first, and counted when their circuits are locked."""

    def __init__(self) -> None:
        self._noted: list[Attempt] = []
        self._loaded: dict[Key, Circuit] = {}
        self._known: dict[Key, Circuit | None] = {}

    def note(self, attempt: Attempt) -> None:
        """Note what became of something that was sent."""
        self._noted.append(attempt)

    @property
    def noted(self) -> frozenset[Key]:
        """The circuits of the attempts that are not counted yet."""
        return frozenset(attempt.key for attempt in self._noted)

    @property
    def failing(self) -> frozenset[Key]:
        """Those of them of which something failed."""
        return frozenset(attempt.key for attempt in self._noted if attempt.why is not None)

    def count(self, locked: Iterable[Circuit], now: int) -> frozenset[str]:
        """Count the noted attempts, in order, by the locked rows.

        Returns the ids of what failed while its circuit was open, or as it opened: that only waits.
        """
        for row in locked:
            if (key := (row.destination, row.trouble)) not in self._known:
                self._loaded[key], self._known[key] = row, row if row.failed else None
        waiting = set()
        for attempt in self._noted:
            turned = self._known[attempt.key] = after(self._known.get(attempt.key), attempt, now)
            if attempt.why is not None and turned is not None and turned.is_open:
                waiting.add(attempt.id)
        self._noted = []
        return frozenset(waiting)

    @property
    def changed(self) -> Mapping[Key, Circuit | None]:
        """The circuits that this transaction changes; None for one that has no failures any more."""
        rows = {key: row for key, row in self._known.items() if row != self._loaded.get(key)}
        return MappingProxyType(rows)
