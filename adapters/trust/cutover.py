"""Checks of a cutover: the time when one certificate takes over from another."""

from collections.abc import Sequence

from adapters.x509 import Registered, covered_until
from adapters.x509.validity import SECOND, in_minutes
from hub.errors import Code, OperatorError, operator_error
from hub.text.bilingual import Bilingual

MINUTE = 60 * SECOND
"""Microseconds. A cutover may be this far in the past, because an operator who types the current minute means now."""


def require_possible(cutover: int, now: int) -> None:
    """Refuse a time in the past: earlier messages were accepted with the old certificate.

    Raises OperatorError (HUB-752).
    """
    if cutover < now - MINUTE:
        at = _minute(cutover)
        raise impossible(Bilingual(f"{at} 已经过去；要立即停用请写 now", f"{at} is past; say `now` to end it at once"))


def require_successor(left: Sequence[Registered], whose: str, cutover: int) -> None:
    """Refuse a cutover after which no certificate would be valid. Raises OperatorError (HUB-752)."""
    if not any(one.is_valid(cutover) for one in left):
        at = _minute(cutover)
        raise impossible(
            Bilingual(f"到 {at}，{whose} 没有其他有效证书", f"no other certificate of {whose} would be valid on {at}")
        )


def require_no_gap(known: Sequence[Registered], begins: Registered, now: int) -> None:
    """Refuse a new key of the hub that begins after the last one ended, or that is never valid.

    Raises OperatorError (HUB-752).
    """
    if begins.since > begins.until:
        at = _minute(begins.since)
        raise impossible(Bilingual(f"新证书在 {at} 之前就到期", f"the new certificate ends before {at}"))
    until = covered_until(known, now)
    if now < until < begins.since - MINUTE:
        gap = _minute(until), _minute(begins.since)
        raise impossible(
            Bilingual(
                "从 {} 到 {} 本方没有可用的签名证书".format(*gap),
                "nothing of ours would sign between {} and {}".format(*gap),
            )
        )


def impossible(why: Bilingual) -> OperatorError:
    return operator_error(Code.CUTOVER_REFUSED, reason=why)


def _minute(at: int) -> str:
    return f"{in_minutes(at)} UTC"
