"""The wake-up event: threads of the broker's connections wake the worker's thread."""

import threading
from collections.abc import Callable


class WakeUpEvent:
    """Wakes the one thread that waits. Setting the event is cheap while no thread waits."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._is_heard = False

    def set(self) -> None:
        """Report a change. Call it after the change."""
        if self._is_heard:
            with self._condition:
                self._condition.notify()

    def wait(self, is_ready: Callable[[], object], seconds: float) -> None:
        """Block until `is_ready()` is true, at most this many seconds."""
        if is_ready() or seconds <= 0:
            return
        with self._condition:
            self._is_heard = True  # set before `is_ready` is called again, so that no change is missed
            try:
                self._condition.wait_for(is_ready, seconds)
            finally:
                self._is_heard = False
