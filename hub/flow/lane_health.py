"""What a lane's calls tell of its device: written by the lane's thread, read by the worker's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class LaneHealth:
    """Whether a lane signs, and for how long it has not. Each field is written by one thread only."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._calling_since: float | None = None
        """When the present call of the device began; None between two calls."""
        self._troubled_since: float | None = None
        """When the device first did not do what it was asked, since it last did."""
        self.is_proven = False
        """Whether the last call of the device succeeded."""

    # ---- in the lane's thread ----------------------------------------------------------------

    @contextmanager
    def call(self) -> Iterator[None]:
        """A call of the device, that may never come back."""
        self._calling_since = self._monotonic()
        try:
            yield
        finally:
            self._calling_since = None

    def note(self, *, signs: bool) -> None:
        """Note whether the device did what it was asked, or may not be asked."""
        self.is_proven = signs
        if signs:
            self._troubled_since = None
        elif self._troubled_since is None:
            self._troubled_since = self._monotonic()

    def give_up(self) -> None:
        """Note that the message is done with, signed or not: only the next one shows whether the device signs."""
        self._troubled_since = None

    # ---- in the worker's ---------------------------------------------------------------------

    def calling_for(self) -> float:
        """Seconds since the present call of the device began; 0 between two calls."""
        return self._seconds(self._calling_since)

    def troubled_for(self) -> float:
        """Seconds for which the lane has not signed what it was given; 0 if it signs, or has nothing to sign."""
        return max(self._seconds(self._troubled_since), self.calling_for())

    def _seconds(self, since: float | None) -> float:
        return 0.0 if since is None else self._monotonic() - since
