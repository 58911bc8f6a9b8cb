"""Find a text that one element admits and that cannot be written where its value goes on to.

Patterns and lengths of texts are compared exactly, all others by samples: numbers and days at their bounds.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from hub.catalogue.mapping.comparisons import Value
from hub.catalogue.mapping.converters import TEXT_LIMIT, Converter, Unconvertible
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.proofs.witnesses import Undecided, one_of, texts_of, witnesses
from hub.text.bilingual import Bilingual

_TEXTS: Final = (
    *("1", "0", "-1", "1.5", "1.00", "A", "a", "A1", "a b", "A-1/2", "某某公司", "a@example.com", "true", "false"),
    *("2026-09-21", "2026-09-21Z", "2026-09-21 10:30:00", "2026-09-21T10:30:00+08:00", "2026-09-21T10:30:00.5Z"),
    *("91310000MA00000012", "91310000MA00000011", "3101960001", "13800000001", "0192f0c0-0000-8000-8000-000000000000"),
)
_LETTERS: Final = ("1", "A", "a", "~", "某")
_LENGTHS: Final = (2, 4, 8, 12, 15, 18, 20, 34, 35, 36, 40, 64, 70, 100, 140, 200, 500, 2000)
_USCC: Final = 18
_CHECKS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""What the check character of a USCC can be."""
_SHOWN: Final = 24
_WHOLE: Final = 20
"""Digits before the point of a number whose type does not say how many it has."""
_PLACES: Final = 6
"""Digits after the point of such a number."""


def misfit(value: Value, converter: Converter, shape: Shape, *, is_form: bool) -> str | None:
    """A text that a value can be and that a converter cannot write into an element; None if none is found.

    `is_form`: the value is what a portal submitted, kept as it was; otherwise it is kept as its converter reads it.
    """
    is_same = value.shape.facets == shape.facets and value.shape.codes == shape.codes
    if is_same and (converter.name, converter.codes) == (value.converter.name, value.converter.codes):
        return None
    found = (text for text in _samples(value.shape, shape) if _fails(text, value, (converter, shape), is_form=is_form))
    return next(found, None)


def plain_misfit(one: Shape, other: Shape) -> str | None:
    """The same of two texts without a converter between them: found at once, by their types alone."""
    return next((text for text in _told_apart(one, other) if one.admits(text) and not other.admits(text)), None)


def shown(text: str) -> Bilingual:
    """A text in a sentence; of a long one its beginning and its length."""
    if len(text) <= _SHOWN:
        return Bilingual.same(f"“{text}”")
    return Bilingual(f"{len(text)} 个字符的文本", f"a text of {len(text)} characters")


def unsayable(theirs: str, mine: str, text: str) -> Bilingual:
    """A value must be equal to another one, and cannot be all that the other one can be."""
    said = shown(text)
    return Bilingual(
        f"“{theirs}”可以是{said.zh}，“{mine}”不能，却须与之相等：请在架构中使用同一类型",
        f"“{theirs}” can be {said.en}, and “{mine}”, which must be equal, cannot: give both one type in the schema",
    )


def _fails(text: str, value: Value, target: tuple[Converter, Shape], *, is_form: bool) -> bool:
    """Whether a text can be the value, and cannot be written."""
    converter, shape = target
    try:
        kept: Any = _submitted(text, value) if is_form else value.converter.from_wire(text)
        if not value.shape.admits(value.converter.to_wire(kept) if is_form else text):
            return False
    except Unconvertible:
        return False
    try:
        return not shape.admits(converter.to_wire(kept))
    except Unconvertible:
        return True


def _submitted(text: str, value: Value) -> Any:
    """A text as a form may hold it: truth values and numbers are JSON's own."""
    if value.shape.primitive == "boolean":
        return text == "true"
    return Decimal(text) if value.shape.primitive == "decimal" and text.replace(".", "").isdecimal() else text


def _samples(one: Shape, other: Shape) -> Iterator[str]:
    """Texts of every kind, and those at the bounds of both elements."""
    yield from sorted(one.codes)
    yield from _TEXTS
    if "decimal" in one.primitives:
        yield from _numbers((one, other))
    elif "string" in one.primitives and not one.codes:
        yield from _long_texts(one, other) if other.primitives != {"string"} else _told_apart(one, other)


def _told_apart(one: Shape, other: Shape) -> Iterator[str]:
    """Texts that the one type admits and the other does not."""
    theirs = texts_of(other.facets)
    if other.codes:
        theirs = theirs._replace(patterns=(*theirs.patterns, one_of(other.codes)))
    try:
        found = witnesses(texts_of(one.facets), theirs)
    except Undecided:
        yield from _long_texts(one, other)
        return
    for text in found:
        yield text
        if len(text) == _USCC:  # of an element that takes only those that are right
            yield from (text[:-1] + last for last in _CHECKS)


def _long_texts(one: Shape, other: Shape) -> Iterator[str]:
    lengths = {*_LENGTHS, one.facets.longest or 1, (other.facets.longest or 0) + 1}
    yield from (letter * length for length in sorted(lengths) if length <= TEXT_LIMIT for letter in _LETTERS)


def _numbers(shapes: Iterable[Shape]) -> Iterator[str]:
    for facets in (shape.facets for shape in shapes):
        places = _PLACES if facets.places is None else facets.places
        step, whole = Decimal(1).scaleb(-places), (facets.digits or _WHOLE + places) - places
        for bound in (facets.least, facets.most):
            yield from (format(bound + more, "f") for more in (-step, Decimal(0), step)) if bound is not None else ()
        yield "9" * max(whole, 1)
        yield format(step, "f")
        yield f"{'9' * max(whole, 1)}.{'9' * places}" if places else "10"
