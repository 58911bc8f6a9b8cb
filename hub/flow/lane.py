"""One lane: a thread that signs, with one key, what it is given. It never touches the store."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final, Literal

from hub.errors import (
    Code,
    Deferred,
    DeviceGone,
    DeviceLocked,
    DeviceRefused,
    MessageRefused,
    ReceiverUnavailable,
    SignerUnavailable,
)
from hub.errors import code_of as code_of_error
from hub.flow.lane_health import LaneHealth
from hub.model import ToSign
from hub.ports import Encrypted, Lanes, LaneSigner
from hub.text.log import Log
from hub.xml.parse import parse_xml

SHORTEST_PAUSE_S: Final = 0.25
"""Seconds between the first two attempts at a device that does not sign. The pause doubles each time."""
LONGEST_PAUSE_S: Final = 15.0
LOOK: Final = "look"
"""Given to a lane in place of a message: see whether the device is there."""
log = Log()


@dataclass(frozen=True, slots=True)
class Treated:
    """What became of a message that a lane was given."""

    row: ToSign
    body: bytes | None = None
    """The signed bytes; None without a signature."""
    sealed: Encrypted | None = None
    """What goes out in their place, where the lane's key signed around that too."""
    why: Code | None = None
    """Why this message cannot be signed: it is tried again much later. None without a signature: another lane signs."""


class Lane:
    """Signs messages in the order in which they were given. Its methods belong to one thread, the worker's."""

    def __init__(
        self,
        name: str,
        lanes: Lanes,
        shortest_pause: float = SHORTEST_PAUSE_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.health = LaneHealth(monotonic)
        self._lanes = lanes
        self._shortest_pause = shortest_pause
        self._given: SimpleQueue[ToSign | Literal["look"] | None] = SimpleQueue()
        self._treated: SimpleQueue[Treated] = SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"lane-{name}", daemon=True)
        self._thread.start()

    def give(self, rows: Iterable[ToSign]) -> None:
        for row in rows:
            self._given.put(row)

    def look(self) -> None:
        """Have the lane see whether its device is there, unless it has something to sign."""
        if self._given.empty() and not self.health.troubled_for():
            self._given.put(LOOK)

    def take_back(self) -> None:
        """Take back what the lane has not begun. What it is signing it still returns."""
        while not self._stopping.is_set():
            try:
                self._given.get_nowait()
            except Empty:
                return

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
                    if isinstance(row, str):
                        self._see(signer)
                        continue
                    treated = self._treat(signer, row)
                except Exception as error:  # a fault of ours, or of this message
                    treated = self._failed(row, error)
                if treated is not None:
                    self.health.give_up()
                    self._treated.put(treated)
        finally:
            if signer is not None:
                signer.close()

    def _failed(self, row: ToSign | Literal["look"], error: Exception) -> Treated | None:
        if isinstance(row, str):
            log.exception("not_looked", lane=self.name)
            return None
        log.exception("not_signed", message=row.id, document=row.document, party=row.party, lane=self.name)
        return Treated(row, why=code_of_error(error))

    def _see(self, signer: LaneSigner) -> None:
        """Tell what the device is like now. It may have come back while nothing waited for it."""
        if self._lanes.may_try(self.name):
            try:
                with self.health.call():
                    signer.look()
                self._lanes.tell(self.name, None)
            except SignerUnavailable:
                return
            except (DeviceGone, DeviceLocked, DeviceRefused) as why:
                self._lanes.tell(self.name, why)

    def _treat(self, signer: LaneSigner, row: ToSign) -> Treated | None:
        """Sign one message, however long its device is away; None if the lane is to stop."""
        pause, told = self._shortest_pause, ""
        while not self._stopping.is_set():
            why = self._why_not(signer, row)
            if isinstance(why, Treated):
                return why
            self.health.note(signs=False)
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
            with self.health.call():
                body = signer.sign(parse_xml(row.body), row.party)
                sealed = signer.seal_signed(body, row.party)
        except SignerUnavailable:
            return Treated(row)
        except (MessageRefused, ReceiverUnavailable) as why:
            if isinstance(why, MessageRefused):  # else nothing is wrong with the device
                self._lanes.tell(self.name, why)
            log.warning("not_signed", message=row.id, document=row.document, party=row.party, reason=str(why))
            return Treated(row, why=Code(why.code))
        except (DeviceGone, DeviceLocked, DeviceRefused) as why:
            return why
        self.health.note(signs=True)
        self._lanes.tell(self.name, None)
        return Treated(row, body, sealed)
