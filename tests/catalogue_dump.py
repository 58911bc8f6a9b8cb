"""A compiled catalogue in a form that can be compared: what it does, without the places of its words."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import partial
from types import FunctionType
from typing import Any

from hub.catalogue import Catalogue, Schema, Shape, Where
from hub.catalogue.words.places import Places

LEFT_OUT = {"digest", "problems", "where", "places", "status_places", "cause_places", "held_places", "admits", "simple"}
"""Fields that change nothing: where the words stand, and what stands for a simple type beside its facets."""


def dump(catalogue: Catalogue) -> Any:
    """Everything that a catalogue says, as tuples, texts and numbers."""
    dumped = _Dump()
    whole = dumped.of(catalogue)
    return whole, {name: dumped.elements(schema) for name, schema in sorted(dumped.schemas.items())}


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
            return self._fields(value)
        if isinstance(value, Mapping):
            return ("mapping", *((str(key), self.of(one)) for key, one in value.items()), *self._beside(value))
        if isinstance(value, set | frozenset):
            return ("set", *sorted((self.of(one) for one in value), key=repr))
        return ("list", *map(self.of, value)) if isinstance(value, tuple | list) else self._call(value)

    def elements(self, schema: Schema) -> Any:
        """The shapes of all elements of a schema: they decide what a message may hold."""
        return tuple((name, self.of(schema.shape(name))) for name in sorted(schema.elements))

    def _fields(self, value: Any) -> Any:
        found = ((f.name, self.of(getattr(value, f.name))) for f in fields(value) if f.name not in LEFT_OUT)
        is_simple = isinstance(value, Shape) and value.simple is not None
        return (type(value).__name__, *found, *([self.of(value.facets)] if is_simple else []))

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
