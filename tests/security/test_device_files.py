"""`device.yaml`: a key of the hub's own that is on a token or card, whom it signs for, and where its PIN is."""

from pathlib import Path

import pytest
import sm2_curve
from signing_cases import DAY, NOW

from adapters import sm2
from adapters.trust import KeyRing, OwnKeys, read_device, write_key
from adapters.x509 import DeviceKey, KeyKind, make_key
from adapters.x509.making import certificate_pem
from hub.bootstrap.devices import device_of
from hub.errors import OperatorError
from hub.home.place import Home
from hub.home.reading import FILE

TOKEN = "provider: pkcs11\nmodule: /usr/lib/module.so\ntoken: hub\nlabel: a\npin: {file: pin}\n"
CARD = "provider: card\npin: {environment: CARD_PIN}\n"


@pytest.fixture
def own(tmp_path: Path) -> OwnKeys:
    """A home's keys with one pair in files."""
    key, certificate = write_key(make_key("hub", NOW - 180 * DAY), tmp_path / "hub")
    return OwnKeys(tmp_path / "hub", key, certificate, is_named=False)


def add_device(own: OwnKeys, name: str, content: str, *, since: int = NOW - DAY, kind: KeyKind = "ecdsa") -> Path:
    """A folder with a device.yaml and a certificate."""
    folder = own.folder / name
    folder.mkdir()
    (folder / "certificate.pem").write_bytes(certificate_pem(make_key(name, since, kind).certificate))
    (folder / "device.yaml").write_text(content, "utf-8")
    return folder / "device.yaml"


def place_at(ring: KeyRing, party: str, now: int = NOW) -> str | None:
    """The folder of the key that signs for a party."""
    pair = ring.at(now, party=party)
    return pair.place.name if pair is not None else None


def test_a_key_on_a_device_signs_for_the_parties_that_it_names(own: OwnKeys) -> None:
    """And for nobody else. No other key signs for these parties, also when the device's certificate is over."""
    add_device(own, "card", CARD + "parties: [customs, ping-an]\n")
    ring = own.read(())
    assert [place_at(ring, party) for party in ("customs", "ping-an", "sinosure", "")] == ["card", "card", "", ""]
    assert isinstance(ring.pairs[0].key, DeviceKey)
    assert place_at(ring, "customs", NOW + 3650 * DAY) is None


def test_a_device_without_parties_follows_the_keys_before_it(own: OwnKeys) -> None:
    """By the clock, like a key in a file."""
    add_device(own, "later", TOKEN, since=NOW + 3 * DAY)
    ring = own.read(())
    assert (place_at(ring, "customs"), place_at(ring, "customs", NOW + 4 * DAY)) == ("", "later")


def test_what_a_device_file_says_is_read(own: OwnKeys) -> None:
    """The file of the PIN is beside it."""
    said = read_device(add_device(own, "token", TOKEN))
    assert (said.name, said.provider, said.place["token"], said.parties) == ("token", "pkcs11", "hub", {})
    assert (said.pin_file, said.acts) == (own.folder / "token/pin", [own.folder / "token/device.yaml", said.pin_file])
    card = read_device(add_device(own, "card", CARD))
    assert (card.place, card.pin_variable, card.acts) == ({}, "CARD_PIN", [card.path])


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("provider: usb\n", 1, "pkcs11 or card"),
        ("pin: {file: pin}\n", 1, "provider needs a value"),
        (TOKEN + "reader: a\n", 6, "no word “reader”"),
        (CARD + "module: a\n", 3, "no word “module”"),
        ("provider: pkcs11\ntoken: hub\npin: {file: pin}\n", 1, "module needs a value"),
        ("provider: pkcs11\nmodule:\ntoken: hub\npin: {file: pin}\n", 2, "module needs a value"),
        ("provider: card\n", 1, "pin is"),
        ("provider: card\npin: 123456\n", 2, "pin is"),
        ("provider: card\npin: {file: a, environment: B}\n", 2, "pin is"),
        ("provider: card\npin: {value: 123456}\n", 2, "pin is"),
        (TOKEN + "id: 0x1\n", 6, "hex"),
        (CARD + "parties: customs\n", 3, "a list"),
        (CARD + "parties: []\n", 3, "a list"),
        (CARD + "parties:\n  - customs\n  - customs\n", 5, "twice"),
        (CARD + "provider: card\n", 3, "stands twice"),
        ("- card\n", 1, "mapping"),
        ("provider: 'card\n", 2, "not YAML"),
    ],
)
def test_a_fault_is_told_with_its_line(own: OwnKeys, content: str, line: int, said: str) -> None:
    """HUB-796. Nothing of a wrong file is used."""
    path = add_device(own, "card", content)
    with pytest.raises(OperatorError, match=f"HUB-796 .*{path}:{line}: .*{said}"):
        own.read(())


def test_a_device_has_one_certificate_beside_it_and_no_key(own: OwnKeys) -> None:
    """HUB-796 without a certificate; HUB-707 where there is a key in the folder too."""
    path = add_device(own, "card", CARD)
    (path.parent / "key.pem").write_bytes(b"")
    with pytest.raises(OperatorError, match="HUB-707"):
        own.read(())
    (path.parent / "key.pem").unlink()
    (path.parent / "certificate.pem").unlink()
    with pytest.raises(OperatorError, match="HUB-796"):
        own.read(())


def test_a_home_makes_the_device_of_a_file(tmp_path: Path) -> None:
    """Not opened: nothing is loaded, and nobody's PIN is read."""
    (tmp_path / FILE).write_text('id = "hub"\n', "utf-8")
    for name, content in (("card", CARD), ("token", TOKEN)):
        (tmp_path / "keys/hub" / name).mkdir(parents=True)
        (tmp_path / "keys/hub" / name / "device.yaml").write_text(content, "utf-8")
    made = [type(device_of(Home(tmp_path), name)).__name__ for name in ("card", "token")]
    assert made == ["CardDevice", "Pkcs11Device"]


def test_a_device_is_given_the_digest_that_sm2_signs() -> None:
    """GB/T 32918.2: what a card signs by the formulas over it, libcrypto verifies over the content."""
    private = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
    point = sm2_curve.times(private)
    assert point is not None
    head = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
    spki = head + b"".join(number.to_bytes(32, "big") for number in point)
    signature = sm2_curve.sign(private, sm2.digest_to_sign(spki, b"message digest"))
    sm2.PublicKey.load(spki).verify(signature, b"message digest")
