"""A route: everything the hub must know about one document type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.legs import Leg
from hub.catalogue.mapping.relations import (
    Again,
    Claiming,
    Deadline,
    Expiring,
    Figures,
    Making,
    Moving,
    Naming,
    Requirement,
    Settling,
    Writing,
)
from hub.catalogue.mapping.returns import Returned, Returns
from hub.catalogue.mapping.schemas import Schema
from hub.catalogue.words.places import Places, Where
from hub.model import Lifecycle


@dataclass(frozen=True, kw_only=True)
class RouteTerms:
    """What a route says that needs no schema to be known."""

    document: str
    service: str
    zh: str
    en: str
    direction: str
    """`portal-to-party`, `party-to-portal`, or `hub-to-party` for what follows from another document."""
    role: str
    """The role of the party it goes to or comes from."""
    card: str
    home: str
    """The portal told of an enterprise that no portal ever named."""
    element: str
    references: tuple[str, ...]
    """Of a notice: which of these are its business numbers."""
    once: str
    """Of a notice: the number that its party announces once; empty for none."""
    moves_money: bool
    """Whether its message makes somebody pay."""
    requires: tuple[Requirement, ...]
    names: tuple[Naming, ...]
    moves: tuple[Moving, ...]
    makes: tuple[Making, ...]
    expires: tuple[Expiring, ...]
    deadlines: tuple[Deadline, ...]
    alarms: frozenset[str]
    """Statuses of which an operator must know: a document in one of them is disputed until it is settled."""
    settles: Settling | None
    claims: tuple[Claiming, ...]
    figures: Figures | None
    again: Again | None
    lifecycle: Lifecycle
    passed_on: str
    labels: Mapping[str, tuple[str, str]]
    """By status: how lists of these documents say it, in Chinese and English, where that is their own."""
    places: Places
    status_places: Mapping[str, Where]
    """By status: where the lifecycle has it; empty when the lifecycle could not be read."""
    cause_places: Mapping[str, Where]
    """By status: where the file says what brings it about."""


@dataclass(frozen=True, kw_only=True)
class Route(RouteTerms):
    """One document type, compiled."""

    schema: Schema
    legs: tuple[Leg, ...]
    """None for a notice."""
    returns: Returns
    """Of a notice."""
    rules: tuple[Rule, ...]
    inquiry: Writing | None
    shares: Writing | None
    moves_are_sound: bool
    """False when something is wrong with the statuses or what brings them about: nothing follows from them then."""

    @property
    def where(self) -> Where:
        """Where its file begins."""
        return self.places.block

    @property
    def is_notice(self) -> bool:
        return self.direction == "party-to-portal"

    @property
    def is_made_by_hub(self) -> bool:
        return self.direction == "hub-to-party"

    def deadline(self, status: str) -> Deadline | None:
        """What a document waits for in a status; None where it waits for nothing."""
        return next((deadline for deadline in self.deadlines if status in deadline.statuses), None)

    def leg(self, round_: int) -> Leg:
        """What a round is about: each leg opens one, and later rounds repeat the last."""
        return self.legs[min(round_, len(self.legs)) - 1]

    @property
    def returned(self) -> Mapping[str, Returned]:
        """All that can come back, by name."""
        tables = [self.returns, *(leg.answers.returns for leg in self.legs if leg.answers)]
        return {name: source for table in tables for name, source in table.sources.items()}

    def numbered(self, status: str) -> list[str]:
        """The numbers for which the record number stands where nothing has come back for them by this status."""
        return [name for leg in self.legs if leg.answers for name in leg.answers.numbered.get(status, ())]

    def naming(self, name: str) -> Naming:
        """What a word of `names:` means."""
        return next(naming for naming in self.names if naming.name == name)

    def resource_key(self, parts: tuple[str, ...], enterprise: str, party: str) -> str:
        """The key of a resource for one document, as `quota-account:9131…:ping-an`."""
        values = {"enterprise": enterprise, "party": party}
        return ":".join(values.get(part, part) for part in parts)

    def once_key(self, party: str, values: Mapping[str, Any]) -> str:
        """The resource that a notice with these values claims alone; empty for none."""
        number = values.get(self.once) if self.once else None
        return f"{self.document}:{party}:{number}" if isinstance(number, str) else ""

    def resource_keys(self, enterprise: str, party: str) -> list[str]:
        """The resources that a document of this type claims or brings figures for, but for those of named ones."""
        parts = {c.resource for c in self.claims if not c.each}
        parts |= {self.figures.resource} if self.figures else set()
        return sorted(self.resource_key(p, enterprise, party) for p in parts)
