"""An insurer that counts applications in its own way and tells figures that are true: a model for tests.

It counts an application from when it names it, at the latest from its underwriting, until it gives the amount back.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from hub.model import Document

TOTAL = Decimal("1000.00")
LIVING = ("P001", "U001", "P202", "Y001", "Y002")


@dataclass
class Applied:
    """One application as the insurer knows it."""

    document: Document
    amount: Decimal
    number: str
    """The 投保单编号 of it and of all that is made again from it."""
    is_decided: bool = False


@dataclass(frozen=True)
class Said:
    """Figures at a time: what the insurer counts then, by place of the application."""

    counted: frozenset[int]
    others: Decimal
    """What is used beside the hub."""
    used: Decimal
    about: str
    at: int


@dataclass
class Insurer:
    """All that the insurer knows of one account."""

    applied: list[Applied] = field(default_factory=list)
    counted: set[int] = field(default_factory=set)
    others: Decimal = Decimal(0)
    said: list[Said] = field(default_factory=list)

    def count(self, place: int) -> None:
        self.counted.add(place)

    def use_beside(self, amount: Decimal) -> None:
        """Count something that the hub does not know."""
        self.others += amount

    def give_back(self, place: int) -> None:
        self.counted.discard(place)

    def figures(self, about: str, at: int, without: frozenset[int] = frozenset()) -> Said:
        """What it says now."""
        counted = frozenset(self.counted) - without
        used = sum((self.applied[place].amount for place in counted), self.others)
        told = Said(counted, self.others, used, about, at)
        self.said.append(told)
        return told

    def undecided(self) -> frozenset[int]:
        return frozenset(place for place, one in enumerate(self.applied) if not one.is_decided)

    def counted_before(self, at: int) -> frozenset[int]:
        """What figures of earlier times contained."""
        return frozenset(place for one in self.said if one.at < at for place in one.counted)

    def held(self, used: str, at: int) -> Said | None:
        """The figures that the hub holds, by what they say is used and when; None for those of the grant."""
        return next((one for one in self.said if f"{one.used:.2f}" == used and one.at == at), None)
