"""Check a running hub's queues: log each problem when it begins and when it is over."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from adapters.rabbitmq.ailments import Ailment
from hub.errors import Code, Deferred, OperatorError
from hub.text.log import Log

CHECK_INTERVAL_S: Final = 60.0
"""Seconds between two checks."""
log = Log()


class AilmentWatch:
    """Checks the queues from time to time in a thread of its own, so that no worker waits for a slow broker.

    `look` never blocks.
    """

    def __init__(self, ask: Callable[[], Sequence[Ailment]], every: float = CHECK_INTERVAL_S) -> None:
        self._ask = ask
        self._every = every
        self._due = 0.0
        self._known: dict[tuple[Code, tuple[str, ...]], Ailment] = {}
        self._is_blind = False
        self._thread: threading.Thread | None = None

    def look(self) -> None:
        """Start a check when it is due. Its result is logged when the answer arrives."""
        if time.monotonic() < self._due or (self._thread is not None and self._thread.is_alive()):
            return
        self._due = time.monotonic() + self._every
        self._thread = threading.Thread(target=self.ask, name="queue watch", daemon=True)
        self._thread.start()

    def ask(self) -> None:
        """Check now, and log new problems and problems that are over."""
        try:
            found = {(one.code, one.queues): one for one in self._ask()}
        except (Deferred, OperatorError) as error:
            if not self._is_blind:
                log.warning("queues_not_watched", reason=str(error))
            self._is_blind = True
            return
        self._is_blind = False
        for key in found.keys() - self._known.keys():
            log.warning("queue_ailing", code=key[0], queues=key[1], text=found[key].wording.fixed)
        for key in self._known.keys() - found.keys():
            log.warning("queue_well_again", code=key[0], queues=key[1])
        self._known = found
