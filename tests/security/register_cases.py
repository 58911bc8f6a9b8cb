"""Parties' certificates in a register, and a clock to look at them by."""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from signing_cases import DAY, NOW, SetClock, parse, signed_by

from adapters.signing import RegisteredVerifier
from adapters.trust import CertificateRegister
from adapters.trust.validity_limits import write_limit
from adapters.x509 import SigningKey

PARTY = "insurer-b"
CUTOVER = NOW + 10 * DAY


@dataclass
class Seconds:
    """A monotonic clock that a test moves."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


def put(folder: Path, name: str, key: SigningKey, party: str = PARTY) -> Path:
    (folder / party).mkdir(exist_ok=True)
    (folder / party / name).write_bytes(key.certificate.public_bytes(Encoding.PEM))
    return folder / party / name


def end_at(folder: Path, key: SigningKey, at: int) -> None:
    write_limit(folder / PARTY, [key.certificate], "until", at, NOW)


def is_taken(register: CertificateRegister, key: SigningKey, at: int) -> bool:
    """Whether what the key signs is taken as the party's at that time."""
    try:
        RegisteredVerifier(register, SetClock(at)).verify(parse(signed_by(key)), PARTY)
    except Exception as error:
        assert str(error).startswith(("HUB-406", "HUB-407"))
        return False
    return True
