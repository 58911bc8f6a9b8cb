"""The devices that the contract suite of signing devices is run on."""

import os
from collections.abc import Sequence
from pathlib import Path

import sm2_curve
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from services.national_card import NationalCard
from services.pcsc import CardService, wait_for
from services.softhsm import MODULE, PIN, TOKEN, SoftHSM
from services.virtual_card import MOST, PivCard, VirtualCard

from adapters.devices import WrongPins
from adapters.pcsc import CardDevice, CardPlace
from adapters.pkcs11 import Pkcs11Device, Pkcs11Place
from adapters.x509.resigned import spki
from hub.ports import SignatureAlgorithm, SigningDevice
from hub.testing.device.rig import DIGESTS, DeviceRig
from hub.testing.elsewhere import InProcess, Program, Running

SIGNATURES = int(os.environ.get("HUB_DEVICE_SIGNATURES", "120"))
"""For tests of what grows; 10000 for a long run."""


def verify(certificate: bytes, digest: bytes, signature: bytes) -> None:
    """By `cryptography`; raises InvalidSignature."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    if isinstance(key, RSAPublicKey):
        key.verify(signature, digest, PKCS1v15(), Prehashed(SHA256()))
    else:
        assert isinstance(key, EllipticCurvePublicKey)
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        key.verify(encode_dss_signature(r, s), digest, ECDSA(Prehashed(SHA256())))


def verify_sm2(certificate: bytes, digest: bytes, signature: bytes) -> None:
    """By the formulas; raises AssertionError."""
    sm2_curve.verify(spki(x509.load_der_x509_certificate(certificate))[-64:], digest, signature)


def require_flat(rig: DeviceRig) -> None:
    """Sign often, and open anew now and then: neither memory nor descriptors grow after the first quarter."""
    device = rig.device()
    measured: list[tuple[int, int]] = []
    for number in range(SIGNATURES):
        if number % 50 == 0:
            device.open()
        device.sign(DIGESTS[number % 3], rig.algorithm)
        if number in (SIGNATURES // 4, SIGNATURES - 1):
            measured.append((descriptors(), _resident_kb()))
    device.close()
    (files, memory), (files_after, memory_after) = measured
    print(f"{SIGNATURES} signatures: {files} and {files_after} descriptors, {memory} and {memory_after} KB")
    assert files_after <= files
    assert memory_after <= memory + 2_048


def descriptors() -> int:
    """How many this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _resident_kb() -> int:
    text = Path("/proc/self/status").read_text("utf-8")
    return int(next(line for line in text.splitlines() if line.startswith("VmRSS")).split()[1])


class TokenRig:
    """A key on SoftHSM's token."""

    def __init__(self, token: SoftHSM, algorithm: SignatureAlgorithm) -> None:
        self._token = token
        self._wrong = WrongPins()
        self.algorithm = algorithm
        others: Sequence[SignatureAlgorithm] = ("rsa-sha256", "ecdsa-sha256")
        (self.impossible,) = (other for other in others if other != algorithm)
        self._place = Pkcs11Place(str(MODULE), TOKEN, label=algorithm)

    def device(self, pin: bytes | None = None) -> SigningDevice:
        return Pkcs11Device(self._place, lambda: pin or PIN, self._wrong)

    def verify(self, certificate: bytes, digest: bytes, signature: bytes) -> None:
        verify(certificate, digest, signature)

    def take_away(self) -> None:
        self._token.take_away()

    def put_back(self) -> None:
        self._token.put_back()

    def was_tried(self) -> bool:
        return self._token.was_tried()

    def start(self, program: Program, *arguments: object) -> Running:
        opening = (
            "from adapters.pkcs11 import Pkcs11Device, Pkcs11Place\n"
            f"port = Pkcs11Device(Pkcs11Place(*{(self._place.module, self._place.token, self._place.label)!r}),"
            f" lambda: {PIN!r})"
        )
        return InProcess(opening, program, *arguments)

    def close(self) -> None:
        self._token.put_back()


NATIONAL = Path(__file__).parents[1] / "docs" / "examples" / "cards" / "national.yaml"


class CardRig:
    """A card in a reader of a private service."""

    def __init__(
        self, service: CardService, application: PivCard | NationalCard, algorithm: SignatureAlgorithm, slot: int = 0
    ) -> None:
        self._service, self._slot = service, slot
        self.application = application
        self.virtual = VirtualCard(application, service.port + slot)
        self._wrong = WrongPins()
        self.algorithm = algorithm
        self.impossible: SignatureAlgorithm = "ecdsa-sha256" if algorithm.startswith("rsa") else "rsa-sha256"
        profile = "piv" if isinstance(application, PivCard) else str(NATIONAL)
        self.place = CardPlace(f"Hub Test * 0{slot}", profile=profile)
        self._seen_wrong = 0
        self.put_back()

    def renew(self) -> None:
        """As at the beginning: the card is in its reader, and nobody remembers a wrong PIN."""
        self.was_tried()
        self._wrong = WrongPins()
        if not self._service.has_card(self._slot):
            self.put_back()

    def device(self, pin: bytes | None = None) -> CardDevice:
        return CardDevice(self.place, lambda: pin or PIN, self._wrong)

    def verify(self, certificate: bytes, digest: bytes, signature: bytes) -> None:
        (verify_sm2 if self.algorithm == "sm2-sm3" else verify)(certificate, digest, signature)

    def take_away(self) -> None:
        self.virtual.pull()
        wait_for(lambda: self._service.events(self._slot) != self._events)  # a card that is back before is not noticed

    def put_back(self) -> None:
        self.virtual.insert()
        wait_for(lambda: self._service.has_card(self._slot))
        self._events = self._service.events(self._slot)

    def was_tried(self) -> bool:
        pin = self.application.pin
        pin.left, before, self._seen_wrong = MOST, self._seen_wrong, pin.wrong
        return pin.wrong > before

    def start(self, program: Program, *arguments: object) -> Running:
        place = (self.place.reader, self.place.card, self.place.profile)
        opening = (
            "from adapters.pcsc import CardDevice, CardPlace\n"
            f"port = CardDevice(CardPlace(*{place!r}), lambda: {PIN!r})"
        )
        return InProcess(opening, program, *arguments)

    def close(self) -> None:
        self.take_away()
