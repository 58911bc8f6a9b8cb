"""A compiled catalogue in a form that can be compared: what it does, without the places of its words."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cached_property, partial
from types import FunctionType
from typing import Any, NamedTuple

from catalogue_memory import once_for_each

from hub.catalogue import Catalogue, Schema, Shape, Where
from hub.catalogue.words.places import Places

LEFT_OUT = {"digest", "problems", "status_places", "cause_places", "held_places", "admits", "simple"}
"""Fields that change nothing: where words stand, and what stands for a simple type beside its facets.

A place itself is dumped as nothing; a condition is called `where` too.
"""


def dump(catalogue: Catalogue) -> Any:
    """Everything that a catalogue says, as tuples, texts and numbers."""
    dumped = _Dump()
    whole = dumped.of(catalogue)
    return whole, {name: dumped.elements(schema) for name, schema in sorted(dumped.schemas.items())}


class Compared:
    """A catalogue with which others are compared, part by part: parts that both share are the same."""

    def __init__(self, first: Catalogue) -> None:
        self.first = first
        self._dumps: dict[int, Any] = {}
        self._elements: dict[int, Any] = {}

    def is_same(self, other: Catalogue) -> bool:
        """Whether another catalogue says the same."""
        dumped = _Dump()
        names = (field.name for field in fields(Catalogue) if field.name not in LEFT_OUT)
        parts = (_Parts(getattr(self.first, name), getattr(other, name)) for name in names)
        if not all(self._is_same(part, dumped) for part in parts):
            return False
        mine = self._schemas
        return all(
            schema is mine[name] or dumped.elements(schema) == self._described(mine[name])
            for name, schema in dumped.schemas.items()
        )

    def _is_same(self, part: "_Parts", dumped: "_Dump") -> bool:
        first, other = part
        if first is other:
            return True
        if type(first) is dict and type(other) is dict:
            both = (_Parts(first[name], other[name]) for name in first if name in other)
            return list(first) == list(other) and all(self._is_same(one, dumped) for one in both)
        if id(first) not in self._dumps:
            self._dumps[id(first)] = _Dump().of(first)
        return bool(self._dumps[id(first)] == dumped.of(other))

    @cached_property
    def _schemas(self) -> dict[str, Schema]:
        whole = _Dump()
        whole.of(self.first)
        return whole.schemas

    def _described(self, schema: Schema) -> Any:
        if id(schema) not in self._elements:
            self._elements[id(schema)] = _Dump().elements(schema)
        return self._elements[id(schema)]


class _Parts(NamedTuple):
    """The same part of two catalogues."""

    first: Any
    other: Any


class _Dump:
    """One dump; each schema is written once, beside the whole."""

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}

    def of(self, value: Any) -> Any:
        if value is None or isinstance(value, str | int | float | bytes | Decimal | Where | Places):
            return None if isinstance(value, Where | Places) else value
        if isinstance(value, Schema):
            self.schemas[value.path.name] = value
            return value.path.name
        if is_dataclass(value):
            return _shape(value) if isinstance(value, Shape) else self.fields_of(value)
        if isinstance(value, Mapping):
            return ("mapping", *((str(key), self.of(one)) for key, one in value.items()), *self._beside(value))
        if isinstance(value, set | frozenset):
            return ("set", *sorted((self.of(one) for one in value), key=repr))
        return ("list", *map(self.of, value)) if isinstance(value, tuple | list) else self._call(value)

    def elements(self, schema: Schema) -> Any:
        """The shapes of all elements of a schema: they decide what a message may hold."""
        return tuple((name, self.of(schema.shape(name))) for name in sorted(schema.elements))

    def fields_of(self, value: Any) -> Any:
        found = ((f.name, self.of(getattr(value, f.name))) for f in fields(value) if f.name not in LEFT_OUT)
        return (type(value).__name__, *found)

    def _beside(self, value: Any) -> Any:
        """What a mapping of a class of its own holds beside its items."""
        return tuple((name, self.of(one)) for name, one in sorted(getattr(value, "__dict__", {}).items()))

    def _call(self, value: Any) -> Any:
        """A function by its name and by what it was made with."""
        if isinstance(value, partial):
            return ("partial", self._call(value.func), self.of(value.args), self.of(value.keywords))
        if isinstance(value, FunctionType):
            return ("function", value.__qualname__, *(self.of(cell.cell_contents) for cell in value.__closure__ or ()))
        return ("other", getattr(value, "__qualname__", type(value).__name__))


@once_for_each
def _shape(shape: Shape) -> Any:
    """An element, with what its simple type says; it names no schema."""
    dumped = _Dump()
    facets = dumped.of(shape.facets) if shape.simple is not None else None
    return (*dumped.fields_of(shape), facets)
