"""What a card in a reader of this machine signs is what operators' cards are verified by."""

import time
from pathlib import Path

import pytest
import sm2_curve
from cards import CardMaker, Holder, jws
from operators import list_operator, operators, with_issuer
from slow_keys import SlowKey

from adapters import sm2
from adapters.cards import load_operators
from adapters.cards.signing import sign_detached
from adapters.x509 import SigningKey, make_key
from hub.cli.card_options import card_of
from hub.cli.misuse import Unusable
from hub.errors import DeviceRefused, OperatorError, Rejected
from hub.flow.acting import Acting
from hub.home.place import Home
from hub.model import Operator, Request
from hub.operate.acts.authority import Authority
from hub.operate.acts.demand import Demand
from hub.ports import SignatureAlgorithm

NOW = time.time_ns() // 1000
REQUEST = Request(verb="settle", about="d-1", reason="银行电话确认", arguments={}, heads={"d-1": "ab"})


class Clock:
    def now(self) -> int:
        return NOW


class NationalCard(SlowKey):
    """A device with an SM2 key."""

    def sign(self, digest: bytes, algorithm: SignatureAlgorithm) -> bytes:
        assert algorithm == "sm2-sm3"
        assert isinstance(self.key.key, sm2.PrivateKey)
        return sm2_curve.sign(sm2_curve.secret_number(self.key.key), digest)


def device_of(card: Holder) -> SlowKey:
    """A device with this card's key, which gives the card's certificate only, not its CA's."""
    made = NationalCard if isinstance(card.key, sm2.PrivateKey) else SlowKey
    return made(SigningKey(card.key, card.certificate))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.mark.parametrize("kind", ["ES256", "RS256", "SM2"])
def test_a_card_signs_what_is_verified(home: Home, kind: str) -> None:
    """For this hub only, and these bytes only."""
    maker, cards = operators(home.keys, "li", kind=kind)
    with_issuer(home.keys, maker)
    device = device_of(cards["li"])
    signature = sign_detached(device, b"{}", "hub:s")
    known = load_operators(home.operators)
    assert known.verify(signature, b"{}", "hub:s", NOW)["name"] == "li"
    for said, hub, code in ((b"{ }", "hub:s", "HUB-122"), (b"{}", "hub:t", "HUB-802")):
        with pytest.raises(Rejected) as caught:
            known.verify(signature, said, hub, NOW)
        assert caught.value.faults[0].code == code
    assert not device._is_open


def test_a_card_must_be_listed_real_and_not_revoked(home: Home) -> None:
    """By the list of operators, by its CA, and by that CA's lists, of which one in force must cover it."""
    maker, cards = operators(home.keys, "li", "wang")
    stranger = CardMaker(NOW, "外人")
    list_operator(home.keys, "zhao", unknown := stranger.card())
    assert [_refusal(home, card) for card in (cards["li"], maker.card(), unknown)] == ["", "HUB-806", "HUB-123"]
    lists = home.operators / "crl"
    lists.mkdir()
    (lists / "1.crl").write_bytes(maker.crl(cards["li"]))
    assert [_refusal(home, card) for card in cards.values()] == ["HUB-126", "HUB-127"]
    (lists / "2.crl").write_bytes(maker.crl(by=maker.root))
    assert _refusal(home, cards["wang"]) == ""
    (home.operators / "wang.pem").unlink()
    assert _refusal(home, cards["wang"]) == "HUB-806"


def test_a_certificate_is_one_operators(home: Home) -> None:
    """Else one person could be two."""
    _, cards = operators(home.keys, "li")
    list_operator(home.keys, "wang", cards["li"])
    with pytest.raises(OperatorError) as caught:
        load_operators(home.operators)
    assert caught.value.code == "HUB-707"


def _refusal(home: Home, card: Holder) -> str:
    try:
        load_operators(home.operators).verify(jws(b"{}", card, portal="hub:s"), b"{}", "hub:s", NOW)
    except Rejected as refusal:
        return refusal.faults[0].code
    return ""


def test_a_device_with_another_certificate_is_refused() -> None:
    """Nothing is signed with a certificate that cannot be read."""

    class Odd(SlowKey):
        def open(self) -> bytes:
            return b"\x30\x00"

    device = Odd(make_key("odd", NOW, days=9))
    with pytest.raises(DeviceRefused):
        sign_detached(device, b"{}", "hub:s")
    assert device.signed == 0


def test_an_operator_acts_by_the_card_in_the_reader(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The PIN is asked for once; challenge and signature are kept as from files."""
    maker, cards = operators(home.keys, "li")
    with_issuer(home.keys, maker)
    asked: list[str] = []

    def getpass(prompt: str) -> str:
        asked.append(prompt)
        return "123456"

    def device(place: object, pin: object) -> SlowKey:
        assert callable(pin)
        assert pin() == pin() == b"123456"
        assert getattr(place, "reader", "") == "Reader*"
        return device_of(cards["li"])

    monkeypatch.setattr("hub.cli.card_options.getpass", getpass)
    monkeypatch.setattr("hub.bootstrap.operator_card.CardDevice", device)
    card = card_of(home, None, None, "Reader*")
    authority = Authority(
        "hub:s",
        Operator(user="hub"),
        Clock(),
        lambda _verb, _parties: Demand(card=True),
        lambda: load_operators(home.operators),
        lambda _: None,
    )
    acting = authority.ask(REQUEST, ["p"], {}, card.signed(authority, REQUEST))
    assert isinstance(acting, Acting)
    (who,) = acting.act.operators
    assert (who.name, who.user, len(asked), card.is_used) == ("li", "hub", 1, True)


def test_a_card_here_and_a_signature_from_elsewhere_exclude_each_other(home: Home) -> None:
    """One act has one card of one operator."""
    with pytest.raises(Unusable):
        card_of(home, Path("c"), None, "*")
    assert not card_of(home, None, None, None).is_used
