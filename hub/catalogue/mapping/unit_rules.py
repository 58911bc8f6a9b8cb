"""A rule that a route writes itself: a unit of the form is one of others, compared by USCC or by customs code."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hub.catalogue.mapping.cases import Case
from hub.catalogue.mapping.paths import is_blank, lookup
from hub.catalogue.mapping.relations import Naming
from hub.catalogue.words.places import Where
from hub.errors import Code, fault
from hub.model import Fault

PARTS: Final = ("uscc", "code", "name")
"""What a unit is told by; the first that both sides have decides."""
ENTERPRISE: Final = "enterprise."
_OF_ENTERPRISE: Final = {"code": "customs_code"}


@dataclass(frozen=True)
class UnitPlace:
    """Where a unit stands: its USCC, its customs code and its name, all under one prefix."""

    prefix: str
    """As `data.declarant_` or `data.payee.`."""
    naming: Naming | None = None
    """The named documents whose unit it is; None: the form's own."""
    where: Where | None = field(default=None, compare=False, repr=False)

    def path(self, part: str) -> str:
        """The path of one part."""
        name = _OF_ENTERPRISE.get(part, part) if self.prefix == ENTERPRISE else part
        return f"{self.prefix}{name}"

    def units(self, case: Case) -> Iterator[Mapping[str, str]]:
        """The unit in the form, or the one in each named document."""
        if self.naming is None:
            yield self._unit(case.form)
            return
        for known in case.named.get(self.naming.name, ()):
            yield self._unit({**known.form, "returned": known.returned})

    def block(self, form: Mapping[str, Any]) -> object:
        """The block that holds the unit; None where the prefix is only the beginning of names."""
        return lookup(form, self.prefix[:-1]) if self.prefix.endswith(".") else None

    def _unit(self, facts: Mapping[str, Any]) -> dict[str, str]:
        found = ((part, lookup(facts, self.path(part))) for part in PARTS)
        return {part: value.strip() for part, value in found if isinstance(value, str) and not is_blank(value)}

    def __str__(self) -> str:
        return f"{self.naming.name}.{self.prefix}*" if self.naming else f"{self.prefix}*"


@dataclass(frozen=True)
class SameUnit:
    """`unit:` a unit is one of others. A name counts only where the route says so and nothing better is there."""

    places: tuple[UnitPlace, ...]
    """Where the unit stands; the first that is not blank counts."""
    others: tuple[UnitPlace, ...]
    by_name: bool
    is_required: bool
    """Whether the unit must be told."""
    told: str
    """The part under which a unit is refused that says nothing of itself."""

    def __call__(self, case: Case) -> Iterator[Fault]:
        place, unit = self._told(case)
        allowed = [other for one in self.others for other in one.units(case)]
        if not unit and not self.is_required and not place.block(case.form):
            return
        if not any(self._is_same(unit, other) for other in allowed):
            shown = "、".join(dict.fromkeys(self._shown(other) for other in allowed if other))
            part = next((part for part in PARTS if part in unit), self.told)
            yield fault(Code.ANOTHER_UNIT, place.path(part), allowed=shown)

    def _told(self, case: Case) -> tuple[UnitPlace, Mapping[str, str]]:
        for place in self.places:
            for unit in place.units(case):
                if unit.keys() & self._decisive:
                    return place, unit
        return self.places[0], next(self.places[0].units(case))

    @property
    def _decisive(self) -> Sequence[str]:
        return PARTS if self.by_name else PARTS[:2]

    def _is_same(self, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
        common = next((part for part in self._decisive if part in one and part in other), None)
        return common is not None and one[common] == other[common]

    def _shown(self, unit: Mapping[str, str]) -> str:
        return unit.get("name") or unit.get("uscc") or unit.get("code", "")

    @property
    def sentence(self) -> str:
        """The rule in words, for the reference."""
        mine = " or, where that is blank, ".join(f"`{place}`" for place in self.places)
        others = " or ".join(f"`{place}`" for place in self.others)
        how = "USCC, else by customs code" + (", else by name" if self.by_name else "")
        return f"{mine} is {others}, compared by {how}{'; it must be told' if self.is_required else ''}."
