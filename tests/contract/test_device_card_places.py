"""Which card is meant, what other programs make of our virtual one, and how long it all lasts."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from cryptography import x509
from device_rigs import CardRig, require_flat, verify
from rig import START
from services.national_card import national_card
from services.pcsc import CardService
from services.softhsm import PIN
from services.virtual_card import PivCard

from adapters.devices import WrongPins, digest_info
from adapters.pcsc import CardDevice, CardPlace
from adapters.pkcs11 import Pkcs11Device, Pkcs11Place
from adapters.sm2 import PublicKey, digest_to_sign
from adapters.x509 import der, fingerprint, make_key, public_key, serial
from hub.errors import DeviceGone, DeviceLocked, DeviceRefused
from hub.testing.device.rig import DIGESTS

OPENSC = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"


@pytest.fixture(scope="module")
def cards(card_service: CardService) -> Iterator[tuple[CardRig, CardRig]]:
    """A PIV card with a compressed certificate in the first reader, an imagined national one in the second."""
    piv = PivCard(make_key("piv", START, "rsa"), PIN, is_compressed=True)
    with ExitStack() as stack:
        first = stack.enter_context(closing(CardRig(card_service, piv, "rsa-sha256", 0)))
        yield first, stack.enter_context(closing(CardRig(card_service, national_card(PIN), "sm2-sm3", 1)))


def device(place: CardPlace) -> CardDevice:
    return CardDevice(place, lambda: PIN, WrongPins())


def test_a_card_is_named_by_its_certificate(cards: tuple[CardRig, CardRig]) -> None:
    """By serial number or by fingerprint, whatever the case of the letters; in whatever reader it is."""
    piv = cards[0].application
    assert isinstance(piv, PivCard)
    certificate = piv.key.certificate
    for name in ("", serial(certificate), serial(certificate).upper(), fingerprint(certificate)):
        opened = device(CardPlace(card=name))
        assert opened.open() == der(certificate)
        opened.close()


def test_another_card_gets_no_pin(cards: tuple[CardRig, CardRig]) -> None:
    """A card with another number, one of another kind, and one in another reader are not the card that is meant."""
    for place in (CardPlace(card="00ff"), CardPlace("Hub Test * 01"), CardPlace("Other *")):
        with pytest.raises(DeviceGone, match="no reader has the card"):
            CardDevice(place, lambda: pytest.fail("the PIN was asked for"), WrongPins()).open()


def test_two_cards_that_match_are_refused(card_service: CardService, cards: tuple[CardRig, CardRig]) -> None:
    """Nobody guesses which one is meant."""
    cards[1].take_away()
    try:
        other = PivCard(make_key("other", START), PIN)
        with (
            closing(CardRig(card_service, other, "ecdsa-sha256", 1)),
            pytest.raises(DeviceRefused, match="2 cards match"),
        ):
            device(CardPlace()).open()
    finally:
        cards[1].put_back()


def test_a_pin_that_is_too_long_is_not_given(cards: tuple[CardRig, CardRig]) -> None:
    """PIV has eight bytes. Nor is an empty one."""
    for pin in (b"123456789", b""):
        with pytest.raises(DeviceLocked):
            CardDevice(CardPlace(), lambda pin=pin: pin, WrongPins()).open()  # type: ignore[misc]
    assert not cards[0].was_tried()


def test_what_the_national_card_signs_is_sm2_with_sm3(cards: tuple[CardRig, CardRig]) -> None:
    """Of the digest that the layer above computes, with the signer's id and key (GB/T 32918.2, 5.5 and 6.1)."""
    opened = device(cards[1].place)
    key = public_key(x509.load_der_x509_certificate(opened.open()))
    assert isinstance(key, PublicKey)
    digest = digest_to_sign(key.spki, b"a message")
    key.verify(opened.sign(digest, "sm2-sm3"), b"a message")
    opened.close()


@pytest.mark.parametrize(
    ("spoiled", "by", "said"),
    [
        ("send: 00 20 00 80 / pin", "send: 00 20 00 80", "`pin` is missing"),
        ("5C(5FC10A)", "5C(5FC10A", "not closed"),
        ("7C(82() 81(digest))", "7C(82() 81(digets))", "'digets'"),
        ("00 87 11 9C", "00 87 11", "four bytes"),
        ("take: 53/70", "take: 53.70", "no path of tags"),
        ("tries:", "tires:", "Field required"),
        ("length: 8", "length: eight", "valid integer"),
        ("select:", "select: [", "cannot be read"),
    ],
)
def test_a_profile_with_a_fault_is_refused(tmp_path: Path, spoiled: str, by: str, said: str) -> None:
    """With its file and the place."""
    packaged = Path(__file__).parents[2] / "adapters" / "pcsc" / "profiles" / "piv.yaml"
    file = tmp_path / "card.yaml"
    file.write_text(packaged.read_text("utf-8").replace(spoiled, by), "utf-8")
    with pytest.raises(DeviceRefused, match=r"card\.yaml") as refusal:
        device(CardPlace(profile=str(file))).open()
    assert said in str(refusal.value)


def test_opensc_accepts_the_virtual_card(cards: tuple[CardRig, CardRig], tmp_path: Path) -> None:
    """It names it, lists certificate and key, and signs with it; so ours is no card of our own invention."""
    assert "Personal Identity Verification" in run("opensc-tool", "--name")
    assert "Certificate for Digital Signature" in run("pkcs15-tool", "--list-certificates")
    assert "Key ref        : 156 (0x9C)" in run("pkcs15-tool", "--list-keys")
    message, signature = tmp_path / "digest", tmp_path / "signature"
    message.write_bytes(digest_info(DIGESTS[1], "rsa-sha256"))
    files = ("--input-file", str(message), "--output-file", str(signature))
    run("pkcs11-tool", "--sign", "--mechanism", "RSA-PKCS", "--id", "02", "--login", "--pin", PIN.decode(), *files)
    opened = cards[0].device()
    verify(opened.open(), DIGESTS[1], signature.read_bytes())
    opened.close()


def run(program: str, *arguments: str) -> str:
    """On the first reader."""
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_card_signs_through_its_pkcs11_module_too(cards: tuple[CardRig, CardRig]) -> None:
    """OpenSC's; its key wants the PIN before each signature. The card comes and goes, and a wrong PIN is tried once."""
    token = next(line for line in run("pkcs11-tool", "--list-token-slots").splitlines() if "token label" in line)
    place = Pkcs11Place(OPENSC, token.partition(":")[2].strip(), id=b"\x02")
    opened = Pkcs11Device(place, lambda: PIN, WrongPins())
    certificate = opened.open()
    for digest in DIGESTS:
        verify(certificate, digest, opened.sign(digest, "rsa-sha256"))
    cards[0].take_away()
    with pytest.raises(DeviceGone):
        opened.sign(DIGESTS[0], "rsa-sha256")
    for _ in range(2):
        with pytest.raises(DeviceGone):
            opened.open()
    cards[0].put_back()
    assert opened.open() == certificate
    verify(certificate, DIGESTS[0], opened.sign(DIGESTS[0], "rsa-sha256"))
    opened.close()
    wrong = Pkcs11Device(place, lambda: b"999999", WrongPins())
    for _ in range(2):
        with pytest.raises(DeviceLocked):
            wrong.open()
    assert cards[0].application.pin.wrong == 1
    cards[0].renew()


def test_signatures_on_a_card_leave_nothing_behind(cards: tuple[CardRig, CardRig]) -> None:
    """Neither memory nor descriptors."""
    require_flat(cards[0])
