"""What a mapping says: target elements, and where their values come from."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hub.catalogue.mapping.converters import Converter
from hub.catalogue.mapping.paths import follow, is_blank
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.words.places import Where


@dataclass(frozen=True)
class Source:
    """Where a value comes from: a dotted path in the form, `.` for the item of an `each`, or a constant."""

    text: str
    converter: Converter
    const: str | None
    default: str | None
    where: Where
    may_lack: bool = False
    """Whether the schema of the message that it reads lets the value be missing."""

    @property
    def meanings(self) -> frozenset[str]:
        """Every code of ours that a table of its own may make of the value; empty when it has none."""
        return frozenset()

    @cached_property
    def steps(self) -> tuple[str, ...]:
        return () if self.text == "." else tuple(self.text.split("."))

    def value(self, form: Any) -> Any:
        """The raw value; None when the form has none (a blank string is none)."""
        found = follow(form, self.steps)
        return None if is_blank(found) else found


@dataclass(frozen=True)
class Condition:
    """`when: path in a, b`."""

    path: str
    values: frozenset[str]
    where: Where

    @cached_property
    def steps(self) -> tuple[str, ...]:
        return tuple(self.path.split("."))

    def holds(self, form: Any) -> bool:
        value = follow(form, self.steps)
        return isinstance(value, str) and value.strip() in self.values


@dataclass
class Node:
    """One target element and how it is filled."""

    shape: Shape
    where: Where
    source: Source | None = None
    each: str | None = None
    is_deep: bool = False
    """The list of `each` may stand in items of lists: all of theirs are taken, in their order."""
    when: Condition | None = None
    unsure: bool = False
    """Something here could not be read, so what is missing or exclusive cannot be told."""
    children: dict[str, "Node"] = field(default_factory=dict)
    """In the schema's order once compiled."""

    @cached_property
    def tag(self) -> str:
        return self.shape.tag

    @property
    def is_empty(self) -> bool:
        """Whether nothing says what it holds; its attributes alone do not."""
        return self.source is None and (not self.children or bool(self.shape.primitive)) and not self.unsure

    @cached_property
    def is_attribute(self) -> bool:
        return self.shape.name.startswith("@")
