"""Keys, and a verifier that knows all of them but the stranger's."""

import pytest
from signing_cases import NOW, SetClock

from adapters.signing import CertificateRegister, RegisteredVerifier, SigningKey, make_key


@pytest.fixture(scope="session")
def keys() -> dict[str, SigningKey]:
    """A key for each kind, one of another party, and one that nobody registered."""
    return {
        "rsa": make_key("insurer-b", NOW, "rsa"),
        "ecdsa": make_key("insurer-b", NOW, "ecdsa"),
        "other party": make_key("bank-c", NOW),
        "stranger": make_key("insurer-b", NOW),
    }


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def verifier(keys: dict[str, SigningKey], clock: SetClock) -> RegisteredVerifier:
    ours = [keys["rsa"].certificate, keys["ecdsa"].certificate]
    return RegisteredVerifier(
        CertificateRegister({"insurer-b": ours, "bank-c": [keys["other party"].certificate]}), clock
    )
