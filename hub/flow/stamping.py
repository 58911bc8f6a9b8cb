"""Have a timestamp authority say when a checkpoint of the log existed: one checkpoint a day."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hub.model.moments import DAY
from hub.ports import Clock, LogReader, Ports, Sealed, SealedLog, Timestamp, TimestampAuthority
from hub.text.log import Log

LOOK_S: Final = 60.0
"""Seconds after which a worker looks again whether a timestamp is due."""
RETRY_S: Final = 600.0
"""Seconds after which an authority that gave none is asked again."""
log = Log()


@dataclass(frozen=True, slots=True)
class Stamping:
    """store ─► [newest checkpoint] ─► authority ─► verified timestamp ─► store. No transaction waits for it."""

    log: SealedLog
    authority: TimestampAuthority
    clock: Clock

    def ask(self) -> Timestamp | None:
        """Get a timestamp of the newest checkpoint, unless it has one; None if there is no checkpoint.

        Raises OperatorError where the authority gives none that can be trusted.
        """
        with self.log.read() as reader:
            sealed = reader.sealed()
            found = reader.timestamp(sealed.size) if sealed else None
        return found if found or sealed is None else self._asked(sealed)

    def ask_if_due(self) -> Timestamp | None:
        """The same once a day; None if nothing is due."""
        now = self.clock.now()
        with self.log.read() as reader:
            since, sealed = due_since(reader), reader.sealed()
        return None if sealed is None or since is None or now < since else self._asked(sealed)

    def _asked(self, sealed: Sealed) -> Timestamp:
        at, response = self.authority.stamp(sealed.note.encode())
        made = Timestamp(size=sealed.size, at=at, response=response)
        self.log.keep_timestamp(made)
        return made


def due_since(reader: LogReader) -> int | None:
    """When a timestamp is or was due, in microseconds since 1970, UTC; None while there is no newer checkpoint."""
    newest = reader.timestamp()
    first = reader.sealed_after(newest.size if newest else 0)
    if first is None or newest is None:
        return first.at if first else None
    return max(first.at, newest.at + DAY)


class StampingDuty:
    """Gets what is due in a thread of its own, which ends with it: no batch waits for an authority."""

    def __init__(self, stamping: Stamping, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._stamping = stamping
        self._monotonic = monotonic
        self._next = monotonic()
        self._thread: threading.Thread | None = None
        self._told = ""

    def begin(self) -> None:
        """Look whether something is due, now and then. Never blocks."""
        is_busy = self._thread is not None and self._thread.is_alive()
        if is_busy or self._monotonic() < self._next:
            return
        self._next = self._monotonic() + LOOK_S
        self._thread = threading.Thread(target=self._run, name="timestamp", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until what was begun has ended."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._stamping.ask_if_due()
            self._told = ""
        except Exception as error:  # whatever it is, it stops no work, and a later look is another attempt
            self._next = self._monotonic() + RETRY_S
            if (reason := str(error)) != self._told:
                log.warning("not_stamped", reason=reason)
            self._told = reason


def stamping_of(ports: Ports) -> StampingDuty | None:
    """A worker's duty; None where no authority is configured, or nothing is sealed."""
    if ports.timestamps is None or ports.sealer is None:
        return None
    return StampingDuty(Stamping(ports.store.log, ports.timestamps, ports.clock))
