"""A route: everything the hub must know about one document type."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.catalogue.mapping import Form, Returns
from hub.catalogue.schemas import Schema
from hub.catalogue.source import Where
from hub.model import Document, Fault, Lifecycle, Resource


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a rule may look at; a rule is pure."""

    form: Mapping[str, Any]
    """The submission, or the values that a party's message returned."""
    today: date
    """In Shanghai."""
    account: Resource | None = None
    """What the document's figures or claims are about."""
    predecessor: Document | None = None
    """The document that this one is made again of."""


Rule = Callable[[Case], Iterable[Fault]]


@dataclass(frozen=True)
class Requirement:
    """`requires: exists …`: a document of the same enterprise that must be there."""

    document: str
    statuses: frozenset[str]
    same_party: bool


@dataclass(frozen=True)
class Claiming:
    """`claims:` what a document holds, and until when."""

    resource: tuple[str, ...]
    exclusive: str
    """The key that only one document can hold; empty for an amount."""
    amount: str
    """Path of the amount in the form; empty for an exclusive claim."""
    of: str
    """Name of the figure that all reserved amounts must fit into."""
    released_by: frozenset[str]
    settled_by: frozenset[str]

    @property
    def key(self) -> str:
        return self.exclusive or self.amount


@dataclass(frozen=True)
class Figures:
    """`figures:` which returned values replace a resource's figures, when they are newer."""

    resource: tuple[str, ...]
    when: frozenset[str]
    as_of: str
    keep: tuple[str, ...]


@dataclass(frozen=True)
class Again:
    """`again:` from which statuses a document may be made again, and what a predecessor at rest becomes."""

    sources: frozenset[str]
    becomes: str


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


@dataclass(frozen=True, kw_only=True)
class Route:
    """One document type, compiled."""

    document: str
    service: str
    zh: str
    en: str
    direction: str
    """`portal-to-party` or `party-to-portal`."""
    role: str
    """The role of the party it goes to or comes from."""
    card: str
    home: str
    """The portal told of an enterprise that no portal ever named."""
    element: str
    schema: Schema
    form: Form | None
    answers: Answers | None
    returns: Returns
    """Of a notice."""
    rules: tuple[Rule, ...]
    requires: tuple[Requirement, ...]
    claims: tuple[Claiming, ...]
    figures: Figures | None
    again: Again | None
    lifecycle: Lifecycle
    confirmed: str
    returned: str
    accepted: str
    refused: str
    passed_on: str
    where: Where

    @property
    def is_notice(self) -> bool:
        return self.direction == "party-to-portal"

    def resource_key(self, parts: tuple[str, ...], enterprise: str, party: str) -> str:
        """The key of a resource for one document, as `quota-account:9131…:ping-an`."""
        values = {"enterprise": enterprise, "party": party}
        return ":".join(values.get(part, part) for part in parts)

    def resource_keys(self, enterprise: str, party: str) -> list[str]:
        """All resources that a document of this type claims, or brings figures for."""
        parts = {c.resource for c in self.claims} | ({self.figures.resource} if self.figures else set())
        return sorted(self.resource_key(p, enterprise, party) for p in parts)
