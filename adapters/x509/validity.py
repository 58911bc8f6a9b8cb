"""When a certificate counts: its own window, narrowed by what an operator decided about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from hub.errors import OperatorError, operator_error

State = Literal["next", "valid", "cutover", "over"]
"""It does not count yet; it counts; an operator ended it before its own end; its own end is past."""
SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
SOON: Final = 60
"""Days before its end in which a certificate should be renewed."""
_FOR_EVER: Final = 2**62
_LAST: Final = 253_402_300_799
"""The last second of the year 9999, since 1970."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What operators decided about one certificate; times in microseconds since 1970, UTC."""

    since: int = 0
    until: int = _FOR_EVER
    """From this time on it is refused."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A certificate with the window in which it counts, in microseconds since 1970, UTC; both ends count."""

    certificate: x509.Certificate
    since: int
    until: int

    @classmethod
    def of(cls, certificate: x509.Certificate, decided: Decided = Decided()) -> Self:
        """With its own window, and within that only as long as was decided."""
        return cls(
            certificate,
            max(microseconds(certificate.not_valid_before_utc), decided.since),
            min(own_end(certificate), decided.until - 1),
        )

    def is_valid(self, at: int) -> bool:
        return self.since <= at <= self.until

    def state(self, at: int) -> State:
        """Where it stands at a time."""
        if self.is_valid(at):
            return "valid"
        if at > own_end(self.certificate):
            return "over"
        return "next" if at < self.since <= self.until else "cutover"


def covered_until(known: Iterable[Registered], now: int) -> int:
    """Until when there is always one that counts; `now` when there is none."""
    until = now
    for one in sorted(known, key=lambda one: one.since):
        until = max(until, one.until) if one.since <= until + SECOND else until
    return until


def outlook(who: str, known: Sequence[Registered], now: int) -> OperatorError | None:
    """What is to be done about certificates: HUB-733 there is none, HUB-732 none counts, HUB-731 the end is near."""
    if not known:
        return operator_error("HUB-733", who=who)
    if (until := covered_until(known, now)) == now:
        return operator_error("HUB-732", who=who)
    days = (until - now) // DAY
    return operator_error("HUB-731", who=who, days=days) if days < SOON else None


def own_end(certificate: x509.Certificate) -> int:
    """The last moment that the certificate itself names."""
    return microseconds(certificate.not_valid_after_utc)


def microseconds(time: datetime) -> int:
    """A time as the hub counts, to the second: a certificate's has no more."""
    return int(time.timestamp()) * SECOND


def at_utc(at: int) -> str:
    """A time as a person reads it, to the second; the end of time where nothing ends."""
    return f"{datetime.fromtimestamp(min(at // SECOND, _LAST), UTC):%Y-%m-%d %H:%M:%S}"


def fingerprint(certificate: x509.Certificate) -> str:
    """Hex SHA-256 of the certificate's own bytes, as openssl tells it too."""
    return certificate.fingerprint(SHA256()).hex()


def serial(certificate: x509.Certificate) -> str:
    """The serial number in hex, in whole bytes, as the customs world names a certificate."""
    digits = f"{certificate.serial_number:x}"
    return digits.zfill(len(digits) + len(digits) % 2)


def subject(certificate: x509.Certificate) -> str:
    """Whose it says it is, as RFC 4514 has it."""
    try:
        return certificate.subject.rfc4514_string()
    except ValueError:
        return "unreadable"


def key_kind(certificate: x509.Certificate) -> str:
    """What it signs with, in words."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    return key.curve.name if isinstance(key, ec.EllipticCurvePublicKey) else "unknown"
