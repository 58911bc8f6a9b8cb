"""A leg of a route: a message that a document sends, and what its answers mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.comparisons import Equal, OwnValue
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.returns import Returns
from hub.catalogue.words.places import Places
from hub.model import Lifecycle


@dataclass(frozen=True)
class About:
    """`about:` how a receipt says what it is about. It decides only about the whole, or about all items."""

    kind: str
    """The kind of business number that identifies an item."""
    items: str
    """Path of the element that stands once for each item, with `Instruction`, `Number` and `Code`."""
    orders: str
    """Path of the element that is about the order as a whole, with `Id` (the document's) and `Code`."""
    returns: Returns
    """The other values that it brings for an item."""


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
    """By status: numbers that the document's record number replaces when the party gives none."""
    about: About | None = None
    """None: every receipt is about the whole document."""
    stand_ins: Returns = field(default_factory=lambda: Returns({}))
    """Values that are taken instead of a required value that the party did not give."""
    places: Places = field(kw_only=True, compare=False, repr=False)

    @property
    def compares_form(self) -> bool:
        """Whether a rule compares what the party says with the submitted form."""
        pairs = (pair for rule in self.rules if isinstance(rule, Equal) for pair in rule.pairs)
        return any(isinstance(other, OwnValue) for _, other in pairs)

    def is_final(self, status: str, lifecycle: Lifecycle) -> bool:
        """Whether a status is an outcome: another of these answers excludes it."""
        return any(lifecycle.excludes(status, other) for other in self.codes.values())


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One message that a document sends, and what its answers mean; each opens a round."""

    on: str
    """The status that sends it; empty for the first."""
    becomes: str
    """The document's status when the message is sent."""
    role: str
    party: str
    """Path of the receiver in the form."""
    element: str
    form: Form | None
    confirmed: str
    returned: str
    """Empty: a message without a queue waits for one."""
    accepted: str
    refused: str
    answers: Answers | None

    @cached_property
    def undecided(self) -> frozenset[str]:
        """Statuses of a document whose message is sent or was received, and whose party has decided nothing."""
        return frozenset({self.becomes, self.confirmed, self.returned, self.accepted, self.refused})
