"""Rules that a route writes itself: two values are equal, or a day is not before another day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hub.catalogue.mapping.cases import Case
from hub.catalogue.mapping.converters import Converter, Unconvertible
from hub.catalogue.mapping.nodes import Condition
from hub.catalogue.mapping.paths import is_blank, lookup
from hub.catalogue.mapping.relations import Naming
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.words.places import Where
from hub.errors import Code, fault
from hub.model import Fault
from hub.text.bilingual import Bilingual
from hub.text.coded import Coded
from hub.xml.times import read_day


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value of a form, or of a party's message."""

    path: str
    """Its path in the form, or its name among the values that come back."""
    field: str
    """The sender's name for it."""
    shape: Shape
    """The element of a message that holds it."""
    converter: Converter

    @property
    def label(self) -> str:
        """Its label on the portals' forms; its path when it has no label."""
        return self.shape.label or self.path

    @property
    def is_day(self) -> bool:
        return self.shape.primitives <= {"date", "dateTime"}

    @property
    def is_number(self) -> bool:
        """Whether it is one number, and no list of numbers."""
        return self.shape.primitive == "decimal" and not self.shape.repeats

    @property
    def kind(self) -> Bilingual:
        """Its kind; only values of one kind can be compared."""
        codes, primitive = sorted(self.shape.codes), self.shape.primitive
        what = Bilingual.same(primitive)
        if codes:
            count, first = len(codes), codes[0]
            what = Bilingual(f"{count} 个代码之一：{first} …", f"one of {count} codes ({first} …)")
        return Bilingual(f"列表，各项为 {what.zh}", f"a list of {what.en}") if self.shape.repeats else what

    def may_be(self, other: "Value") -> bool:
        """Whether it can be equal to one of another value's: of one kind, and of codes at least one alike."""
        codes = self.shape.codes & other.shape.codes if self.shape.codes and other.shape.codes else frozenset({""})
        return self.shape.primitive == other.shape.primitive and bool(codes)

    def comparable(self, raw: Any) -> frozenset[Any]:
        """A value in a form that can be compared: numbers as numbers, lists as sets; empty when there is no value."""
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
    """A value of named documents: in their form, or under `returned` among the values that came back."""

    naming: Naming
    path: str
    where: Where
    through: str = ""
    """The value is that of the document that the named document names so; empty: its own."""
    instead: "NamedValue | None" = None
    """The value that counts where this one is missing; None: nothing does."""

    def found(self, case: Case) -> Iterator[tuple[str, str, Any]]:
        """For each document: the field that names it, its type, and its value.

        A document that a notice can do without, and that is not recorded, is left out.
        """
        numbers, named = self.naming.numbers(case.form), case.named.get(self.naming.name, ())
        others = list(self.instead.found(case)) if self.instead is not None else []
        for known in named:
            said = known.beside.get(self.through) if self.through else known
            raw = lookup({**said.form, "returned": said.returned}, self.path) if said is not None else None
            if others and is_blank(raw):
                yield from others
            else:
                yield numbers[known.position][1], (said or known).document.type, raw
        if not named:
            yield from others

    @property
    def all(self) -> Iterator["NamedValue"]:
        """This value, then those that count where it is missing."""
        yield self
        if self.instead is not None:
            yield from self.instead.all

    def __str__(self) -> str:
        return " or ".join(".".join(filter(None, (one.naming.name, one.through, one.path))) for one in self.all)


@dataclass(frozen=True, kw_only=True)
class OwnValue:
    """A value of the form of the document that a party's message answers."""

    path: str
    document: str
    """The document's type."""

    def found(self, case: Case) -> Iterator[tuple[str, str, Any]]:
        """The field, the document's type, and the value."""
        yield self.path, self.document, lookup(case.own, self.path)

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True)
class Equal:
    """`equal:` and `exactly:` values are equal to those of the named documents, or to others of their own document.

    With `equal` a missing value is equal to everything, with `exactly` only to a missing value.
    """

    pairs: tuple[tuple[Value, "NamedValue | OwnValue | Value"], ...]
    code: Code
    exactly: Where | None = None
    """Where `exactly` stands in the route; None for `equal`."""

    def __call__(self, case: Case) -> Iterator[Fault]:
        for value, place in self.pairs:
            mine = value.comparable(lookup(case.form, value.path))
            for document, raw in _others(place, case):
                theirs = value.comparable(raw)
                if mine != theirs and (self.exactly or (mine and theirs)):
                    yield fault(self.code, value.field, label=value.label, name=value.field, other=document)


@dataclass(frozen=True)
class NotBefore:
    """`not-before:` a day is not before another day, or not before today; a missing day is no fault."""

    day: Value | NamedValue
    other: Value | NamedValue | None
    """None: today in Shanghai."""
    code: Code

    def __call__(self, case: Case) -> Iterator[Fault]:
        others = [day for _, day in days_of(self.other, case)] if self.other else [case.today]
        for field, day in days_of(self.day, case):
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


@dataclass(frozen=True)
class Needed:
    """`needed:` a value must be there where a condition holds."""

    value: Value
    when: Condition

    def __call__(self, case: Case) -> Iterator[Fault]:
        if self.when.holds_of_any(case.form) and is_blank(lookup(case.form, self.value.path)):
            yield fault(Code.VALUE_MISSING, self.value.field, label=self.value.label, name=self.value.field)


Comparison = Equal | NotBefore | Needed


def _others(place: Value | NamedValue | OwnValue, case: Case) -> Iterator[tuple[Coded | str, Any]]:
    """What a value is compared with, and where it stands: the type of another document, or a path."""
    if isinstance(place, Value):
        yield place.path, lookup(case.form, place.path)
    else:
        yield from ((Coded.one("type", document), raw) for _, document, raw in place.found(case))


def days_of(source: Value | NamedValue, case: Case) -> Iterator[tuple[str, date]]:
    """Each day with its field; of a time the day in Shanghai. A value that is neither is refused by another stage."""
    if isinstance(source, Value):
        found = [(source.field, lookup(case.form, source.path))]
    else:
        found = [(field, raw) for field, _, raw in source.found(case)]
    for field, raw in found:
        if isinstance(raw, str) and (day := read_day(raw)) is not None:
            yield field, day
