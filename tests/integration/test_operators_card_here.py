"""An operator's card in a reader of this machine: a virtual PIV card, through a private pcscd."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cards import CardMaker, Holder
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from device_rigs import CardRig
from operators import list_operator, operators, with_issuer
from own_home import OwnHome
from services.pcsc import CardService
from services.softhsm import PIN
from services.virtual_card import PivCard
from verbs import hub

from adapters.x509 import SigningKey
from hub.exit_codes import ExitCode
from hub.model import digest

READER = "Hub Test * 00"
SIGNS = bytes.fromhex("0087")
"""GENERAL AUTHENTICATE."""
GONE, SETUP = int(ExitCode.GONE), int(ExitCode.SETUP)
WHY = ("--reason", "the insurer asked for it")


@pytest.fixture
def own(tmp_path: Path, migrated_file: Path) -> OwnHome:
    """A home whose keys are changed by two operators with cards, and whose messages are sent again so."""
    shutil.copy(migrated_file, tmp_path / "hub.db")
    made = OwnHome(tmp_path / "home", f"sqlite:///{tmp_path / 'hub.db'}")
    settings = made.path / "hub.toml"
    settings.write_text(f'{settings.read_text("utf-8")}\n[acts]\nkeys = "two-cards"\nreplay = "card"\n', "utf-8")
    return made


@pytest.fixture
def cards(own: OwnHome) -> dict[str, Holder]:
    """The cards of two operators."""
    maker, made = operators(own.home.keys, "li", "wang")
    with_issuer(own.home.keys, maker)
    return made


class Reader:
    """A reader with an operator's card in it, and a file with the PIN."""

    def __init__(self, service: CardService, card: Holder, pin_file: Path) -> None:
        self.rig = rig_of(service, card)
        self.pin_file = pin_file
        self.write(PIN)

    def write(self, pin: bytes) -> None:
        """What stands in the file from now on."""
        self.pin_file.write_bytes(pin + b"\n")
        self.pin_file.chmod(0o600)

    def verb(self, home: Path, *words: str) -> "subprocess.CompletedProcess[bytes]":
        """A verb that the card signs; in a process that reaches the private service."""
        reaches = ("env", f"PCSCLITE_CSOCK_NAME={os.environ['PCSCLITE_CSOCK_NAME']}")
        return hub(home, *words, "--card", READER, "--pin-file", str(self.pin_file), "--json", before=reaches)

    def close(self) -> None:
        self.rig.virtual.pulled_by = None
        self.rig.close()


def rig_of(service: CardService, card: Holder) -> CardRig:
    assert isinstance(card.key, EllipticCurvePrivateKey)
    return CardRig(service, PivCard(SigningKey(card.key, card.certificate), PIN), "ecdsa-sha256")


@pytest.fixture
def reader(card_service: CardService, cards: dict[str, Holder], tmp_path: Path) -> Iterator[Reader]:
    """Li's card is in the reader."""
    with closing(Reader(card_service, cards["li"], tmp_path / "pin")) as made:
        yield made


def refusal(done: "subprocess.CompletedProcess[bytes]") -> tuple[int, str]:
    return done.returncode, done.stderr.decode().removeprefix("hub: ")[:7]


def test_two_operators_approve_with_their_cards_in_a_reader(
    own: OwnHome, cards: dict[str, Holder], reader: Reader, card_service: CardService, tmp_path: Path
) -> None:
    """Each card signs a challenge of the hub's; certificates and signatures are kept."""
    proposed = json.loads(reader.verb(own.path, "keys", "roll", *WHY).stdout)
    approve = ("approve", proposed["proposal"], *WHY)
    assert refusal(reader.verb(own.path, *approve)) == (1, "HUB-807")
    reader.close()
    with closing(Reader(card_service, cards["wang"], tmp_path / "pin")) as other:
        assert json.loads(other.verb(own.path, *approve).stdout)["outcome"] == "done"
        with own.store() as store:
            (act,) = store.acts.about(["hub"])
            kept = [store.archive.payload(name) for one in act.operators for name in (one.challenge, one.signature)]
        assert [one.name for one in act.operators] == ["li", "wang"]
        assert [digest(body or b"") for body in kept] == [
            name for one in act.operators for name in (one.challenge, one.signature)
        ]


def test_the_trail_holds_what_the_card_in_the_reader_signed(
    own: OwnHome, cards: dict[str, Holder], reader: Reader
) -> None:
    """Name and certificate of the operator, the challenge and the signature."""
    own.accept("one")
    assert reader.verb(own.path, "replay", "one", *WHY).returncode == 0
    (who,) = own.trail("one").transitions[-1].detail["operators"]
    assert (who["name"], who["serial"]) == ("li", f"{cards['li'].certificate.serial_number:x}")
    with own.store() as store:
        said = json.loads(store.archive.payload(who["challenge"]) or b"")
        assert (said["verb"], said["reason"]) == ("replay", WHY[1])
        assert (store.archive.payload(who["signature"]) or b"").count(b".") == 2


def test_a_wrong_pin_is_told_and_tried_once(own: OwnHome, reader: Reader) -> None:
    """Nothing is done, and the right PIN works afterwards. A file that others may read is not used."""
    own.accept("one")
    reader.write(b"000000")
    assert refusal(reader.verb(own.path, "replay", "one", *WHY)) == (GONE, "HUB-840")
    assert reader.rig.application.pin.wrong == 1
    reader.write(b"")
    assert refusal(reader.verb(own.path, "replay", "one", *WHY)) == (GONE, "HUB-840")
    reader.write(PIN)
    reader.pin_file.chmod(0o644)
    assert refusal(reader.verb(own.path, "replay", "one", *WHY)) == (SETUP, "HUB-707")
    before = own.trail("one").document.seq
    reader.pin_file.chmod(0o600)
    assert reader.verb(own.path, "replay", "one", *WHY).returncode == 0
    assert (own.trail("one").document.seq, reader.rig.application.pin.wrong) == (before + 1, 1)


def test_a_card_that_is_pulled_is_told(own: OwnHome, reader: Reader, card_service: CardService) -> None:
    """Before it is asked, while it signs, and with the card service itself away: nothing is done."""
    own.accept("one")
    before = own.trail("one").document.seq
    reader.rig.virtual.pulled_by = SIGNS
    assert refusal(reader.verb(own.path, "replay", "one", *WHY)) == (GONE, "HUB-840")
    reader.rig.virtual.pulled_by = None
    reader.rig.take_away()
    assert refusal(reader.verb(own.path, "replay", "one", *WHY)) == (GONE, "HUB-840")
    card_service.kill()
    try:
        assert refusal(reader.verb(own.path, "replay", "one", *WHY)) == (GONE, "HUB-840")
    finally:
        card_service.start()
        reader.rig.put_back()
    assert own.trail("one").document.seq == before
    assert reader.verb(own.path, "replay", "one", *WHY).returncode == 0


def test_a_card_that_is_no_operators_is_refused(own: OwnHome, reader: Reader) -> None:
    """The list names another one of Li's."""
    own.accept("one")
    list_operator(own.home.keys, "li", CardMaker(time.time_ns() // 1000).card(holder="操作员 li"))
    assert refusal(reader.verb(own.path, "replay", "one", *WHY)) == (1, "HUB-806")
