"""Certificates: whose, in which state, valid from when to when, in which file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from adapters.x509 import Registered, fingerprint, key_kind, serial, subject
from hub.views.view import ABSENT, Absent, Digest, Moment

DAY = 86_400_000_000
"""Microseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateView:
    """One certificate, and where it is kept."""

    whose: str
    """`hub`, or a party."""
    state: Literal["valid", "next", "cutover", "over"]
    """valid: counts, and of ours the one that signs; next: not yet; cutover: ended before its own end, or of ours
    replaced by a newer one; over: its own end is past."""
    serial: str
    subject: str
    since: Moment
    until: Moment
    days_left: int
    key: str
    """Kind and size of its key."""
    fingerprint: Digest
    file: str | Absent = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingKeyView:
    """A key of ours that waits for its certificate."""

    whose: Literal["hub"] = "hub"
    state: Literal["waiting"] = "waiting"
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledView:
    """What was done to somebody's certificates."""

    whose: str
    certificate: CertificateView | None
    """What was registered, taken or made; null for a bare key, or where only a cutover was written."""
    written: Sequence[str]
    """The new files."""
    ended: Sequence[Digest]
    """Fingerprints of the certificates that are refused from the cutover on."""
    cutover: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A request for a certificate."""

    request: str
    """PKCS#10, PEM."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """One thing that was looked at."""

    result: Literal["ok", "warning", "failure"]
    text: str
    """What is not ok begins with its code."""
    count: int | Absent = ABSENT
    """How many messages verify."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksView:
    """All that was looked at."""

    checks: Sequence[CheckView] = field(default_factory=list)


def view_certificate(whose: str, one: Registered, now: int, file: str | Absent = ABSENT) -> CertificateView:
    """A certificate as it stands at `now`, in microseconds since 1970, UTC."""
    return CertificateView(
        whose=whose,
        state=one.state(now),
        serial=serial(one.certificate),
        subject=subject(one.certificate),
        since=Moment(one.since),
        until=Moment(one.until),
        days_left=max(0, (one.until - now) // DAY),
        key=key_kind(one.certificate),
        fingerprint=fingerprint(one.certificate),
        file=file,
    )
