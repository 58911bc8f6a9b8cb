"""Until when somebody can sign."""

from collections.abc import Sequence
from typing import Final

from adapters.x509 import Registered, covered_until, expiring_since, expiry_problem
from hub.errors import Code
from hub.operate.doctor.finding import Finding, Result
from hub.text.bilingual import Bilingual

_DAY: Final = 86_400_000_000
"""In microseconds."""


def judge_certificates(who: Bilingual, known: Sequence[Registered], now: int) -> Finding:
    """Until when somebody can sign; a successor counts where it begins before the last one ends."""
    if (found := expiry_problem(who, known, now)) is not None:
        result: Result = "failure" if found.code == Code.NO_VALID_CERTIFICATE else "warning"
        return Finding.of(result, found, expiring_since(known, now))
    days = (covered_until(known, now) - now) // _DAY
    return Finding("ok", Bilingual(f"{who.zh}：证书还有 {days} 天到期", f"{who.en} for {days} days"))
