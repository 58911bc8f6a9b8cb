"""What may stand in the place of a value, and what a JSON Schema and the hub then say: for tests of both."""

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st
from jsonschema import ValidationError

from hub.catalogue import is_blank

Place = tuple[Any, ...]
BEYOND_SCHEMAS = ("HUB-208", "HUB-212", "HUB-213")
"""What no JSON Schema can find in a form: a wrong check character, and a file that is cut off."""


SPELLED_OTHERWISE = re.compile(r"-?0[0-9]+(\.[0-9]+)?|-0(\.0+)?|[0-9]{7,}|-?[0-9]+\.[0-9]*0")
"""Numbers that the hub takes all the same: with needless zeros, or longer and without decimals."""


def is_tolerated(error: ValidationError) -> bool:
    """Whether a schema finds nothing but a number that is spelled otherwise."""
    assert isinstance(error.schema, Mapping)
    is_of_number = error.validator == "pattern" and isinstance(error.schema["type"], list)
    return is_of_number and bool(SPELLED_OTHERWISE.fullmatch(str(error.instance)))


def tidied(value: Any) -> Any:
    """As the schemas ask for it: nothing blank, no white space at the ends."""
    if isinstance(value, dict):
        return {name: tidied(inner) for name, inner in value.items() if not is_blank(inner) and inner != []}
    if isinstance(value, list):
        return [tidied(inner) for inner in value]
    return value.strip() if isinstance(value, str) else value


GONE = object()
"""In the place of a value: that it is taken away."""


def with_value(form: Mapping[str, Any], path: Place, value: Any) -> dict[str, Any]:
    """A copy of a form with one value changed, added or taken away."""
    found: dict[str, Any] = copy.deepcopy(dict(form))
    *steps, last = path
    inner: Any = found
    for step in steps:
        inner = inner[step]
    if value is not GONE:
        inner[last] = value
    elif isinstance(inner, list) or last in inner:
        del inner[last]
    return found


def places(value: Any, path: Place = ()) -> Iterator[Place]:
    """Every place in a form, and one more in each object."""
    if isinstance(value, dict):
        yield (*path, "surplus")
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, step)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, step))


TELLING = (
    *("apply", "again", "increase", "pay", "none", "electronic", "special", "operator", "0100", "CNY", "ping-an"),
    *(
        "2026-10-01",
        "2026-02-30",
        "2026-10-01T10:00:00+08:00",
        "1.00",
        "0",
        "0.00",
        "0.01",
        "12.345",
        "12.3400",
        "007.0",
        "-1",
        "+1",
        "1e3",
    ),
    *(
        "9" * 16 + ".99",
        "9" * 25,
        "x" * 101,
        "x" * 501,
        "QUJD",
        "QUI=",
        "QUJ=",
        "QU==",
        "%PDF",
        "JVBERi0=",
        "iVBORw0KGgo=",
        "a b",
        " padded ",
        "1\n2",
    ),
    *("13800000001", "0411-80000001", "a@b.cn", "91310000MA0000001K", "3101960001", "116000", "true", " ", "李\n雷"),
)
NUMBERS = st.integers(-(10**6) + 1, 10**6 - 1) | st.decimals(-(10**4), 10**4, places=3).map(float).filter(
    lambda n: n % 1
)
PLAIN = st.none() | st.booleans() | NUMBERS | st.text(max_size=12) | st.sampled_from(TELLING)
JUNK = (
    PLAIN
    | st.lists(PLAIN, max_size=3)
    | st.dictionaries(st.sampled_from(["a", "width", "height", "type", "number"]), PLAIN, max_size=3)
)
