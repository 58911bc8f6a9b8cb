"""A compiled catalogue: all routes, parties, portals and dialects of a hub."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from hub.catalogue.mapping.cards import CardProfile
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.dialects import Dialect, best_match
from hub.catalogue.mapping.parties import Party, Portal
from hub.catalogue.mapping.portal_shapes import PortalShape
from hub.catalogue.mapping.routes import Route
from hub.catalogue.mapping.schemas import Schema
from hub.catalogue.words.places import Problem
from hub.model import CircuitLimits, Status, Statuses
from hub.model.circuit import USUAL_LIMITS


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All routes, parties and portals of a hub, compiled; read-only."""

    routes: Mapping[str, Route]
    parties: Mapping[str, Party]
    portals: Mapping[str, Portal]
    statuses: Statuses
    envelope: Schema
    """The schema of technical receipts."""
    digest: str
    """Hex SHA-256 over all its files; every message and transition records it."""
    problems: Sequence[Problem]
    dialects: Mapping[str, Dialect] = field(default_factory=dict)
    lists: Mapping[str, CodeList] = field(default_factory=dict)
    cards: CardProfile = field(default_factory=CardProfile)
    personal: frozenset[str] = frozenset()
    """The fields that say who a person is or whose account it is: last steps of their paths, or whole paths."""
    plain: PortalShape = field(default_factory=PortalShape, repr=False)
    """The hub's own shape, as which a submission in XML is read."""

    def __repr__(self) -> str:
        """Its digest: a log line or a traceback that shows everything takes minutes."""
        return f"Catalogue({self.digest[:12]})"

    @cached_property
    def rested_on(self) -> Mapping[str, frozenset[str]]:
        """By document type: the statuses in which submissions can depend on such a document.

        A submission depends on documents that it names, requires, or is made again from.
        """
        found: dict[str, set[str]] = {name: set() for name in self.routes}
        for route in self.routes.values():
            found[route.document] |= route.again.sources if route.again and not route.is_made_by_hub else set()
            for need in (one for one in route.requires if not one.is_absent):
                found[need.document] |= need.statuses
            for naming in route.names if not route.is_notice else ():
                for document in naming.documents:
                    all_ = frozenset(self.routes[document].lifecycle.next)
                    found[document] |= naming.statuses & all_ if naming.statuses else all_
        return {name: frozenset(statuses) for name, statuses in found.items()}

    def shape_of(self, portal: str) -> PortalShape | None:
        """How a portal writes; None when it does so as the hub, or is unknown."""
        known = self.portals.get(portal)
        return known.shape if known is not None else None

    def carriers(self, document: str) -> frozenset[str]:
        """The portals that submit documents of a type and hear of them."""
        return self._carriers[document]

    @cached_property
    def _carriers(self) -> Mapping[str, frozenset[str]]:
        return {
            name: frozenset(portal.id for portal in self.portals.values() if portal.may_carry(name, route.service))
            for name, route in self.routes.items()
        }

    @cached_property
    def waiting(self) -> frozenset[str]:
        """The types of documents whose trail decides on a move of another document: it is read with them."""
        return frozenset(
            type_
            for route in self.routes.values()
            for moving in route.moves
            if moving.sources or moving.twice
            for type_ in route.naming(moving.named).documents
        )

    @cached_property
    def counting(self) -> Mapping[tuple[str, ...], str]:
        """By resource: the figure that says how much its party counts. A resource without `contain:` is not here."""
        figures = (route.figures for route in self.routes.values() if route.figures is not None)
        return {one.resource: one.contain.figure for one in figures if one.contain is not None}

    def passes_on(self, document: str, code: str) -> bool:
        """Whether a receipt's code says of the document that one of this type reopens what it says there itself.

        Other codes are about the document of this type.
        """
        route = self.routes[document]
        if route.reopens is None or code not in route.reopens.codes:
            return False
        answers = [self.routes[type_].legs[-1].answers for type_ in route.naming(route.reopens.named).documents]
        return all(one is not None and one.codes.get(code) == route.reopens.codes[code] for one in answers)

    def is_decisive(self, document: str, status: str) -> bool:
        """Whether others act on a status of a document type: it ends a round, or submissions depend on it."""
        known = self.statuses.get(status)
        return (known is not None and known.kind in ("final", "rest")) or status in self.rested_on[document]

    def dialect(self, party: str) -> Dialect | None:
        """The dialect of a party; None when it takes and sends canonical messages."""
        known = self.parties.get(party)
        return self.dialects.get(known.dialect) if known and known.dialect else None

    def is_kept(self, party: str, kind: str) -> bool:
        """Whether a party's messages of a type concern no document of ours: they are stored and move nothing."""
        dialect = self.dialect(party)
        return dialect is not None and best_match(kind, dialect.keeps) is not None

    def statuses_of(self, type_: str) -> Mapping[str, Status]:
        """The statuses for documents of a type: those that no other status follows are final."""
        ends = self.statuses.ends.get(type_, ())
        return {**self.statuses, **{code: replace(self.statuses[code], kind="final") for code in ends}}

    def is_enveloped(self, party: str) -> bool:
        """Whether a party's messages travel in an envelope; the answer to the envelope says whether they arrived."""
        known = self.parties.get(party)
        return known is not None and bool(known.envelope)

    @property
    def on_platform(self) -> Mapping[str, str]:
        """The parties on the customs platform, with their ids there."""
        return {party.id: party.dxp_id for party in self.parties.values() if party.envelope == "dxp"}

    def circuit_limits(self, destination: str) -> CircuitLimits:
        """When nothing more is sent to a party or portal that takes nothing, and how often it is tried."""
        known = self.parties.get(destination)
        return known.circuit if known is not None else USUAL_LIMITS

    def schema_of(self, element: str) -> Schema | None:
        """The schema of a party's message with this root element."""
        route = self.notice(element) or self.existing(element) or next(iter(self.answering(element)), None)
        return route.schema if route else None

    def notice(self, element: str) -> Route | None:
        return next((r for r in self.routes.values() if r.is_notice and r.element == element), None)

    def existing(self, element: str) -> Route | None:
        """The route whose documents a party announces with this root element, if they were there before the hub."""
        return next((r for r in self.routes.values() if r.existing is not None and r.existing.element == element), None)

    def may_announce(self, party: str, route: Route) -> bool:
        """Whether the party has the role that sends this notice, or that decides last on such a submission."""
        known = self.parties.get(party)
        return known is not None and known.role == (route.legs[-1].role if route.legs else route.role)

    def answering(self, element: str) -> list[Route]:
        """The routes whose business receipts have this root element."""
        return [
            r for r in self.routes.values() if any(leg.answers and leg.answers.element == element for leg in r.legs)
        ]
