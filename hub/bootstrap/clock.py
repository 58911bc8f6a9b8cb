"""The system's clock."""

import time


class SystemClock:
    """A Clock: microseconds since 1970, UTC, as the system tells them."""

    def now(self) -> int:
        return time.time_ns() // 1000
