"""The contract of signing devices, on a token of SoftHSM; and what only PKCS#11 has."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from device_rigs import TokenRig, require_flat
from pkcs11 import KeyType
from rig import START
from services.softhsm import MODULE, PIN, TOKEN, SoftHSM

from adapters.devices import WrongPins
from adapters.pkcs11 import Pkcs11Device, Pkcs11Place
from adapters.pkcs11.keys import find_key
from adapters.x509 import make_key
from hub.errors import DeviceGone, DeviceLocked, DeviceRefused
from hub.ports import SignatureAlgorithm
from hub.testing.device import DeviceContract

ALGORITHMS: tuple[SignatureAlgorithm, ...] = ("rsa-sha256", "ecdsa-sha256")


@pytest.fixture(scope="module")
def token(software_token: SoftHSM) -> SoftHSM:
    """With an RSA key and one on P-256."""
    for number, algorithm in enumerate(ALGORITHMS, 1):
        key = make_key(algorithm, START, "rsa" if algorithm.startswith("rsa") else "ecdsa")
        software_token.keep(key, algorithm, number)
    return software_token


class TestTokens(DeviceContract):
    """A key of either kind."""

    @pytest.fixture(params=ALGORITHMS)
    def rig(self, request: pytest.FixtureRequest, token: SoftHSM) -> Iterator[TokenRig]:
        with closing(TokenRig(token, request.param)) as made:
            yield made


def device(**marks: object) -> Pkcs11Device:
    """A device on the token, of the key with these marks."""
    return Pkcs11Device(Pkcs11Place(str(MODULE), TOKEN, **marks), lambda: PIN)  # type: ignore[arg-type]


def test_signatures_on_a_token_leave_nothing_behind(token: SoftHSM) -> None:
    """Neither memory nor descriptors."""
    require_flat(TokenRig(token, "ecdsa-sha256"))


def test_a_key_is_found_by_its_id(token: SoftHSM) -> None:
    """So is its certificate."""
    by_id, by_label = device(id=b"\x02"), device(label="ecdsa-sha256")
    assert by_id.open() == by_label.open()
    by_id.close()
    by_label.close()


def test_a_key_that_is_not_there_is_refused(token: SoftHSM) -> None:
    """As is a name that several keys have."""
    for marks in ({"label": "nobody"}, {"id": b"\x09"}, {}):
        with pytest.raises(DeviceRefused):
            device(**marks).open()


@pytest.mark.parametrize(("kind", "said"), [("RSA", "may not sign"), ("DSA", "not supported")])
def test_a_key_that_cannot_sign_here_is_refused(kind: str, said: str) -> None:
    """One that was made for decryption, which has no method to sign; and one of another kind."""
    key = SimpleNamespace(key_type=KeyType[kind])
    session = SimpleNamespace(get_objects=lambda _: [key])
    with pytest.raises(DeviceRefused, match=said):
        find_key(session, Pkcs11Place(str(MODULE), TOKEN))  # type: ignore[arg-type]


def test_a_certificate_may_lie_beside_the_token(token: SoftHSM, tmp_path: Path) -> None:
    """In PEM; a file that cannot be read is refused."""
    key = make_key("beside", START)
    file = tmp_path / "certificate.pem"
    file.write_bytes(key.certificate.public_bytes(Encoding.PEM))
    opened = device(label="ecdsa-sha256", certificate=file)
    assert opened.open() == key.certificate.public_bytes(Encoding.DER)
    opened.close()
    with pytest.raises(DeviceRefused):
        device(label="ecdsa-sha256", certificate=tmp_path / "none.pem").open()


def test_a_digest_of_another_length_is_refused(token: SoftHSM) -> None:
    """The device stays open."""
    opened = device(label="rsa-sha256")
    opened.open()
    with pytest.raises(DeviceRefused):
        opened.sign(bytes(20), "rsa-sha256")
    assert len(opened.sign(bytes(20), "rsa-sha1")) == 256
    opened.close()


@pytest.mark.parametrize("pin", [b"", b"\xff\xfe"])
def test_a_pin_that_is_no_text_is_not_given(token: SoftHSM, pin: bytes) -> None:
    """Such as an empty file."""
    with pytest.raises(DeviceLocked):
        Pkcs11Device(Pkcs11Place(str(MODULE), TOKEN, label="rsa-sha256"), lambda: pin, WrongPins()).open()
    assert not token.was_tried()


def test_a_process_that_is_new_gives_no_pin_after_a_wrong_one(token: SoftHSM) -> None:
    """SoftHSM does not show how many are left. A person who logs in elsewhere ends that."""
    place = Pkcs11Place(str(MODULE), TOKEN, label="rsa-sha256")
    with pytest.raises(DeviceLocked, match="the PIN is wrong"):
        Pkcs11Device(place, lambda: b"111111", WrongPins()).open()
    for pin in (b"222222", PIN):
        with pytest.raises(DeviceLocked, match="somebody gave"):
            Pkcs11Device(place, lambda pin=pin: pin, WrongPins()).open()  # type: ignore[misc]
    assert token.was_tried()
    again = Pkcs11Device(place, lambda: PIN, WrongPins())
    again.open()
    again.close()


def test_another_pin_does_not_open_a_token_that_is_open(token: SoftHSM) -> None:
    """Otherwise it would be found wrong only after the next start, when another device may be the first."""
    opened = device(label="rsa-sha256")
    opened.open()
    with pytest.raises(DeviceLocked):
        Pkcs11Device(Pkcs11Place(str(MODULE), TOKEN, label="ecdsa-sha256"), lambda: b"111111", WrongPins()).open()
    assert len(opened.sign(bytes(32), "rsa-sha256")) == 256
    opened.close()
    assert not token.was_tried()


def test_a_module_that_is_not_there_is_gone(tmp_path: Path) -> None:
    """It may be on a disk that is not mounted yet."""
    with pytest.raises(DeviceGone, match="cannot open shared object"):
        Pkcs11Device(Pkcs11Place(str(tmp_path / "none.so"), TOKEN), lambda: PIN).open()


def test_a_token_that_is_not_there_is_gone(token: SoftHSM) -> None:
    """By its label."""
    with pytest.raises(DeviceGone, match="elsewhere"):
        Pkcs11Device(Pkcs11Place(str(MODULE), "elsewhere"), lambda: PIN).open()
