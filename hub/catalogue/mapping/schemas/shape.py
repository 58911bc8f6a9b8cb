"""The elements of a schema: their place among others and their allowed values."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

_PATTERN = "{http://www.w3.org/2001/XMLSchema}pattern"


@dataclass(frozen=True, kw_only=True)
class Facets:
    """Value constraints that a simple type adds to its primitive type, for documentation."""

    type: str
    """The type's name in the schema; empty when it has none."""
    patterns: tuple[str, ...]
    """The whole text must match each of these regular expressions, in XSD's syntax."""
    shortest: int | None
    longest: int | None
    """In characters, or in bytes for a file."""
    digits: int | None
    places: int | None
    """Of a decimal: all digits, and decimal places."""
    least: Decimal | None
    is_above: bool
    """True when `least` itself is not allowed."""
    most: Decimal | None
    is_below: bool


@dataclass(frozen=True)
class Shape:
    """One element of a schema."""

    name: str
    required: bool
    repeats: bool
    choice: int
    """0, or the number of the choice among its siblings to which it belongs."""
    primitive: str
    """Local name of the simple content's XSD primitive type, such as `decimal`; empty for an element with children.

    For a union, those of its members, such as `date|dateTime`.
    """
    codes: frozenset[str]
    """Enumerated values; empty when the value is free."""
    label: str
    """The field's label on the portals' forms; empty when it has none."""
    children: tuple["Shape", ...]
    most: int | None = 1
    """Maximum number of occurrences; None for no limit."""
    admits: Callable[[str], bool] = bool
    """Whether its type accepts a text."""
    simple: Any = field(default=None, repr=False, compare=False)
    """xmlschema's own type; None for an element with children."""
    tag: str = ""
    """Its name in lxml's form, with the namespace."""
    choice_required: bool = False
    """True when one alternative of its choice is mandatory."""
    attributes: tuple["Shape", ...] = ()
    """Attributes, named as in paths, with an @ in front."""
    label_en: str = ""
    """The field's English label; empty when it has none."""

    @property
    def primitives(self) -> frozenset[str]:
        """The primitive types that its text may have."""
        return frozenset(self.primitive.split("|"))

    @cached_property
    def type(self) -> str:
        """The name of its simple type, or of the nearest named type that it restricts; empty for none."""
        return next((step.local_name for step in _restricted(self.simple) if step.local_name), "")

    @property
    def is_whole_number(self) -> bool:
        """Whether its type is derived from XSD's integer."""
        return self.primitive == "decimal" and any(step.local_name == "integer" for step in _restricted(self.simple))

    @cached_property
    def facets(self) -> Facets:
        """The value constraints of its simple type, inherited ones included."""
        return _facets(self.simple)

    def at(self, path: Iterable[str]) -> "Shape | None":
        """The element at a path below this one; None when the schema has none."""
        found: Shape | None = self
        for name in path:
            found = found.child(name) if found is not None else None
        return found

    def child(self, name: str) -> "Shape | None":
        """The element or attribute (`@Ccy`) with this name."""
        return self._inside.get(name)

    @cached_property
    def _inside(self) -> Mapping[str, "Shape"]:
        """Its elements and attributes by name, the first of each name."""
        return {part.name: part for part in reversed((*self.children, *self.attributes))}


NO_SHAPE = Shape("", True, False, 0, "", frozenset(), "", ())
"""Stands for an element that was not found: no name and no content."""


def shape_of(element: Any, choice: int = 0, *, choice_required: bool = False, above: tuple[Any, ...] = ()) -> Shape:
    """Read an element of xmlschema. `choice` is the number of the choice to which it belongs, 0 for none.

    `above` are the types of the elements that it stands in. An element of one of them has no children here: a message
    of ours never goes that deep.
    """
    content = element.type.content if element.type.has_complex_content() else None
    below = (*above, element.type)
    inner = element.type.content if element.type.is_complex() else element.type
    simple = inner if hasattr(inner, "base_type") else None  # a group of elements has none
    return Shape(
        name=element.local_name,
        required=element.min_occurs > 0 and not choice,
        repeats=element.max_occurs is None or element.max_occurs > 1,
        choice=choice,
        choice_required=choice_required,
        label=_label(element, "zh"),
        label_en=_label(element, "en"),
        children=tuple(_children(content, below)) if content is not None and element.type not in above else (),
        most=element.max_occurs,
        tag=element.name,
        attributes=tuple(_attribute(a) for name, a in getattr(element, "attributes", {}).items() if name),
        **_value(simple),
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
    """Value constraints of a simple type; empty for an element that has children."""
    types = getattr(simple, "member_types", None) or [simple]
    found = {primitive.local_name for one in types if (primitive := getattr(one, "primitive_type", None)) is not None}
    return {
        "primitive": "|".join(sorted(found)),
        "codes": frozenset(str(v) for v in getattr(simple, "enumeration", None) or ()),
        "admits": simple.is_valid if simple is not None else bool,
        "simple": simple,
    }


def _children(group: Any, above: tuple[Any, ...], choice: int = 0, *, choice_required: bool = False) -> Iterator[Shape]:
    for number, particle in enumerate(group, 1):
        if hasattr(particle, "model"):
            is_choice = particle.model == "choice"
            required = particle.min_occurs > 0 if is_choice else choice_required
            yield from _children(particle, above, number if is_choice else choice, choice_required=required)
        elif particle.local_name is not None:
            yield shape_of(particle, choice, choice_required=choice_required, above=above)


def _label(element: Any, language: str) -> str:
    if element.annotation is None:
        return ""
    texts = (d.text for d in element.annotation.documentation if language in d.attrib.values())
    return next(texts, "") or ""


def _facets(simple: Any) -> Facets:
    """Collect the facets of a type and of the types that it restricts. The nearest of each wins; patterns add up."""
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
    """A type, then each type that it restricts."""
    while simple is not None:
        yield simple
        simple = simple.base_type
