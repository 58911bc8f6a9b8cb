"""What happened, counted: numbers by name and labels, and durations by size. Nothing in a tally names a document."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

Key = tuple[str, ...]
"""The name of what is counted, then the values of its labels; of a duration the last is its bucket."""
Counted = dict[Key, tuple[int, int]]
"""By key: how many, and of durations their sum in microseconds."""

SUBMISSIONS: Final = "submissions"
MESSAGES: Final = "messages"
RECEIPTS: Final = "receipts"
TRANSITIONS: Final = "transitions"
QUARANTINED: Final = "quarantined"
PARKED: Final = "parked"
DOCUMENT_TIMES: Final = "document_times"
"""From a document's record to its message's first confirmation (`sent`), and to an end status (`ended`)."""
STAGE_TIMES: Final = "stage_times"

LABELS: Final = {
    SUBMISSIONS: ("portal", "type", "outcome"),
    MESSAGES: ("party", "direction", "kind"),
    RECEIPTS: ("party", "layer", "outcome"),
    TRANSITIONS: ("type", "party", "status", "cause"),
    QUARANTINED: ("owner", "code"),
    PARKED: ("party", "kind"),
    DOCUMENT_TIMES: ("type", "until"),
    STAGE_TIMES: ("line", "stage"),
}
"""The labels of each name, in the order of a key."""

_MS, _S, _DAY = 1_000, 1_000_000, 86_400_000_000
BOUNDS: Final = {
    DOCUMENT_TIMES: (
        *(n * _MS for n in (25, 50, 100, 250, 500)),
        *(n * _S for n in (1, 2, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600)),
        *(n * _DAY for n in (1, 7, 30, 90)),
    ),
    STAGE_TIMES: (100, 250, 500, *(n * _MS for n in (1, 2, 5, 10, 25, 50, 100, 250, 500)), _S, 2 * _S, 10 * _S),
}
"""The upper bounds of the buckets, in microseconds; one more bucket has what is longer."""


class Tallies:
    """Counts in memory. Not thread-safe."""

    def __init__(self, counted: Counted | None = None) -> None:
        """Go on from what was counted."""
        self._counted: Counted = dict(counted or {})

    def count(self, *key: str) -> None:
        """Count one."""
        number, total = self._counted.get(key, (0, 0))
        self._counted[key] = number + 1, total

    def time(self, *key: str, microseconds: int) -> None:
        """Count one duration in its bucket."""
        whole = (*key, bucket_of(BOUNDS[key[0]], microseconds))
        number, total = self._counted.get(whole, (0, 0))
        self._counted[whole] = number + 1, total + microseconds

    @property
    def counted(self) -> Counted:
        """A copy of what was counted."""
        return dict(self._counted)

    def clear(self) -> None:
        """Begin again."""
        self._counted = {}


def bucket_of(bounds: Sequence[int], microseconds: int) -> str:
    """The bucket of a duration: the smallest bound that is not smaller, as a text; empty where none is."""
    place = bisect_left(bounds, microseconds)
    return str(bounds[place]) if place < len(bounds) else ""
