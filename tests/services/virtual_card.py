"""A PIV card in software: a TCP client of vpcd's virtual reader that answers commands."""

import gzip
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.x509 import SigningKey

OFF, ON, RESET, GET_ATR = b"\x00", b"\x01", b"\x02", b"\x04"
MOST: Final = 5
"""Wrong PINs that block a card."""
DONE, BLOCKED, NOT_ALLOWED, WRONG_DATA, NOT_FOUND, UNKNOWN = (
    bytes.fromhex(status) for status in ("9000", "6983", "6982", "6A80", "6A82", "6D00")
)


_PIV: Final = bytes.fromhex("A00000030800001000")


class Application(Protocol):
    """What a card does with a command."""

    atr: bytes

    def reset(self) -> None:
        """Forget everything that does not survive the loss of power."""

    def answer(self, command: bytes) -> bytes:
        """The answer with its status."""


class VirtualCard:
    """A card that can be put into a reader and pulled out of it."""

    def __init__(self, application: Application, port: int) -> None:
        self.application = application
        self._port = port
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self.pulled_by: bytes | None = None
        """A beginning of a command; the card is pulled when such a one comes, before it answers."""
        self.before: Callable[[bytes], None] = lambda command: None
        """What a test does with a command before the card answers it."""
        self.pace: dict[bytes, float] = {}
        """Seconds that a command takes, by its beginning; the first that fits counts."""

    def insert(self) -> None:
        """Connect to the reader; the service sees the card within half a second."""
        self._socket = socket.create_connection(("127.0.0.1", self._port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = threading.Thread(target=self._serve, args=(self._socket,), daemon=True)
        self._thread.start()

    def pull(self) -> None:
        """Disconnect."""
        reader, self._socket = self._socket, None
        if reader is not None:
            with suppress(OSError):
                reader.shutdown(socket.SHUT_RDWR)
            reader.close()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self.application.reset()

    def _serve(self, reader: socket.socket) -> None:
        with suppress(OSError, EOFError):
            while True:
                message = _read(reader, int.from_bytes(_read(reader, 2), "big"))
                if self.pulled_by is not None and message.startswith(self.pulled_by):
                    reader.shutdown(socket.SHUT_RDWR)
                    return
                self.before(message)
                if (reply := self._reply(message)) is not None:
                    reader.sendall(len(reply).to_bytes(2, "big") + reply)

    def _reply(self, message: bytes) -> bytes | None:
        if message in (OFF, ON, RESET):
            self.application.reset()
            return None
        if message == GET_ATR:
            return self.application.atr
        time.sleep(next((seconds for beginning, seconds in self.pace.items() if message.startswith(beginning)), 0))
        return self.application.answer(message)


def _read(reader: socket.socket, length: int) -> bytes:
    content = b""
    while len(content) < length:
        reader.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)  # otherwise each command waits for 40 ms
        piece = reader.recv(length - len(content))
        if not piece:
            raise EOFError
        content += piece
    return content


class Pin:
    """A PIN with its counter."""

    def __init__(self, pin: bytes, length: int, fill: bytes) -> None:
        self._right = pin.ljust(length, fill)
        self.left = MOST
        self.wrong = 0
        """How many wrong PINs were given."""
        self.is_verified = False

    def take(self, given: bytes) -> bool:
        """Whether it is right; a card that is blocked takes none."""
        self.is_verified = self.left > 0 and given == self._right
        self.wrong += not self.is_verified
        self.left = MOST if self.is_verified else max(self.left - 1, 0)
        return self.is_verified


def parted(command: bytes) -> tuple[bytes, bytes, int]:
    """Head, data, and the number of bytes that the answer may have."""
    size = command[4] if len(command) > 5 else 0
    rest = command[5 + size :] if size else command[4:]
    return command[:4], command[5 : 5 + size] if size else b"", (rest[0] or 256) if rest else 256


def tlv(tag: str, *values: bytes) -> bytes:
    """A tag with its value."""
    content = b"".join(values)
    size = len(content)
    length = (
        bytes([size]) if size < 0x80 else b"\x81" + bytes([size]) if size < 0x100 else b"\x82" + size.to_bytes(2, "big")
    )
    return bytes.fromhex(tag) + length + content


def raw(key: rsa.RSAPrivateNumbers, block: bytes) -> bytes:
    """The bare computation with an RSA key of 2048 bits, by the Chinese remainder theorem."""
    number = int.from_bytes(block, "big")
    of_p, of_q = pow(number, key.dmp1, key.p), pow(number, key.dmq1, key.q)
    return (of_q + key.q * ((of_p - of_q) * key.iqmp % key.p)).to_bytes(256, "big")


class PivCard:
    """NIST SP 800-73-4, as much as OpenSC and the hub ask for: one key, 9C, which wants the PIN each time."""

    atr = bytes.fromhex("3B80800101")

    def __init__(self, key: SigningKey, pin: bytes, *, is_compressed: bool = False) -> None:
        self.key = key
        self.forgets_pin = self.asks_always = True
        """Whether it knows the command that forgets the PIN, and whether each signature needs the PIN."""
        self.pin = Pin(pin, 8, b"\xff")
        self.reset()
        content = key.certificate.public_bytes(Encoding.DER)
        content, marks = (gzip.compress(content), b"\1") if is_compressed else (content, b"\0")
        certificate = tlv("53", tlv("70", content), tlv("71", marks), tlv("FE"))
        self.objects = {
            "5FC107": tlv(
                "53", tlv("F0", bytes(21)), tlv("F1", b"\x21"), tlv("F2", b"\x21"), tlv("F4", b"\0"), tlv("FE")
            ),
            "5FC102": tlv(
                "53", tlv("30", bytes(25)), tlv("34", b"1" * 16), tlv("35", b"20991231"), tlv("3E"), tlv("FE")
            ),
            "7E": tlv("7E", tlv("4F", _PIV + b"\x01\x00"), tlv("5F2F", b"\x40\x00")),
            "5FC10A": certificate,
        }

    def reset(self) -> None:
        self._rest, self._chained, self._is_selected, self._expected = b"", b"", False, 256
        self.pin.is_verified = False

    def answer(self, command: bytes) -> bytes:
        head, data, self._expected = parted(command)
        if head[1] == 0xC0:
            return self._piece()
        if head[0] & 0x10:
            self._chained += data
            return DONE
        data, self._chained = self._chained + data, b""
        if head == bytes.fromhex("00A40400"):
            return self._select(data)
        if not self._is_selected:
            return UNKNOWN
        acts = {0xCB: self._get, 0x20: self._verify, 0x87: self._sign}
        act = acts.get(head[1])
        return act(head, data) if act else UNKNOWN

    def _select(self, name: bytes) -> bytes:
        if not (name and (_PIV + b"\x01\x00").startswith(name)):
            self._is_selected = False
            return NOT_FOUND
        self._is_selected = True
        return self._sent(tlv("61", tlv("4F", b"\x00\x00\x10\x00\x01\x00"), tlv("79", tlv("4F", _PIV[:5]))))

    def _get(self, _head: bytes, data: bytes) -> bytes:
        content = self.objects.get(data[2:].hex().upper())
        return NOT_FOUND if content is None else self._sent(content)

    def _verify(self, head: bytes, given: bytes) -> bytes:
        if head[3] != 0x80 or head[2] not in (0, 0xFF if self.forgets_pin else 0):
            return bytes.fromhex("6A88")
        if head[2] == 0xFF and self.forgets_pin:
            self.pin.is_verified = False
            return DONE
        if not given and self.pin.is_verified:
            return DONE
        if given and self.pin.take(given):
            return DONE
        return bytes([0x63, 0xC0 | self.pin.left]) if self.pin.left else BLOCKED

    def _sign(self, head: bytes, data: bytes) -> bytes:
        key, wanted = self.key.key, data[data.index(b"\x81") :] if b"\x81" in data else b""
        if head[3] != 0x9C:
            return bytes.fromhex("6A88")
        if not self.pin.is_verified:
            return NOT_ALLOWED
        self.pin.is_verified = not self.asks_always  # SP 800-73-4, part 1, table 3: always
        if isinstance(key, rsa.RSAPrivateKey) and head[2] == 0x07:
            signature = raw(key.private_numbers(), data[-256:])
        elif isinstance(key, ec.EllipticCurvePrivateKey) and head[2] == 0x11 and len(wanted) >= 34:
            signature = key.sign(data[-32:], ec.ECDSA(Prehashed(SHA256())))
        else:
            return WRONG_DATA
        return self._sent(tlv("7C", tlv("82", signature)))

    def _sent(self, content: bytes) -> bytes:
        self._rest = content
        return self._piece()

    def _piece(self) -> bytes:
        piece, self._rest = self._rest[: self._expected], self._rest[self._expected :]
        return piece + (bytes([0x61, min(len(self._rest), 255)]) if self._rest else DONE)
