"""An imagined national card in software, which signs by SM2."""

from cryptography.hazmat.primitives.serialization import Encoding
from rig import START
from sm2_curve import secret_number, sign

from adapters.sm2 import PrivateKey
from adapters.x509 import make_key
from services.virtual_card import DONE, MOST, NOT_ALLOWED, NOT_FOUND, UNKNOWN, Pin, parted


def national_card(pin: bytes, name: str = "national") -> "NationalCard":
    """An SM2 card with a new key."""
    key = make_key(name, START, "sm2")
    assert isinstance(key.key, PrivateKey)
    return NationalCard(secret_number(key.key), key.certificate.public_bytes(Encoding.DER), pin)


class NationalCard:
    """An imagined card with commands of its own: its profile is docs/examples/cards/national.yaml.

    The certificate is read in pieces; the counter is in an answer; only a reset makes it forget the PIN. It speaks
    T=0: where a command has data, the answer is fetched by another one.
    """

    atr = bytes.fromhex("3B00")

    def __init__(self, private: int, certificate: bytes, pin: bytes) -> None:
        self._private = private
        self._certificate = certificate
        self.pin = Pin(pin, 16, b"\0")
        self.reset()

    def reset(self) -> None:
        self._folder = self._rest = b""
        self.pin.is_verified = False

    def answer(self, command: bytes) -> bytes:
        head, data, _ = parted(command)
        if len(command) > 5 + len(data):
            return bytes.fromhex("6700")
        if head[1] == 0xC0:
            return self._rest + DONE
        if head == bytes.fromhex("80A40000"):
            self._folder = data
            return DONE if data in (b"\x3f\x00", b"\xdf\x01") else NOT_FOUND
        if self._folder != b"\xdf\x01":
            return UNKNOWN
        acts = {0xB0: self._read, 0xE2: self._count, 0xE8: self._verify, 0xEC: self._sign}
        act = acts.get(head[1])
        return act(command, data) if act else UNKNOWN

    def _read(self, command: bytes, _data: bytes) -> bytes:
        at = int.from_bytes(command[2:4], "big")
        return self._certificate[at : at + parted(command)[2]] + DONE

    def _count(self, _command: bytes, _data: bytes) -> bytes:
        return bytes([MOST, self.pin.left]) + DONE

    def _verify(self, _command: bytes, given: bytes) -> bytes:
        return DONE if self.pin.take(given) else bytes.fromhex("9403")

    def _sign(self, _command: bytes, digest: bytes) -> bytes:
        if not self.pin.is_verified or len(digest) != 32:
            return NOT_ALLOWED
        self._rest = sign(self._private, digest)
        return bytes([0x61, len(self._rest)])
