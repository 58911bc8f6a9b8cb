"""What is said beneath a list of documents."""

from collections.abc import Callable
from typing import Final

from hub.ports import Filter
from hub.text.bilingual import Bilingual

COUNTED: Final = 10_000
"""Counting ends here."""
_NO_INDEX: Final = Bilingual(
    "这些条件没有索引，逐份读取了单证；--since 可缩小范围",
    "no index for these filters: the documents were read one by one; --since narrows them",
)


def footer(chosen: Filter, listed: int, limit: int, count: Callable[[Filter, int], int]) -> Bilingual:
    """How many there are in all, and whether all were read to find them: then they are not read again to be counted."""
    is_full = listed >= limit
    counted = count(chosen, COUNTED + 1) if is_full and chosen.is_indexed else listed
    if not listed:
        said = Bilingual("没有单证", "no documents")
    elif is_full and not chosen.is_indexed:
        said = Bilingual(f"列出 {listed} 份，可能还有更多", f"{listed} listed, there may be more")
    elif counted > COUNTED:
        said = Bilingual(f"列出 {listed} 份，共超过 {COUNTED} 份", f"{listed} of more than {COUNTED} documents")
    else:
        said = Bilingual(f"列出 {listed} 份，共 {counted} 份", f"{listed} of {counted} documents")
    return said if chosen.is_indexed else Bilingual(f"{said.zh} · {_NO_INDEX.zh}", f"{said.en} · {_NO_INDEX.en}")
