"""XSDs: checked by lxml on the success path, explained by xmlschema when something is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lxml import etree

if TYPE_CHECKING:
    from xmlschema import XMLSchema10


Trouble = Literal["missing", "unexpected", "type", "form", "length", "codes", "range", "other"]

_FACETS: dict[str, Trouble] = {
    "XsdPatternFacets": "form",
    "XsdEnumerationFacets": "codes",
    "XsdLengthFacet": "length",
    "XsdMinLengthFacet": "length",
    "XsdMaxLengthFacet": "length",
    "XsdMinInclusiveFacet": "range",
    "XsdMinExclusiveFacet": "range",
    "XsdMaxInclusiveFacet": "range",
    "XsdMaxExclusiveFacet": "range",
    "XsdTotalDigitsFacet": "range",
    "XsdFractionDigitsFacet": "range",
}


@dataclass(frozen=True)
class Shape:
    """One element as the schema has it."""

    name: str
    required: bool
    repeats: bool
    choice: int
    """0, or the number of the choice among its siblings that it is an alternative of."""
    primitive: str
    """Local name of the simple content's XSD primitive type, as `decimal`; empty for an element with children."""
    codes: frozenset[str]
    """Enumerated values; empty when any value will do."""
    label: str
    """The field's label on the portals' forms; empty when it has none."""
    children: tuple["Shape", ...]

    def child(self, name: str) -> "Shape | None":
        return next((c for c in self.children if c.name == name), None)


@dataclass(frozen=True)
class Violation:
    """One thing a schema does not admit: the element's path below the root, counted from 0 where it repeats."""

    path: tuple[str, ...]
    index: int
    trouble: Trouble


class Schema:
    """One XSD file, compiled once. Not thread-safe while validating; a worker has its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fast = etree.XMLSchema(etree.parse(str(path)))

    @cached_property
    def _slow(self) -> "XMLSchema10":
        import xmlschema  # noqa: PLC0415 - slow to import, and needed only to prove and to explain

        return xmlschema.XMLSchema10(str(self.path))

    def admits(self, root: etree._Element) -> bool:
        return self._fast.validate(root)

    def shape(self, element: str) -> Shape | None:
        """The shape of a global element, or None when there is no such element."""
        found = self._slow.elements.get(element)
        return _shape(found, 0) if found is not None else None

    def explain(self, root: etree._Element) -> list[Violation]:
        """Everything that the schema does not admit in a message; slow, so never on the success path."""
        return [violation for error in self._slow.iter_errors(root) for violation in _violations(error)]


def _shape(element: Any, choice: int) -> Shape:
    content = element.type.content if element.type.has_complex_content() else None
    primitive = getattr(element.type, "primitive_type", None)
    return Shape(
        name=element.local_name,
        required=element.min_occurs > 0 and not choice,
        repeats=element.max_occurs is None or element.max_occurs > 1,
        choice=choice,
        primitive=primitive.local_name if primitive is not None and content is None else "",
        codes=frozenset(str(v) for v in getattr(element.type, "enumeration", None) or ()),
        label=_label(element),
        children=tuple(_children(content, 0)) if content is not None else (),
    )


def _children(group: Any, choice: int) -> Iterator[Shape]:
    for number, particle in enumerate(group, 1):
        if hasattr(particle, "model"):
            yield from _children(particle, number if particle.model == "choice" else choice)
        elif particle.local_name is not None:
            yield _shape(particle, choice)


def _label(element: Any) -> str:
    if element.annotation is None:
        return ""
    texts = (d.text for d in element.annotation.documentation if "zh" in d.attrib.values())
    return next(texts, "") or ""


def _violations(error: Any) -> Iterator[Violation]:
    path, index = _path(error.path or "")
    kind = type(error).__name__
    if kind == "XMLSchemaChildrenValidationError":
        for expected in error.expected or ():
            yield Violation((*path, expected.local_name), 0, "missing")
        if not error.expected and error.invalid_tag:
            yield Violation((*path, etree.QName(error.invalid_tag).localname), 0, "unexpected")
    elif kind == "XMLSchemaDecodeError":
        yield Violation(path, index, "type")
    else:
        yield Violation(path, index, _FACETS.get(type(error.validator).__name__, "other"))


def _path(path: str) -> tuple[tuple[str, ...], int]:
    names: list[str] = []
    index = 0
    for step in path.strip("/").split("/")[1:]:
        name, _, count = step.rpartition(":")[2].partition("[")
        names.append(name)
        index = int(count.rstrip("]")) - 1 if count else index
    return tuple(names), index
