"""Find elements that admit nothing of what a converter writes: with one, every message would be refused."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from hub.catalogue.mapping.converters import Converter, Unconvertible
from hub.catalogue.mapping.schemas import Shape

_VALUES: Final = (
    *(True, "true", "2026-09-21", "2026-09-21T10:00:00+08:00", "91310000MA00000012"),
    *("0192f0c0-0000-8000-8000-000000000000", [1]),
)
"""Values of which every converter takes one, but for those of numbers, of files and of code lists."""
_NUMBERS: Final = ("0", "1", "100", "1000000")


def unwritable(shape: Shape, converter: Converter) -> str | None:
    """A text that a converter writes, where an element admits none of them; None where it admits one.

    Of plain text, of files and of codes nothing is tried: what they write is anything, or listed.
    """
    if converter.name == "text" or converter.is_file or converter.codes is not None or shape.codes:
        return None
    first: str | None = None
    for text in _written(shape, converter):
        if shape.admits(text):
            return None
        first = first or text
    return first


def _written(shape: Shape, converter: Converter) -> Iterator[str]:
    for value in _tried(shape, converter):
        try:
            yield converter.to_wire(value)
        except Unconvertible:
            continue


def _tried(shape: Shape, converter: Converter) -> Iterator[Any]:
    if converter.primitives != {"decimal"}:
        yield from _VALUES
        return
    yield from _NUMBERS
    step = Decimal(1).scaleb(-(shape.facets.places or 0))
    for bound in (shape.facets.least, shape.facets.most):
        yield from (format(bound + more, "f") for more in (-step, Decimal(0), step)) if bound is not None else ()
