"""The time of one transaction."""


class Ticker:
    """Gives each row of a transaction its own time, later than the row before."""

    def __init__(self, now: int) -> None:
        self._now = now

    @property
    def now(self) -> int:
        """Microseconds since 1970, UTC."""
        return self._now

    def tick(self) -> int:
        """The time of the next row."""
        self._now += 1
        return self._now
