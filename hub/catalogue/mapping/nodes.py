"""The compiled lines of a mapping: target elements, and where their values come from."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from hub.catalogue.mapping.converters import Converter
from hub.catalogue.mapping.paths import every, follow, is_blank, word_of
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
        """The codes of ours that its own code table gives; empty when it has no table."""
        return frozenset()

    @cached_property
    def steps(self) -> tuple[str, ...]:
        return () if self.is_item else tuple(self.text.split("."))

    @property
    def is_item(self) -> bool:
        """Whether the value is an item of a list: a list may be left out, its items may not be blank."""
        return self.text == "."

    def value(self, form: Any) -> Any:
        """The raw value; None when the form has none (a blank string is none)."""
        found = follow(form, self.steps)
        return None if is_blank(found) else found


@dataclass(frozen=True)
class Condition:
    """`when: path in a, b` or `when: path is a`."""

    path: str
    values: frozenset[str]
    where: Where

    @cached_property
    def steps(self) -> tuple[str, ...]:
        return tuple(self.path.split("."))

    def holds(self, form: Any) -> bool:
        """Whether the value at the path is one of these words."""
        value = word_of(follow(form, self.steps))
        return isinstance(value, str) and value.strip() in self.values

    def below(self, first: str) -> "Condition":
        """The same condition on a path without its first step."""
        return replace(self, path=self.path.removeprefix(f"{first}."))

    def holds_of_any(self, form: Any) -> bool:
        """Whether the value, or an item of a list, is one of the values."""
        words = (word_of(value) for value in every(form, self.steps))
        return any(isinstance(word, str) and word.strip() in self.values for word in words)


@dataclass
class Node:
    """One target element and how it is filled."""

    shape: Shape
    where: Where
    source: Source | None = None
    each: str | None = None
    is_deep: bool = False
    """The list of `each` can be inside items of other lists: all items are taken, in their order."""
    when: Condition | None = None
    unsure: bool = False
    """A line here could not be read, so it is unknown what is missing or exclusive."""
    children: dict[str, "Node"] = field(default_factory=dict)
    """In the schema's order once compiled."""

    @cached_property
    def tag(self) -> str:
        return self.shape.tag

    @property
    def is_empty(self) -> bool:
        """Whether no line gives it a value or an element; attributes alone do not count."""
        return self.source is None and (not self.children or bool(self.shape.primitive)) and not self.unsure

    @cached_property
    def is_attribute(self) -> bool:
        return self.shape.name.startswith("@")
