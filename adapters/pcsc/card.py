"""A card that is told what its profile says: choose the application, give the PIN, sign, forget the PIN."""

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from adapters.devices import LAST_TRY, PIN_BLOCKED, Pin, WrongPins, gone, locked, refused
from adapters.pcsc import tlv
from adapters.pcsc.commands import DONE, exchange, failure
from adapters.pcsc.link import End, Link
from adapters.pcsc.profile import Command, Profile, Sign
from adapters.pcsc.template import Values

_LONGEST: Final = 16_384
"""Bytes of a certificate."""
_GZIP: Final = b"\x1f\x8b"
_BLOCKED: Final = (0x6983, 0x6984)


class Card:
    """A card and its profile. One thread at a time."""

    def __init__(self, link: Link, profile: Profile) -> None:
        self._link = link
        self._profile = profile

    def certificate(self) -> bytes:
        """The certificate of its key, DER. Raises DeviceRefused for a card of another kind."""
        with self._link.alone():
            self._select()
            return self._read_certificate()

    def prove(self, pin: Pin, name: str, wrong: WrongPins) -> None:
        """Have the card take the PIN, and forget it."""
        with self._unlocked(pin, name, wrong):
            pass

    def sign(self, command: Sign, values: Values, pin: Pin, name: str, wrong: WrongPins) -> bytes:
        """One signature, as the card writes it. Nobody else can use the card with the PIN, before or after."""
        with self._unlocked(pin, name, wrong):
            return self._told("sign", command, values)

    def close(self) -> None:
        """Leave the card as it is."""
        self._link.close()

    @contextmanager
    def _unlocked(self, pin: Pin, name: str, wrong: WrongPins) -> Iterator[None]:
        with self._link.alone() as end:  # blocks while others have the card: a PIN of before may be out of date
            self._select()
            self._verify(pin(), name, wrong, end)
            yield
            end.resets = not self._forgets()

    def _select(self) -> None:
        for command in self._profile.select:
            self._told("select", command, {})

    def _verify(self, secret: bytes, name: str, wrong: WrongPins, end: End) -> None:
        """Give the PIN, unless it was wrong before, or one more wrong one would block the card."""
        wrong.require_a_try(name, secret)
        given = self._profile.verify.padded(secret)
        if given is None:
            raise locked("PIN 为空或过长", "the PIN is empty, or longer than the card takes")
        left = self._tries_left(end)
        if left <= 1:
            raise locked(*(LAST_TRY if left else PIN_BLOCKED))
        end.resets = True
        head, data = self._profile.verify.send.filled({"pin": given})
        _, status = exchange(self._link.transmit, head, data, is_answered=False)
        if status != DONE:
            wrong.add(name, secret)
            raise locked(
                f"PIN 错误（{status:04X}），还剩 {left - 1} 次",
                f"the PIN is wrong ({status:04X}); tries left: {left - 1}",
            )
        wrong.forget(name)

    def _tries_left(self, end: End) -> int:
        """How many wrong PINs the card would take; it must say so."""
        command = self._profile.tries
        head, data = command.send.filled({})
        answer, status = exchange(self._link.transmit, head, data, is_answered=command.counter == "answer")
        if command.counter == "answer" and status == DONE and answer:
            return answer[-1]
        if status >> 4 == 0x63C:
            return status & 0xF
        if status in _BLOCKED:
            return 0
        if status == DONE:
            end.resets = True
            raise gone(
                "他人使用后未清除卡片 PIN 状态，已复位", "somebody left the card with its PIN given: it is reset"
            )
        raise refused(
            f"卡片不报 PIN 剩余次数（{status:04X}）", f"the card does not tell its PIN counter ({status:04X})"
        )

    def _forgets(self) -> bool:
        """Whether the card forgot the PIN when it was told to."""
        if (command := self._profile.forget) is None:
            return False
        head, data = command.send.filled({})
        return exchange(self._link.transmit, head, data, is_answered=False)[1] == DONE

    def _read_certificate(self) -> bytes:
        command = self._profile.certificate
        content = self._in_pieces() if command.piece else self._told("certificate", command, {})
        return _inflated(content) if content.startswith(_GZIP) else content

    def _in_pieces(self) -> bytes:
        """Read until the certificate is as long as it says it is."""
        command, content = self._profile.certificate, b""
        while not content or len(content) < _whole(content):
            piece = self._told("certificate", command, {"offset": len(content).to_bytes(2, "big")})
            if not piece or len(content) > _LONGEST:
                raise refused("卡上证书不完整", "the certificate on the card is not whole")
            content += piece
        return content[: _whole(content)]

    def _told(self, doing: str, command: Command, values: Values) -> bytes:
        """Send a command that must work; returns what the profile takes of the answer."""
        head, data = command.send.filled(values)
        is_answered = doing in ("sign", "certificate")
        answer, status = exchange(self._link.transmit, head, data, is_answered=is_answered)
        if status != DONE:
            raise failure(status, doing)
        try:
            return tlv.taken(answer, command.take)
        except ValueError as error:
            raise refused(f"{doing}：卡片应答不符", f"{doing}: {error}") from error


def _whole(content: bytes) -> int:
    try:
        return tlv.length(content)
    except ValueError as error:
        raise refused("卡上没有证书", "there is no certificate on the card") from error


def _inflated(content: bytes) -> bytes:
    """PIV cards may keep a certificate compressed (SP 800-73-4, part 1, appendix A)."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            return file.read(_LONGEST)
    except (OSError, EOFError) as error:
        raise refused("卡上证书无法解压", "the certificate on the card cannot be unpacked") from error
