"""The contract of signing devices, on a token of SoftHSM; and what only PKCS#11 has."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from device_cases import TokenRig
from rig import START
from services.softhsm import MODULE, PIN, TOKEN, SoftHSM

from adapters.pkcs11 import Pkcs11Device, Pkcs11Place
from adapters.x509 import make_key
from hub.errors import DeviceGone, DeviceRefused
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


def test_a_key_is_found_by_its_id(token: SoftHSM) -> None:
    """So is its certificate."""
    found = device(id=b"\x02")
    assert found.open() == device(label="ecdsa-sha256").open()
    found.close()


def test_a_key_that_is_not_there_is_refused(token: SoftHSM) -> None:
    """As is a name that several keys have."""
    for marks in ({"label": "nobody"}, {"id": b"\x09"}, {}):
        with pytest.raises(DeviceRefused):
            device(**marks).open()


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


def test_a_module_that_is_not_there_is_gone(tmp_path: Path) -> None:
    """It may be on a disk that is not mounted yet."""
    with pytest.raises(DeviceGone, match="cannot open shared object"):
        Pkcs11Device(Pkcs11Place(str(tmp_path / "none.so"), TOKEN), lambda: PIN).open()


def test_a_token_that_is_not_there_is_gone(token: SoftHSM) -> None:
    """By its label."""
    with pytest.raises(DeviceGone, match="elsewhere"):
        Pkcs11Device(Pkcs11Place(str(MODULE), "elsewhere"), lambda: PIN).open()
