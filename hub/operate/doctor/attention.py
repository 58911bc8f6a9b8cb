"""Looks at what needs a person."""

from collections.abc import Iterator, Sequence

from hub.errors import Code, operator_error
from hub.flow.attention import Item
from hub.operate.doctor.finding import Finding
from hub.text.bilingual import Bilingual


def look_at_attention(items: Sequence[Item]) -> Iterator[Finding]:
    """Nothing that is recorded waits for a person (HUB-964). What else may, the other looks tell."""
    if items:
        yield Finding.of("warning", operator_error(Code.NEEDS_A_PERSON, count=len(items)))
    else:
        yield Finding("ok", Bilingual("没有需要人处理的", "nothing needs a person"))
