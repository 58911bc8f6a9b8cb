"""Validity periods: the certificate's own, narrowed by the limits that operators set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, Self

from cryptography import x509

State = Literal["next", "valid", "cutover", "over"]
"""Not valid yet; valid; ended by an operator before the certificate's own end; past the certificate's own end."""
SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
"""In microseconds."""
_UNLIMITED: Final = 2**62
_LAST_S: Final = 253_402_300_799
"""The last second of the year 9999, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class ValidityPeriod:
    """From when until when something is valid, both included; microseconds since 1970, UTC."""

    since: int
    until: int

    @classmethod
    def of(cls, certificate: x509.Certificate) -> Self:
        """The period that the certificate itself names (RFC 5280 section 4.1.2.5)."""
        return cls(microseconds(certificate.not_valid_before_utc), microseconds(certificate.not_valid_after_utc))

    def includes(self, at: int) -> bool:
        return self.since <= at <= self.until


@dataclass(frozen=True, slots=True)
class ValidityLimits:
    """The limits that operators set for one certificate; microseconds since 1970, UTC."""

    since: int = 0
    until: int = _UNLIMITED
    """From this time on the certificate is refused."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A certificate with the period in which the hub accepts it, both ends included; microseconds since 1970, UTC."""

    certificate: x509.Certificate
    since: int
    until: int

    @classmethod
    def of(cls, certificate: x509.Certificate, limits: ValidityLimits = ValidityLimits()) -> Self:
        """The certificate's own validity period, within the limits."""
        own = ValidityPeriod.of(certificate)
        return cls(certificate, max(own.since, limits.since), min(own.until, limits.until - 1))

    def is_valid(self, at: int) -> bool:
        return self.since <= at <= self.until

    def is_ended(self, at: int) -> bool:
        """Whether an operator has ended it, before its own end: from `at` on it is valid at no time."""
        return self.until < min(at, own_end(self.certificate))

    def state(self, at: int) -> State:
        """The state at a time."""
        if self.is_valid(at):
            return "valid"
        if at > own_end(self.certificate):
            return "over"
        return "next" if at < self.since <= self.until else "cutover"


def common_period(certificates: Sequence[x509.Certificate]) -> ValidityPeriod:
    """The period in which all of these certificates are valid; its end may lie before its beginning."""
    periods = [ValidityPeriod.of(certificate) for certificate in certificates]
    return ValidityPeriod(max(one.since for one in periods), min(one.until for one in periods))


def own_end(certificate: x509.Certificate) -> int:
    """The end of the certificate's own validity period, in microseconds since 1970, UTC."""
    return microseconds(certificate.not_valid_after_utc)


def microseconds(time: datetime) -> int:
    """Microseconds since 1970, UTC, in whole seconds: certificates and revocation lists have no smaller unit."""
    return int(time.timestamp()) * SECOND


def in_seconds(at: int) -> str:
    """A time for people, in UTC to the second; the end of the year 9999 for all times after it."""
    return f"{_moment(at):%Y-%m-%d %H:%M:%S}"


def in_minutes(at: int) -> str:
    """A time for people, in UTC to the minute."""
    return f"{_moment(at):%Y-%m-%d %H:%M}"


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(min(at // SECOND, _LAST_S), UTC)
