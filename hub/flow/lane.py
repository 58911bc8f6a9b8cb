"""One lane: a thread that signs, with one key, what it is given. It never touches the store."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final

from hub.errors import Deferred, DeviceGone, DeviceLocked, DeviceRefused, MessageRefused, SignerUnavailable
from hub.model import ToSign
from hub.ports import Lanes, LaneSigner
from hub.text.log import Log
from hub.xml.parse import parse_xml

SHORTEST_PAUSE_S: Final = 0.25
"""Seconds between the first two attempts at a device that does not sign. The pause doubles each time."""
LONGEST_PAUSE_S: Final = 15.0
log = Log()


@dataclass(frozen=True, slots=True)
class Treated:
    """What became of a message that a lane was given."""

    row: ToSign
    body: bytes | None = None
    """The signed bytes; None without a signature."""
    failed: bool = False
    """True when this message cannot be signed: it is tried again much later. False: another lane signs it."""


class Lane:
    """Signs messages in the order in which they were given. Its methods belong to one thread, the worker's."""

    def __init__(self, name: str, lanes: Lanes, shortest_pause: float = SHORTEST_PAUSE_S) -> None:
        self.name = name
        self._lanes = lanes
        self._shortest_pause = shortest_pause
        self._given: SimpleQueue[ToSign | None] = SimpleQueue()
        self._treated: SimpleQueue[Treated] = SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"lane-{name}", daemon=True)
        self._thread.start()

    def give(self, rows: Iterable[ToSign]) -> None:
        for row in rows:
            self._given.put(row)

    def has_treated(self) -> bool:
        """Whether `treated` has something to return."""
        return not self._treated.empty()

    def treated(self) -> Iterator[Treated]:
        """What became of messages since the last call, in order. Does not block."""
        while True:
            try:
                yield self._treated.get_nowait()
            except Empty:
                return

    def stop(self) -> None:
        """Ask the thread to end after the signature that it is making. What it was given stays in the store."""
        self._stopping.set()
        self._given.put(None)

    def join(self, seconds: float) -> None:
        """Wait for the end of the thread. A device that hangs does not keep the process alive."""
        self._thread.join(max(seconds, 0))

    # ---- in the lane's thread ----------------------------------------------------------------

    def _run(self) -> None:
        signer: LaneSigner | None = None
        try:
            while (row := self._given.get()) is not None and not self._stopping.is_set():
                try:
                    signer = signer or self._lanes.open(self.name)
                    treated = self._treat(signer, row)
                except Exception:  # a fault of ours, or of this message
                    log.exception("not_signed", message=row.id, document=row.document, party=row.party, lane=self.name)
                    treated = Treated(row, failed=True)
                if treated is not None:
                    self._treated.put(treated)
        finally:
            if signer is not None:
                signer.close()

    def _treat(self, signer: LaneSigner, row: ToSign) -> Treated | None:
        """Sign one message, however long its device is away; None if the lane is to stop."""
        pause, told = self._shortest_pause, ""
        while not self._stopping.is_set():
            why = self._why_not(signer, row)
            if isinstance(why, Treated):
                return why
            if why is not None:
                self._lanes.tell(self.name, why)
            if why is not None and str(why) != told:
                told = str(why)
                log.warning("lane_waits", lane=self.name, reason=told)
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)
        return None

    def _why_not(self, signer: LaneSigner, row: ToSign) -> Treated | Deferred | None:
        """Sign once. Returns the reason if the device did not; None if nothing may be tried."""
        if self._lanes.lane_of(row.party) != self.name:
            return Treated(row)
        if not self._lanes.may_try(self.name):
            return None
        try:
            body = signer.sign(parse_xml(row.body), row.party)
        except SignerUnavailable:
            return Treated(row)
        except MessageRefused as why:
            self._lanes.tell(self.name, why)
            log.warning("not_signed", message=row.id, document=row.document, party=row.party, reason=str(why))
            return Treated(row, failed=True)
        except (DeviceGone, DeviceLocked, DeviceRefused) as why:
            return why
        self._lanes.tell(self.name, None)
        return Treated(row, body)
