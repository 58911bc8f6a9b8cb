"""Looks at the cards of operators."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from cryptography import x509

from adapters.x509 import Registered, serial
from hub.errors import Code, Rejected
from hub.operate.doctor.certificates import judge_certificates
from hub.operate.doctor.finding import Finding
from hub.text.bilingual import Bilingual
from hub.text.wording import Wording

Judge = Callable[[x509.Certificate], None]
"""Raises Rejected for the certificate of a card that may not sign."""
_BY_ITS_DATES: Final = (Code.CARD_EXPIRED, Code.CARD_NOT_YET_VALID)


def look_at_operators(listed: Mapping[str, Sequence[x509.Certificate]], judge: Judge, now: int) -> Iterator[Finding]:
    """Each operator has a card that may sign: of a known CA, not revoked, and for how long."""
    if not listed:
        yield Finding("ok", Bilingual("keys/operators 中没有操作员的卡", "there are no cards in keys/operators"))
    for name, certificates in sorted(listed.items()):
        faults = {one: fault for one in certificates if (fault := _fault(name, one, judge)) is not None}
        yield from faults.values()
        good = [Registered.of(one) for one in certificates if one not in faults]
        if good or not faults:
            yield judge_certificates(Bilingual(f"操作员 {name}", f"operator {name}"), good, now)


def _fault(name: str, card: x509.Certificate, judge: Judge) -> Finding | None:
    """Why a card would be refused, its dates aside: these are judged for all cards of an operator together."""
    try:
        judge(card)
    except Rejected as refusal:
        (fault,) = refusal.faults
        if fault.code in _BY_ITS_DATES:
            return None
        who = Bilingual(f"操作员 {name}（{serial(card)}）", f"operator {name} ({serial(card)})")
        return Finding("warning", Wording(fault.code, Bilingual(fault.zh, fault.en).about(who)))
    return None
