"""A leg of a route: a message that a document sends, and what its answers mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.returns import Returns
from hub.catalogue.words.places import Places
from hub.model import Lifecycle


@dataclass(frozen=True)
class About:
    """`about:` how a receipt says what it is about: it decides only of the whole, or of exactly all items."""

    kind: str
    """Of the business numbers by which the items are told."""
    items: str
    """Path of the element that stands once for each item, with `Instruction`, `Number` and `Code`."""
    orders: str
    """Path of the element that is about the order as a whole, with `Id` (the document's) and `Code`."""
    returns: Returns
    """What it says beside of one item."""


@dataclass(frozen=True)
class Answers:
    """`receipts:` what a party's business receipts mean."""

    element: str
    codes: Mapping[str, str]
    returns: Returns
    required: Mapping[str, tuple[str, ...]]
    """By status: names that must have come back."""
    references: tuple[str, ...]
    rules: tuple[Rule, ...]
    numbered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By status: numbers for which the document's record number stands where the party gives none."""
    about: About | None = None
    """None where every receipt is about the whole."""
    stand_ins: Returns = field(default_factory=lambda: Returns({}))
    """What is taken for a value that a status requires and the party need not give."""
    places: Places = field(kw_only=True, compare=False, repr=False)

    def is_final(self, status: str, lifecycle: Lifecycle) -> bool:
        """Whether a status is an outcome: another one of these answers would exclude it."""
        return any(lifecycle.excludes(status, other) for other in self.codes.values())


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One message that a document sends, and what its answers mean; each opens a round."""

    on: str
    """The status that sends it; empty for the first."""
    becomes: str
    """Where the document stands then."""
    role: str
    party: str
    """Path in the form of who it goes to."""
    element: str
    form: Form | None
    confirmed: str
    returned: str
    """Empty where a message that has no queue waits for one."""
    accepted: str
    refused: str
    answers: Answers | None

    @cached_property
    def undecided(self) -> frozenset[str]:
        """Where a document stands while its party has decided nothing: on the way, arrived, or not readable."""
        return frozenset({"P001", self.becomes, self.confirmed, self.returned, self.accepted, self.refused})
