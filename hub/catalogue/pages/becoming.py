"""Read a status, or a status for each code of a value: `S`, or `{by: result, effective: S, declined: F}`."""

from hub.catalogue.mapping.relations import Becoming
from hub.catalogue.words.text import Block, Text
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual

BY = "by"
_HOW_IT_IS_WRITTEN = Bilingual(
    "按值取状态应写作：{by: 值的名称, 代码: 状态}", "a status by value: {by: name of the value, code: status}"
)


def read_becoming(words: Words, word: str) -> Becoming:
    """The status or the table; what does not fit is reported."""
    if not isinstance(words.raw(word), Block):
        return Becoming(status=str(words.text(word)), places=words.places)
    table, places = words.pairs(word), words.raw(word)
    by = table.pop(Text(BY, words.where(word)), None)
    if by is None or not table:
        words.problems.add(words.where(word), _HOW_IT_IS_WRITTEN)
    rows = {str(code): str(status) for code, status in table.items()}
    return Becoming(by=str(by or ""), statuses=rows, places=places.places if isinstance(places, Block) else None)
