"""Until when certificates cover the time ahead, and the warning when that is soon."""

from collections.abc import Iterable, Sequence
from typing import Final

from adapters.x509.validity import DAY, SECOND, Registered
from hub.errors import Code, OperatorError, operator_error
from hub.text.bilingual import Bilingual

RENEWAL_DAYS: Final = 60
"""Days before its end from which on a certificate should be renewed."""


def covered_until(known: Iterable[Registered], now: int) -> int:
    """The time until which some certificate is always valid, without a gap; `now` when none is valid now."""
    until = now
    for one in sorted(known, key=lambda one: one.since):
        until = max(until, one.until) if one.since <= until + SECOND else until
    return until


def expiry_problem(who: Bilingual, known: Sequence[Registered], now: int) -> OperatorError | None:
    """HUB-733: there is no certificate. HUB-732: none is valid now. HUB-731: the last one ends soon. Else None."""
    if not known:
        return operator_error(Code.NO_CERTIFICATE, who=who)
    if (until := covered_until(known, now)) == now:
        return operator_error(Code.NO_VALID_CERTIFICATE, who=who)
    days = (until - now) // DAY
    return operator_error(Code.CERTIFICATE_EXPIRES_SOON, who=who, days=days) if days < RENEWAL_DAYS else None


def expiring_since(known: Sequence[Registered], now: int) -> int | None:
    """Since when `expiry_problem` has found what it finds, in microseconds since 1970, UTC; None if there is none.

    None also where no certificate was valid before now.
    """
    until = covered_until(known, now)
    if until > now:
        since = until - RENEWAL_DAYS * DAY
        return since if since <= now else None
    return max((one.until for one in known if one.until <= now), default=None)
