"""When one certificate may take over from another."""

from collections.abc import Sequence

from adapters.x509 import Registered, covered_until
from adapters.x509.validity import SECOND, in_minutes
from hub.errors import Code, OperatorError, operator_error

MINUTE = 60 * SECOND
"""A cutover may lie this far in the past: an operator who types the present minute means now. Microseconds."""


def require_possible(cutover: int, now: int) -> None:
    """Refuse a time in the past: what was accepted before now was accepted rightly. Raises OperatorError (HUB-752)."""
    if cutover < now - MINUTE:
        raise impossible(f"{_minute(cutover)} is past; say `now` to end it at once")


def require_successor(left: Sequence[Registered], whose: str, cutover: int) -> None:
    """Refuse a cutover after which no certificate would be valid; raises OperatorError (HUB-752)."""
    if not any(one.is_valid(cutover) for one in left):
        raise impossible(f"no other certificate of {whose} would be valid on {_minute(cutover)}")


def require_no_gap(known: Sequence[Registered], begins: Registered, now: int) -> None:
    """Refuse a key of ours that begins after the last one ended, or never; raises OperatorError (HUB-752)."""
    if begins.since > begins.until:
        raise impossible(f"the new certificate ends before {_minute(begins.since)}")
    until = covered_until(known, now)
    if now < until < begins.since - MINUTE:
        raise impossible(f"nothing of ours would sign between {_minute(until)} and {_minute(begins.since)}")


def impossible(why: str) -> OperatorError:
    return operator_error(Code.CUTOVER_REFUSED, reason=why)


def _minute(at: int) -> str:
    return f"{in_minutes(at)} UTC"
