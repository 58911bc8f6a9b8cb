"""Rules that a route writes itself: two values are the same, or one day is not before another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hub.catalogue.mapping.cases import Case
from hub.catalogue.mapping.converters import Converter, Unconvertible
from hub.catalogue.mapping.paths import is_blank, lookup
from hub.catalogue.mapping.relations import Naming
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.words.places import Where
from hub.errors import fault
from hub.model import Fault


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value that a form holds, or that a party's message brings."""

    path: str
    """In the form, or its name among what returns."""
    field: str
    """What its sender calls it."""
    shape: Shape
    """The element of a message that holds it."""
    converter: Converter

    @property
    def label(self) -> str:
        """On the portals' forms, else its path."""
        return self.shape.label or self.path

    @property
    def is_day(self) -> bool:
        return self.shape.primitives <= {"date", "dateTime"}

    @property
    def kind(self) -> str:
        """What can be compared with it: values of its kind."""
        codes = sorted(self.shape.codes)
        what = f"one of {len(codes)} codes ({codes[0]} …)" if codes else self.shape.primitive
        return f"a list of {what}" if self.shape.repeats else what

    def comparable(self, raw: Any) -> frozenset[Any]:
        """What a value says, whichever way it is written: numbers as numbers, lists as sets; empty for none."""
        items = raw if isinstance(raw, list) else [raw]
        return frozenset(self._plain(item) for item in items if not is_blank(item))

    def _plain(self, item: Any) -> Any:
        try:
            text = self.converter.to_wire(item)
        except Unconvertible:  # a code that its list no longer has
            return str(item).strip()
        return Decimal(text) if self.shape.primitive == "decimal" else text


@dataclass(frozen=True, kw_only=True)
class NamedValue:
    """A value of the documents that a word of `names:` means: of their form, or under `returned` what came back."""

    naming: Naming
    path: str
    where: Where

    def found(self, case: Case) -> Iterator[tuple[str, str, Any]]:
        """The field that names each document, the document's type, and its value."""
        numbers = self.naming.numbers(case.form)
        for (_, field), known in zip(numbers, case.named.get(self.naming.name, ()), strict=True):
            yield field, known.document.type, lookup({**known.form, "returned": known.returned}, self.path)

    def __str__(self) -> str:
        return f"{self.naming.name}.{self.path}"


@dataclass(frozen=True)
class Equal:
    """`equal:` each value is what the named document says of it, where both say something."""

    pairs: tuple[tuple[Value, NamedValue], ...]
    code: str

    def __call__(self, case: Case) -> Iterator[Fault]:
        for value, place in self.pairs:
            mine = value.comparable(lookup(case.form, value.path))
            for _, document, raw in place.found(case):
                if mine and (theirs := value.comparable(raw)) and mine != theirs:
                    yield fault(self.code, value.field, label=value.label, name=value.field, other=document)


@dataclass(frozen=True)
class NotBefore:
    """`not-before:` a day is not before another one, or not before today; where either is missing it says nothing."""

    day: Value | NamedValue
    other: Value | NamedValue | None
    """None for today, in Shanghai."""
    code: str

    def __call__(self, case: Case) -> Iterator[Fault]:
        others = [day for _, day in _days(self.other, case)] if self.other else [case.today]
        for field, day in _days(self.day, case):
            if others and day < max(others):
                label = self.day.label if isinstance(self.day, Value) else ""
                yield fault(self.code, field, label=label or str(self.day_name), name=field, day=day, other=max(others))

    @property
    def day_name(self) -> str:
        return self.day.path if isinstance(self.day, Value) else str(self.day)

    @property
    def other_name(self) -> str:
        if self.other is None:
            return "today"
        return self.other.path if isinstance(self.other, Value) else str(self.other)


Comparison = Equal | NotBefore


def _days(source: Value | NamedValue, case: Case) -> Iterator[tuple[str, date]]:
    """The field that tells of each day, and the day; what is no day is another stage's to refuse."""
    if isinstance(source, Value):
        found = [(source.field, lookup(case.form, source.path))]
    else:
        found = [(field, raw) for field, _, raw in source.found(case)]
    for field, raw in found:
        if isinstance(raw, str) and (text := raw.strip()):
            yield field, date.fromisoformat(text[:10])
