"""Read a condition: `path is value`, or `path in value, value`."""

import re

from hub.catalogue.mapping.nodes import Condition
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import stands_twice
from hub.catalogue.words.text import Text
from hub.text.bilingual import Bilingual

_CONDITION = re.compile(r"([\w.]+) (is|in) ([\w-]+(?:, *[\w-]+)*)")


def read_condition(text: Text, problems: Problems) -> Condition | None:
    """The condition; None, with the problem reported, when the text is none."""
    match = _CONDITION.fullmatch(text)
    values = re.split(r", *", match[3]) if match else []
    if not match or (match[2] == "is" and len(values) > 1):
        odd = Bilingual(
            f"“{text}”不符合写法：路径 is 值，或 路径 in 值, 值",
            f"“{text}” is not of the form: path is value; or path in value, value",
        )
        problems.add(text.where, odd)
        return None
    if match[2] == "in" and len(values) == 1:
        plain = f"{match[1]} is {values[0]}"
        problems.add(text.where, Bilingual(f"只有一个值：请写作“{plain}”", f"one value only: write “{plain}”"))
    for twice in sorted({value for value in values if values.count(value) > 1}):
        problems.add(text.where, stands_twice(twice))
    return Condition(match[1], frozenset(values), text.where)
