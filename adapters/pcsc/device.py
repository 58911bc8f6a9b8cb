"""A signing device on a smart card."""

import os
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from adapters import sm2
from adapters.devices import (
    OF_THIS_PROCESS,
    Family,
    Pin,
    WrongPins,
    digest_info,
    gone,
    padded,
    refused,
    require_digest,
)
from adapters.pcsc.card import Card
from adapters.pcsc.link import Service
from adapters.pcsc.place import CardPlace
from adapters.pcsc.profile import Profile, Sign, read_profile
from adapters.x509 import UNREADABLE, fingerprint, public_key, serial, strictly
from hub.errors import Deferred, DeviceGone, OperatorError
from hub.ports import SignatureAlgorithm
from hub.text.bilingual import Bilingual, listed

_NUMBER = 32
"""Bytes of r, and of s, on P-256."""


@dataclass(frozen=True)
class _Key:
    """What the certificate tells of the key."""

    certificate: bytes
    marks: tuple[str, str]
    """What a place may call the card: serial number and fingerprint."""
    family: Family
    name: str
    """As profiles name it."""
    size: int = 0
    """Bytes of an RSA modulus."""


@dataclass(frozen=True)
class _Opened:
    service: Service
    card: Card
    key: _Key
    command: Sign
    process: int


class CardDevice:
    """A key on a smart card, as hub.ports.SigningDevice asks. Open it in the process that signs.

    Each signature is a transaction of its own: nobody else reaches the card between the PIN and its end.
    """

    def __init__(self, place: CardPlace, pin: Pin, wrong_pins: WrongPins = OF_THIS_PROCESS) -> None:
        """`pin` is asked at each transaction."""
        self._place = place
        self._pin = pin
        self._wrong = wrong_pins
        self._opened: _Opened | None = None

    def open(self) -> bytes:
        """Find the card, read its certificate, and have the PIN proved. A card that has another serial is no match."""
        self.close()
        profile = read_profile(self._place.profile)
        service = Service()
        try:
            card, key = self._find(service, profile)
            command = _command(profile, key)
            card.prove(self._pin, key.marks[1], self._wrong)
        except BaseException:
            service.close()
            raise
        self._opened = _Opened(service, card, key, command, os.getpid())
        return key.certificate

    def sign(self, digest: bytes, algorithm: SignatureAlgorithm) -> bytes:
        """Sign in a transaction; a card that is lost is closed."""
        opened = self._opened
        if opened is None or opened.process != os.getpid():
            raise gone("设备尚未在本进程中打开", "the device is not open in this process")
        key = opened.key
        require_digest(digest, algorithm, key.family)
        values = {"digest": digest}
        if key.family == "rsa":
            info = digest_info(digest, algorithm)
            values |= {"digest-info": info, "padded": padded(info, key.size)}
        try:
            signature = opened.card.sign(opened.command, values, self._pin, key.marks[1], self._wrong)
        except DeviceGone:
            self.close()
            raise
        return _plain(signature) if opened.command.form == "der" else signature

    def close(self) -> None:
        """Let go of the card. What a parent process opened is the parent's."""
        opened, self._opened = self._opened, None
        if opened is not None and opened.process == os.getpid():
            opened.service.close()

    def _find(self, service: Service, profile: Profile) -> tuple[Card, _Key]:
        """The one card that is meant, in the readers that are meant."""
        found: list[tuple[Card, _Key]] = []
        seen: list[Bilingual] = []
        for reader in service.readers():
            if self._place.is_in(reader):
                try:
                    card, key = _met(service, reader, profile)
                except Deferred as error:
                    seen.append(_bilingual(error.reason).about(reader))
                    continue
                if not self._place.card or self._place.card.lower() in key.marks:
                    found.append((card, key))
                else:
                    seen.append(Bilingual.same(f"{reader}: {key.marks[0]}"))
                    card.close()
        if not found:
            there = listed(seen)
            raise gone(f"读卡器中没有此卡（{there.zh}）", f"no reader has the card ({there.en})")
        if len(found) > 1:
            raise refused(f"有 {len(found)} 张卡，请写明卡号", f"{len(found)} cards match: name the card")
        return found[0]


def _met(service: Service, reader: str, profile: Profile) -> tuple[Card, _Key]:
    """The card in a reader, with its key."""
    card = Card(service.connect(reader), profile)
    try:
        return card, _read_key(card.certificate())
    except Deferred:
        card.close()
        raise


def _bilingual(reason: str | Bilingual) -> Bilingual:
    return reason if isinstance(reason, Bilingual) else Bilingual.same(reason)


def _command(profile: Profile, key: _Key) -> Sign:
    for name, command in profile.sign.items():
        if name == key.name:
            return command
    raise refused(f"卡片命令文件没有 {key.name}", f"the card's profile has no commands for {key.name}")


def _read_key(certificate: bytes) -> _Key:
    try:
        with strictly():
            read = x509.load_der_x509_certificate(certificate)
        key = public_key(read)
    except (*UNREADABLE, OperatorError) as error:
        raise refused("读不出卡上证书", f"the card's certificate cannot be read: {error}") from error
    marks = (serial(read).lower(), fingerprint(read).lower())
    if isinstance(key, rsa.RSAPublicKey):
        return _Key(certificate, marks, "rsa", f"rsa-{key.key_size}", key.key_size // 8)
    if isinstance(key, sm2.PublicKey):
        return _Key(certificate, marks, "sm2", "sm2")
    return _Key(certificate, marks, "ec", {"secp256r1": "p-256"}.get(key.curve.name, key.curve.name))


def _plain(signature: bytes) -> bytes:
    """r and s at full length."""
    try:
        return b"".join(number.to_bytes(_NUMBER, "big") for number in decode_dss_signature(signature))
    except (ValueError, OverflowError) as error:
        raise refused("卡片签名格式不符", "the card's signature is no pair of numbers") from error
