"""XSDs: checked by lxml on the success path, explained by xmlschema when something is wrong."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any, Literal

from lxml import etree

if TYPE_CHECKING:
    from xmlschema import XMLSchema10

Trouble = Literal["missing", "unexpected", "type", "form", "length", "codes", "range", "other"]

BULK, ATTACHMENT = 10_000, 7_000_000
"""Characters of Base64 that are worth cutting short, and those of the largest attachment (5 MB)."""
_PATTERN = "{http://www.w3.org/2001/XMLSchema}pattern"
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")

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


@dataclass(frozen=True, kw_only=True)
class Facets:
    """What a simple type admits of its primitive type, for those who describe it."""

    type: str
    """The type's name in the schema; empty when it has none."""
    patterns: tuple[str, ...]
    """The whole text fits each of these regular expressions, XSD's own."""
    shortest: int | None
    longest: int | None
    """In characters, or in bytes of a file."""
    digits: int | None
    places: int | None
    """Of a decimal: all its digits, and those behind the point."""
    least: Decimal | None
    is_above: bool
    """True when `least` itself is not admitted."""
    most: Decimal | None
    is_below: bool


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
    most: int | None = 1
    """How often it may stand; None for any number."""
    admits: Callable[[str], bool] = bool
    """Whether its type takes a text."""
    simple: Any = field(default=None, repr=False, compare=False)
    """xmlschema's own type; None for an element with children."""
    tag: str = ""
    """Its name as lxml has it, with the namespace."""
    attributes: tuple["Shape", ...] = ()
    """Named as paths have them, with an @ before."""

    @cached_property
    def facets(self) -> Facets:
        """What its simple type admits, with what it inherits."""
        return _facets(self.simple)

    def child(self, name: str) -> "Shape | None":
        """The element or attribute (`@Ccy`) of this name."""
        return next((c for c in (*self.children, *self.attributes) if c.name == name), None)


@dataclass(frozen=True)
class Violation:
    """One thing a schema does not admit: the element's path below the root, counted from 0 where it repeats."""

    path: tuple[str, ...]
    index: int
    trouble: Trouble


@dataclass(eq=False)
class BrokenSchema(Exception):
    """A file is no schema; says where."""

    file: str
    line: int
    text: str


class Schema:
    """One XSD file, compiled once. Not thread-safe while validating; a worker has its own."""

    def __init__(self, path: Path) -> None:
        """Raises BrokenSchema when it is none."""
        self.path = path
        try:
            self._fast = etree.XMLSchema(etree.parse(str(path), etree.XMLParser(resolve_entities=False)))
        except etree.XMLSyntaxError as error:
            raise BrokenSchema(path.name, error.lineno or 1, error.msg) from error
        except etree.XMLSchemaParseError as error:
            first = next(e for e in error.error_log if e.level >= etree.ErrorLevels.ERROR)
            raise BrokenSchema(_named(first.filename, path), first.line or 1, first.message) from error

    @cached_property
    def _slow(self) -> "XMLSchema10":
        import xmlschema  # noqa: PLC0415 - slow to import, and needed only to prove and to explain

        try:
            return xmlschema.XMLSchema10(str(self.path))
        except xmlschema.XMLSchemaException as error:
            raise BrokenSchema(self.path.name, self._line(error), str(error).strip().partition(":\n")[0]) from error

    def _line(self, error: Any) -> int:
        """Where xmlschema found something wrong, by way of the path that it gives."""
        spaces = {"xs": "http://www.w3.org/2001/XMLSchema", "xsd": "http://www.w3.org/2001/XMLSchema"}
        path = getattr(error, "path", None)
        try:
            found: Any = etree.parse(str(self.path)).xpath(path, namespaces=spaces) if path else []
        except etree.XPathError:
            return 1
        return found[0].sourceline or 1 if found else 1

    def prove(self) -> None:
        """Raises BrokenSchema when one of the two libraries cannot compile it."""
        _ = self._slow

    def admits(self, root: etree._Element) -> bool:
        try:
            return self._fast.validate(root)
        except etree.XMLSchemaValidateError:  # libxml2 gave up, as on a pattern over megabytes of text
            return False

    def shape(self, element: str) -> Shape | None:
        """The shape of a global element, or None when there is no such element."""
        found = self._slow.elements.get(element)
        return _shape(found, 0) if found is not None else None

    def explain(self, root: etree._Element) -> list[Violation]:
        """Everything that the schema does not admit in a message; slow, so never on the success path.

        Never empty: where xmlschema sees nothing wrong, the whole message is.
        """
        errors = self._slow.iter_errors(_without_bulk(root))
        return [v for error in errors for v in _violations(error)] or [Violation((), 0, "other")]


def _without_bulk(root: etree._Element) -> etree._Element:
    """The message with its sound attachments cut short: xmlschema takes seconds over megabytes of Base64."""
    light = deepcopy(root)
    for element in light.iter():
        text = element.text or ""
        if BULK < len(text) < ATTACHMENT and _BASE64.fullmatch(text):
            element.text = text[:4]
    return light


def _named(file: str | None, path: Path) -> str:
    """The name of the schema file that an error is about: an included one's, or this one's."""
    return Path(file).name if file and file != "<string>" else path.name


def _shape(element: Any, choice: int) -> Shape:
    content = element.type.content if element.type.has_complex_content() else None
    simple = element.type.content if element.type.is_complex() and content is None else element.type
    return Shape(
        name=element.local_name,
        required=element.min_occurs > 0 and not choice,
        repeats=element.max_occurs is None or element.max_occurs > 1,
        choice=choice,
        label=_label(element),
        children=tuple(_children(content, 0)) if content is not None else (),
        most=element.max_occurs,
        tag=element.name,
        attributes=tuple(_attribute(a) for name, a in getattr(element, "attributes", {}).items() if name),
        **_value(simple if content is None else None),
    )


def _attribute(attribute: Any) -> Shape:
    return Shape(
        name=f"@{attribute.local_name}",
        required=attribute.use == "required",
        repeats=False,
        choice=0,
        label="",
        children=(),
        tag=attribute.name,
        **_value(attribute.type),
    )


def _value(simple: Any) -> dict[str, Any]:
    """What a Shape says of its value; of an element that holds elements, that there is none."""
    primitive = getattr(simple, "primitive_type", None)
    return {
        "primitive": primitive.local_name if primitive is not None else "",
        "codes": frozenset(str(v) for v in getattr(simple, "enumeration", None) or ()),
        "admits": simple.is_valid if simple is not None else bool,
        "simple": simple,
    }


def _facets(simple: Any) -> Facets:
    """Gather them from a type and those it restricts; the nearest of each wins, patterns add up."""
    steps = list(_restricted(simple))
    bounds: dict[str, tuple[Decimal, bool]] = {}
    found: dict[str, Any] = {}
    for kind, facet in ((str(k).rpartition("}")[2], f) for step in steps for k, f in (step.facets or {}).items()):
        if kind[:3] in ("min", "max") and not kind.endswith("Length"):
            bounds.setdefault(kind[:3], (Decimal(facet.value), kind.endswith("Exclusive")))
        elif hasattr(facet, "value"):
            found.setdefault(kind, facet.value)
    least, is_above = bounds.get("min", (None, False))
    most, is_below = bounds.get("max", (None, False))
    return Facets(
        type=(steps and steps[0].local_name) or "",
        patterns=tuple("|".join(step.facets[_PATTERN].regexps) for step in steps if _PATTERN in (step.facets or {})),
        shortest=found.get("length", found.get("minLength")),
        longest=found.get("length", found.get("maxLength")),
        digits=found.get("totalDigits"),
        places=0 if any(step.local_name == "integer" for step in steps) else found.get("fractionDigits"),
        least=least,
        is_above=is_above,
        most=most,
        is_below=is_below,
    )


def _restricted(simple: Any) -> Iterator[Any]:
    """A type and, one after the other, those that it restricts."""
    while simple is not None:
        yield simple
        simple = simple.base_type


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
        yield Violation(path, index, _trouble(error.validator))


def _trouble(validator: Any) -> Trouble:
    if isinstance(validator, FunctionType):  # how xmlschema checks built-in types, as nonNegativeInteger
        return "range" if validator.__name__.endswith("int_validator") else "form"
    return _FACETS.get(type(validator).__name__, "other")


def _path(path: str) -> tuple[tuple[str, ...], int]:
    names: list[str] = []
    index = 0
    for step in path.strip("/").split("/")[1:]:
        name, _, count = step.rpartition(":")[2].partition("[")
        names.append(name)
        index = int(count.rstrip("]")) - 1 if count else index
    return tuple(names), index
