"""Checks of a cutover: the time when one certificate takes over from another."""

from collections.abc import Sequence

from adapters.x509 import Registered, covered_until
from adapters.x509.validity import SECOND, in_minutes
from hub.errors import Code, OperatorError, operator_error

MINUTE = 60 * SECOND
"""Microseconds. A cutover may be this far in the past, because an operator who types the current minute means now."""


def require_possible(cutover: int, now: int) -> None:
    """Refuse a time in the past: earlier messages were accepted with the old certificate.

    Raises OperatorError (HUB-752).
    """
    if cutover < now - MINUTE:
        raise impossible(f"{_minute(cutover)} is past; say `now` to end it at once")


def require_successor(left: Sequence[Registered], whose: str, cutover: int) -> None:
    """Refuse a cutover after which no certificate would be valid. Raises OperatorError (HUB-752)."""
    if not any(one.is_valid(cutover) for one in left):
        raise impossible(f"no other certificate of {whose} would be valid on {_minute(cutover)}")


def require_no_gap(known: Sequence[Registered], begins: Registered, now: int) -> None:
    """Refuse a new key of the hub that begins after the last one ended, or that is never valid.

    Raises OperatorError (HUB-752).
    """
    if begins.since > begins.until:
        raise impossible(f"the new certificate ends before {_minute(begins.since)}")
    until = covered_until(known, now)
    if now < until < begins.since - MINUTE:
        raise impossible(f"nothing of ours would sign between {_minute(until)} and {_minute(begins.since)}")


def impossible(why: str) -> OperatorError:
    return operator_error(Code.CUTOVER_REFUSED, reason=why)


def _minute(at: int) -> str:
    return f"{in_minutes(at)} UTC"
