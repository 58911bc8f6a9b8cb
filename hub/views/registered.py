"""What a registered certificate shows."""

from adapters.x509 import Registered, fingerprint, key_kind, serial, subject
from hub.views.certificates import CertificateView
from hub.views.view import ABSENT, Absent, Moment

DAY = 86_400_000_000
"""Microseconds."""


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
