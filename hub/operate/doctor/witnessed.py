"""Looks at others' logs, of which the home is a witness."""

from collections.abc import Iterator

from hub.errors import Code, operator_error
from hub.operate.doctor.finding import Finding
from hub.ports import WitnessMemory
from hub.text.bilingual import Bilingual


def look_at_witnessed(memory: WitnessMemory) -> Iterator[Finding]:
    """None of them has forked (HUB-949)."""
    forked = memory.forked()
    for one in forked:
        error = operator_error(Code.LOG_FORKED, origin=one.origin, size=str(one.size), path=one.place)
        yield Finding.of("failure", error, one.at)
    if not forked:
        yield Finding("ok", Bilingual("没有分叉的日志", "no log has forked"))
