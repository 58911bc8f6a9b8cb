"""How the threads of the broker's connections wake the worker."""

import threading
from collections.abc import Callable


class Bell:
    """Wakes the one thread that waits; ringing costs next to nothing while nobody does."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._is_heard = False

    def ring(self) -> None:
        """Say that something has changed; call it after the change."""
        if self._is_heard:
            with self._condition:
                self._condition.notify()

    def wait(self, is_ready: Callable[[], object], seconds: float) -> None:
        """Block until `is_ready` says so, at most so long."""
        if is_ready() or seconds <= 0:
            return
        with self._condition:
            self._is_heard = True  # before `is_ready` looks again: a change after that look rings
            try:
                self._condition.wait_for(is_ready, seconds)
            finally:
                self._is_heard = False
