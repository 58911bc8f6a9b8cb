"""The contract of signing devices, on cards in a private pcscd; and what only cards have."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from cryptography import x509
from device_rigs import CardRig, descriptors
from lxml import etree
from rig import START, HandClock
from services.national_card import national_card
from services.pcsc import CardService, wait_for
from services.softhsm import PIN
from services.virtual_card import PivCard

from adapters.devices import WrongPins
from adapters.pcsc import CardDevice
from adapters.signing import EPORT_SM2, RegisteredVerifier
from adapters.signing.xmldsig.device_key import key_on_device
from adapters.signing.xmldsig.profiles import XMLDSIG_ECDSA, XMLDSIG_RSA
from adapters.signing.xmldsig.signer import KeySigner
from adapters.trust import CertificateRegister
from adapters.x509 import DeviceKey, KeyKind, make_key
from hub.errors import DeviceGone, DeviceLocked
from hub.ports import SignatureAlgorithm
from hub.testing.device import DeviceContract
from hub.testing.device.rig import DIGESTS
from hub.testing.device.sharing import sign_often

MESSAGE = b'<Guarantee xmlns="urn:example"><Amount>100.00</Amount></Guarantee>'
GENERAL_AUTHENTICATE, VERIFY = bytes.fromhex("0087"), bytes.fromhex("0020008008")


def a_piv_card(service: CardService, kind: KeyKind = "ecdsa", slot: int = 0) -> CardRig:
    """A PIV card with a key of its own."""
    algorithm: SignatureAlgorithm = "rsa-sha256" if kind == "rsa" else "ecdsa-sha256"
    return CardRig(service, PivCard(make_key("piv", START, kind), PIN), algorithm, slot)


CARDS: dict[str, Callable[[CardService], CardRig]] = {
    "piv-rsa": lambda service: a_piv_card(service, "rsa"),
    "piv-ecdsa": a_piv_card,
    "national": lambda service: CardRig(service, national_card(PIN), "sm2-sm3"),
}


@pytest.fixture(scope="module", params=CARDS)
def card(request: pytest.FixtureRequest, card_service: CardService) -> Iterator[CardRig]:
    """In the first reader for all tests: the service takes half a second to see that it comes and goes."""
    with closing(CARDS[request.param](card_service)) as made:
        yield made


class TestCards(DeviceContract):
    """Three cards, two profiles."""

    @pytest.fixture
    def rig(self, card: CardRig) -> CardRig:
        card.renew()
        return card


def test_a_message_that_the_card_signs_verifies(card: CardRig) -> None:
    """Under the profile of its kind of key, as the hub's lanes sign and parties verify."""
    profile = {"rsa-sha256": XMLDSIG_RSA, "ecdsa-sha256": XMLDSIG_ECDSA, "sm2-sm3": EPORT_SM2}[card.algorithm]
    card.renew()
    device = card.device()
    key = DeviceKey("card", x509.load_der_x509_certificate(device.open()))
    signed = KeySigner(key, key_on_device(key, device), HandClock(), profile).sign(etree.fromstring(MESSAGE))
    device.close()
    register = CertificateRegister({"ping-an": [key.certificate]})
    verifier = RegisteredVerifier(register, HandClock(), agreed=lambda _: (profile,))
    assert verifier.verify(etree.fromstring(signed), "ping-an") is not None


@pytest.fixture(scope="module")
def second_card(card_service: CardService) -> Iterator[CardRig]:
    """A PIV card with a key on P-256, in the second reader."""
    with closing(a_piv_card(card_service, slot=1)) as made:
        yield made


@pytest.fixture
def piv(second_card: CardRig) -> CardRig:
    second_card.renew()
    return second_card


@pytest.mark.parametrize("counter", [0, 1])
def test_no_pin_is_given_where_a_wrong_one_would_block_the_card(piv: CardRig, counter: int) -> None:
    """Not even the right one: nobody knows yet that it is right."""
    piv.application.pin.left = counter
    with pytest.raises(DeviceLocked):
        piv.device().open()
    assert (piv.application.pin.left, piv.application.pin.wrong) == (counter, 0)


def test_a_card_that_others_left_with_its_pin_given_is_reset(piv: CardRig) -> None:
    """Its counter cannot be read then. It opens at the next attempt."""
    piv.application.pin.is_verified = True
    device = piv.device()
    with pytest.raises(DeviceGone, match="it is reset"):
        device.open()
    assert not piv.application.pin.is_verified
    device.open()
    device.close()


def test_processes_that_know_nothing_of_each_other_do_not_block_the_card(piv: CardRig) -> None:
    """Each would try its wrong PIN once; the card's counter tells them to stop."""
    for pin in range(8):
        wrong = CardDevice(piv.place, lambda pin=pin: f"00000{pin}".encode(), WrongPins())  # type: ignore[misc]
        with pytest.raises(DeviceLocked):
            wrong.open()
    assert piv.application.pin.left == 1
    piv.renew()
    device = piv.device()
    device.open()
    device.close()


@pytest.mark.parametrize("moment", [VERIFY, GENERAL_AUTHENTICATE])
def test_a_card_that_is_pulled_in_the_middle_is_gone(piv: CardRig, moment: bytes) -> None:
    """It signs when it is back."""
    device = piv.device()
    certificate = device.open()
    piv.virtual.pulled_by = moment
    with pytest.raises(DeviceGone):
        device.sign(DIGESTS[0], piv.algorithm)
    piv.virtual.pulled_by = None
    piv.take_away()
    piv.put_back()
    assert device.open() == certificate
    piv.verify(certificate, DIGESTS[0], device.sign(DIGESTS[0], piv.algorithm))
    device.close()


@pytest.mark.parametrize("is_killed", [True, False])
def test_a_service_that_ends_is_gone_until_it_is_back(card_service: CardService, piv: CardRig, is_killed: bool) -> None:
    """In the same process and with the same object, whether it was killed or stopped."""
    device = piv.device()
    device.open()
    (card_service.kill if is_killed else card_service.stop)()
    try:
        with pytest.raises(DeviceGone):
            device.sign(DIGESTS[0], piv.algorithm)
        for attempt in range(12):
            if attempt == 2:
                before = descriptors()
            with pytest.raises(DeviceGone):
                device.open()
        assert descriptors() <= before
    finally:
        piv.virtual.pull()
        card_service.start()
        piv.put_back()
    certificate = device.open()
    piv.verify(certificate, DIGESTS[0], device.sign(DIGESTS[0], piv.algorithm))
    device.close()


@pytest.mark.parametrize("forgets_pin", [True, False])
def test_nobody_finds_the_card_with_its_pin_given(piv: CardRig, forgets_pin: bool) -> None:
    """By the profile's command, or by a reset where the card does not know that command."""
    card = piv.application
    assert isinstance(card, PivCard)
    card.asks_always, card.forgets_pin = False, forgets_pin
    try:
        device = piv.device()
        certificate = device.open()
        assert not card.pin.is_verified
        for digest in DIGESTS:
            piv.verify(certificate, digest, device.sign(digest, piv.algorithm))
            assert not card.pin.is_verified
        device.close()
    finally:
        card.asks_always = card.forgets_pin = True


def test_a_process_that_is_killed_while_the_card_signs_leaves_it_without_pin(piv: CardRig) -> None:
    """The service resets the card then."""
    card = piv.application
    assert isinstance(card, PivCard)
    card.asks_always, piv.virtual.pace = False, {GENERAL_AUTHENTICATE: 0.5}
    try:
        elsewhere = piv.start(sign_often, piv.algorithm, 1)
        assert elsewhere.line() == "open"
        wait_for(lambda: card.pin.is_verified)
        elsewhere.kill()
        wait_for(lambda: not card.pin.is_verified)
    finally:
        card.asks_always, piv.virtual.pace = True, {}
    device = piv.device()
    piv.verify(device.open(), DIGESTS[0], device.sign(DIGESTS[0], piv.algorithm))
    device.close()
