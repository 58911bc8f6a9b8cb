"""PINs: each is tried once only when it is wrong, because a device blocks itself after a few wrong ones."""

import hashlib
import secrets
from collections.abc import Callable
from threading import Lock
from typing import Final

from adapters.devices.failures import locked

Pin = Callable[[], bytes]
"""Gives the PIN whenever it is needed, so that a corrected file counts at once. The bytes are UTF-8."""

MOST_WRONG: Final = 2
"""Wrong PINs in a row for one device. Devices block at the third, or later."""


class WrongPins:
    """The PINs that devices called wrong, as salted hashes in memory. Thread-safe."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._wrong: dict[str, set[bytes]] = {}
        self._lock = Lock()

    def has(self, device: str, pin: bytes) -> bool:
        """Whether the device called this PIN wrong."""
        with self._lock:
            return self._hashed(pin) in self._wrong.get(device, set())

    def count(self, device: str) -> int:
        """How many PINs the device has called wrong since it took one."""
        with self._lock:
            return len(self._wrong.get(device, set()))

    def add(self, device: str, pin: bytes) -> None:
        """Remember a PIN that the device called wrong."""
        with self._lock:
            self._wrong.setdefault(device, set()).add(self._hashed(pin))

    def require_a_try(self, device: str, pin: bytes) -> None:
        """Raise DeviceLocked for a PIN that was wrong before, and for any PIN after two wrong ones in a row."""
        if self.has(device, pin):
            raise locked("此 PIN 曾被判为错误，不再尝试", "this PIN was wrong before, and is not tried again")
        if self.count(device) >= MOST_WRONG:
            text = "two PINs were wrong: restart the hub first, then correct the PIN"
            raise locked("已试过两个错误 PIN：请先重启，再改正 PIN", text)

    def forget(self, device: str) -> None:
        """The device has taken a PIN: its counter starts again."""
        with self._lock:
            self._wrong.pop(device, None)

    def _hashed(self, pin: bytes) -> bytes:
        return hashlib.sha256(self._salt + pin).digest()


OF_THIS_PROCESS: Final = WrongPins()
"""Shared by all devices of a process: two objects for one card are still one card."""
