"""Rules that a route writes itself: a day within a term, values among those of another document, a product."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hub.catalogue.mapping.cases import Case
from hub.catalogue.mapping.comparisons import NamedValue, Value, days_of
from hub.catalogue.mapping.paths import is_blank, lookup
from hub.errors import Code, fault
from hub.model import Fault
from hub.text.coded import Coded
from hub.xml.decimals import read_decimal, written

CENT = Decimal("0.01")
"""Yuan that a product may differ to either side: senders round in different ways."""
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Within:
    """`within:` a day lies between two days, both included; a missing day is no fault, a missing end is no end."""

    day: Value
    begin: Value | NamedValue
    end: Value | NamedValue
    code: Code

    def __call__(self, case: Case) -> Iterator[Fault]:
        begins, ends = [[day for _, day in days_of(one, case)] for one in (self.begin, self.end)]
        first, last = max(begins, default=date.min), min(ends, default=date.max)
        for field, day in days_of(self.day, case):
            if not first <= day <= last:
                about = {"label": self.day.label, "name": field, "day": day, "begin": first, "end": last}
                yield fault(self.code, field, **about)


@dataclass(frozen=True)
class Among:
    """`among:` values are together those of one item of a list that a named document has; of a list, each value is.

    What an item leaves out is equal to everything. A document that has no such list admits nothing.
    """

    columns: Mapping[str, Value]
    """By name in an item of the list: the value that it is compared with. Empty name: the item itself."""
    of: NamedValue
    code: Code

    def __call__(self, case: Case) -> Iterator[Fault]:
        first = next(iter(self.columns.values()))
        for _, document, raw in self.of.found(case):
            items = raw if isinstance(raw, list) else []
            if not all(any(self._fits(row, item) for item in items) for row in self._rows(case)):
                other = Coded.one("type", document)
                yield fault(self.code, first.field, label=first.label, name=first.field, other=other)

    def _rows(self, case: Case) -> list[dict[str, Any]]:
        """What must be there together; a list in one column is a row for each value. Empty where a value is missing."""
        found = {name: value.comparable(lookup(case.form, value.path)) for name, value in self.columns.items()}
        if len(found) == 1:
            return [{name: one} for name, values in found.items() for one in values]
        return [{name: next(iter(values)) for name, values in found.items()}] if all(found.values()) else []

    def _fits(self, row: Mapping[str, Any], item: Any) -> bool:
        """Whether an item has these values."""
        raw = {name: lookup(item, name) if name else item for name in row}
        return all(is_blank(raw[name]) or row[name] in self.columns[name].comparable(raw[name]) for name in row)


@dataclass(frozen=True)
class Product:
    """`product:` an amount is another one raised by a percentage, rounded half up to the cent.

    One cent to either side is no fault; nor is a missing value.
    """

    value: Value
    of: Value
    raised_by: Value

    def __call__(self, case: Case) -> Iterator[Fault]:
        value, of, raised = (read_decimal(lookup(case.form, v.path)) for v in (self.value, self.of, self.raised_by))
        if value is None or of is None or raised is None:
            return
        expected = (of * (HUNDRED + raised) / HUNDRED).quantize(CENT, ROUND_HALF_UP)
        if abs(value - expected) > CENT:
            about = {"label": self.value.label, "name": self.value.field, "expected": written(expected)}
            yield fault(Code.NOT_THE_PRODUCT, self.value.field, **about)


Limit = Within | Among | Product
