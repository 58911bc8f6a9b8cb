"""A rule that a route writes itself: a code belongs to another one, whose first characters it shares."""

from collections.abc import Iterator
from dataclasses import dataclass

from hub.catalogue.mapping.cases import Case
from hub.catalogue.mapping.comparisons import Value
from hub.catalogue.mapping.paths import lookup
from hub.errors import Code, fault
from hub.model import Fault


@dataclass(frozen=True)
class BeginsLike:
    """`begins-like:` a code begins with the same characters as another: a city as its province (GB/T 2260)."""

    value: Value
    other: Value
    characters: int

    def __call__(self, case: Case) -> Iterator[Fault]:
        mine, theirs = (self._beginning(lookup(case.form, one.path)) for one in (self.value, self.other))
        if mine and theirs and mine != theirs:
            yield fault(
                Code.NOT_PART_OF_ANOTHER,
                self.value.field,
                label=self.value.label,
                name=self.value.field,
                other=self.other.label,
            )

    def _beginning(self, raw: object) -> str:
        return raw.strip()[: self.characters] if isinstance(raw, str) else ""
