"""Read a condition: `path in value, value`."""

import re

from hub.catalogue.mapping.nodes import Condition
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Text
from hub.text.bilingual import Bilingual

_CONDITION = re.compile(r"([\w.]+) (?:is (?=[\w-]+$)|in )([\w-]+(?:, *[\w-]+)*)")


def read_condition(text: Text, problems: Problems) -> Condition | None:
    """The condition; None, with the problem reported, when the text is none."""
    if not (match := _CONDITION.fullmatch(text)):
        odd = Bilingual(
            f"“{text}”不符合写法：路径 in 值, 值，或 路径 is 值",
            f"“{text}” is not of the form: path in value, value; or path is value",
        )
        problems.add(text.where, odd)
        return None
    return Condition(match[1], frozenset(re.split(r", *", match[2])), text.where)
