"""The duty of a worker to keep the store's months: it makes the next ones in time, and moves what is astray."""

import time
from collections.abc import Callable
from typing import Final

from hub.errors import Deferred, StoreConflict
from hub.ports import Clock, Months
from hub.text.log import Log

INTERVAL_S: Final = 3600.0
"""Seconds between two looks. Months are made long before they begin."""
AGAIN_S: Final = 300.0
"""Seconds until the next attempt, where readers or a missing right kept the store from making them."""
log = Log()


class MonthsDuty:
    """Every worker has it; on one store, one at a time does it."""

    def __init__(self, months: Months, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._months = months
        self._clock = clock
        self._monotonic = monotonic
        self._next = monotonic()

    def is_due(self) -> bool:
        return self._monotonic() >= self._next

    def run(self) -> None:
        """Make what is missing. What keeps it from that is logged and tried again: nothing is refused meanwhile."""
        self._next = self._monotonic() + INTERVAL_S
        try:
            self._months.ensure(self._clock.now())
        except (Deferred, StoreConflict) as error:  # also a store that is gone: the next act waits for it
            self._next = self._monotonic() + AGAIN_S
            log.warning("months_not_made", reason=str(error))
