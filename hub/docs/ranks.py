"""The order of statuses in a lifecycle, as a diagram needs it: without the steps that follow from others."""

from collections.abc import Mapping
from functools import cached_property

from hub.model import Lifecycle


class Ranks:
    """A lifecycle's moves, forward and back."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        self._next = lifecycle.next
        self._rank = lifecycle.rank

    @cached_property
    def _forward(self) -> dict[str, list[str]]:
        rank = self._rank
        return {
            code: sorted((other for other in following if rank[other] > rank[code]), key=rank.__getitem__)
            for code, following in self._next.items()
        }

    @cached_property
    def _reached(self) -> dict[str, set[str]]:
        """By status: all that may follow at some time, going forward."""
        found: dict[str, set[str]] = {}
        for code in reversed(list(self._next)):
            found[code] = set(self._forward[code]).union(*(found[other] for other in self._forward[code]))
        return found

    @cached_property
    def after(self) -> Mapping[str, list[str]]:
        """By status: what may follow it, without what may also follow by another status on the way."""
        return {
            code: [one for one in following if not any(one in self._reached[other] for other in following)]
            for code, following in self._forward.items()
        }

    @property
    def back(self) -> list[tuple[str, str]]:
        """The moves to a status of lower rank."""
        moves = ((code, other) for code, following in self._next.items() for other in sorted(following))
        return [(code, other) for code, other in moves if self._rank[other] <= self._rank[code]]

    def rows(self) -> list[list[str]]:
        """Statuses by how many statuses come before them at most."""
        depth = dict.fromkeys(self._next, 0)
        for code in self._next:
            for other in self.after[code]:
                depth[other] = max(depth[other], depth[code] + 1)
        return [[code for code in self._next if depth[code] == row] for row in range(max(depth.values()) + 1)]
