"""Keys, and a verifier that knows all of them but the stranger's."""

from pathlib import Path

import pytest
from register_cases import PARTY
from signing_cases import DAY, NOW, SetClock

from adapters.signing import EPORT_SM2, USUAL, RegisteredVerifier
from adapters.trust import CertificateRegister
from adapters.x509 import SigningKey, make_key


@pytest.fixture(scope="session")
def keys() -> dict[str, SigningKey]:
    """A key for each kind, one of another party, and one that nobody registered."""
    return {
        "rsa": make_key("insurer-b", NOW, "rsa"),
        "ecdsa": make_key("insurer-b", NOW, "ecdsa"),
        "sm2": make_key("insurer-b", NOW, "sm2"),
        "other party": make_key("bank-c", NOW),
        "stranger": make_key("insurer-b", NOW),
    }


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def verifier(keys: dict[str, SigningKey], clock: SetClock) -> RegisteredVerifier:
    ours = [keys[kind].certificate for kind in ("rsa", "ecdsa", "sm2")]
    register = CertificateRegister({"insurer-b": ours, "bank-c": [keys["other party"].certificate]})
    return RegisteredVerifier(register, clock, agreed=lambda _: (*USUAL, EPORT_SM2))


@pytest.fixture(scope="session")
def old() -> SigningKey:
    """A party's certificate that is valid for half a year yet."""
    return make_key(PARTY, NOW - 180 * DAY)


@pytest.fixture(scope="session")
def new() -> SigningKey:
    return make_key(PARTY, NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where parties' certificates are."""
    (tmp_path / "parties").mkdir()
    return tmp_path / "parties"
