"""A card in a reader, reached through PC/SC (the service `pcscd`). No thread of its own, and no monitor."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from adapters.devices import gone, refused

_RESETS: Final = 5
"""How often another process may reset the card between two of our calls."""


def _scard() -> Any:
    """The package's functions; each returns its result's code first. Raises DeviceRefused without the extra `card`."""
    try:
        from smartcard import scard  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise refused(
            "缺少软件包 pyscard：请安装附加项 card", "pyscard is missing: install the hub with its extra card"
        ) from error
    return scard


@dataclass
class End:
    """How a transaction is to end."""

    resets: bool = False
    """The card is reset, and has forgotten the PIN then."""


class Service:
    """A connection to pcscd; dead after any failure. One thread at a time."""

    def __init__(self) -> None:
        """Blocks until the service answers. Raises DeviceGone when there is none."""
        self._scard = _scard()
        code, self._context = self._scard.SCardEstablishContext(self._scard.SCARD_SCOPE_SYSTEM)
        self._require(code)

    def readers(self) -> list[str]:
        """The names of all readers; none without a reader."""
        code, names = self._scard.SCardListReaders(self._context, [])
        if code == self._scard.SCARD_E_NO_READERS_AVAILABLE:
            return []
        self._require(code)
        return list(names)

    def connect(self, reader: str) -> "Link":
        """Reach the card in a reader, which others may use as well. Raises DeviceGone without one."""
        scard = self._scard
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        code, handle, protocol = scard.SCardConnect(self._context, reader, scard.SCARD_SHARE_SHARED, protocols)
        self._require(code)
        return Link(scard, handle, protocol)

    def close(self) -> None:
        """Let go of the service, and of every card reached through it; it may be dead."""
        self._scard.SCardReleaseContext(self._context)

    def _require(self, code: int) -> None:
        require(self._scard, code)


class Link:
    """A card that is reached. One thread at a time."""

    def __init__(self, scard: Any, handle: int, protocol: int) -> None:
        self._scard = scard
        self._handle = handle
        self._protocol = protocol

    @contextmanager
    def alone(self) -> Iterator[End]:
        """Have the card for oneself: other processes wait. Blocks while another one has it.

        It ends as `End` says, after a failure too. When this process is killed, pcscd resets the card.
        """
        self._begin()
        end = End()
        try:
            yield end
        except BaseException:
            self._end(is_reset=end.resets)
            raise
        require(self._scard, self._end(is_reset=end.resets))

    def transmit(self, command: bytes) -> bytes:
        """Send one command; returns the answer with its status.

        By T=0 a command with data cannot say how long an answer it expects (ISO/IEC 7816-3, 12.2.1): the card says that
        an answer is there.
        """
        if self._protocol == self._scard.SCARD_PROTOCOL_T0 and len(command) > 5:
            command = command[: 5 + command[4]]
        code, answer = self._scard.SCardTransmit(self._handle, self._protocol, list(command))
        require(self._scard, code)
        return bytes(answer)

    def close(self) -> None:
        """Leave the card as it is; it may be gone."""
        self._scard.SCardDisconnect(self._handle, self._scard.SCARD_LEAVE_CARD)

    def _begin(self) -> None:
        for _ in range(_RESETS):
            code = self._scard.SCardBeginTransaction(self._handle)
            if code != self._scard.SCARD_W_RESET_CARD:
                break
            self._reconnect()
        require(self._scard, code)

    def _reconnect(self) -> None:
        """Take note that another process has reset the card."""
        scard = self._scard
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        code, self._protocol = scard.SCardReconnect(
            self._handle, scard.SCARD_SHARE_SHARED, protocols, scard.SCARD_LEAVE_CARD
        )
        require(scard, code)

    def _end(self, *, is_reset: bool) -> int:
        scard = self._scard
        code: int = scard.SCardEndTransaction(
            self._handle, scard.SCARD_RESET_CARD if is_reset else scard.SCARD_LEAVE_CARD
        )
        return code


def require(scard: Any, code: int) -> None:
    """Raise DeviceGone for whatever went wrong between here and the card: it is worth another try, from the start."""
    if code != scard.SCARD_S_SUCCESS:
        text = f"{scard.SCardGetErrorMessage(code)} ({code & 0xFFFFFFFF:#x})"
        raise gone(text, text)
