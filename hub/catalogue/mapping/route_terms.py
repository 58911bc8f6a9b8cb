"""The part of a route that needs no schema, in three: what its documents are, what they do to others, their course."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.catalogue.mapping.relations import (
    Again,
    Becoming,
    Bringing,
    Correcting,
    Deadline,
    Expiring,
    FormNumber,
    Making,
    Moving,
    Naming,
    Reopening,
    Versions,
)
from hub.catalogue.mapping.requirements import Requirement
from hub.catalogue.mapping.resources import Claiming, Figures, Settling
from hub.catalogue.mapping.tracks import Telling, Track
from hub.catalogue.words.places import Places, Where
from hub.model import Lifecycle


@dataclass(frozen=True, kw_only=True)
class RouteNature:
    """What documents of a type are, and whose."""

    document: str
    service: str
    zh: str
    en: str
    direction: str
    """`portal-to-party`, `party-to-portal`, or `hub-to-party` for a document that the hub makes from another one."""
    role: str
    """The role of the party that receives or sends it."""
    cards: tuple[str, ...]
    """The cards that may sign it; none for a document that no portal submits."""
    home: str
    """The portal that receives events of no portal's document about an enterprise for which no portal speaks."""
    home_hears_all: bool
    """Whether the home portal also receives every other notice that names no document."""
    element: str
    moves_money: bool
    """Whether its message causes a payment."""
    concerns: tuple[str, ...]
    """Names of the units that it concerns: `guaranteed` for the values `guaranteed_code` and `guaranteed_uscc`.

    None: it concerns its enterprise.
    """
    labels: Mapping[str, tuple[str, str]]
    """By status: the label in lists, in Chinese and English, when these documents have their own."""
    places: Places


@dataclass(frozen=True, kw_only=True)
class RouteRelations:
    """What documents of a type have to do with other documents and with resources."""

    references: tuple[str, ...]
    """Of a notice: the values that are its business numbers."""
    once: str
    """Of a notice: the number that its party can announce only once; empty for none."""
    supplements: tuple[str, ...]
    """Of a notice: the files that its party may send later, in another message with the same facts."""
    corrected: Correcting | None
    requires: tuple[Requirement, ...]
    names: tuple[Naming, ...]
    newest: tuple[str, ...]
    """Returned values that a later answer may say anew, by its own time of decision."""
    brings: tuple[Bringing, ...]
    numbers: tuple[FormNumber, ...]
    """The business numbers that the form brings."""
    moves: tuple[Moving, ...]
    makes: tuple[Making, ...]
    reopens: Reopening | None
    settles: Settling | None
    tells: tuple[Telling, ...]
    claims: tuple[Claiming, ...]
    figures: Figures | None
    again: Again | None
    versions: Versions | None


@dataclass(frozen=True, kw_only=True)
class RouteCourse:
    """The statuses of a type, and what a document waits for in them."""

    expires: tuple[Expiring, ...]
    deadlines: tuple[Deadline, ...]
    alarms: frozenset[str]
    """Statuses that an operator must know about. A document in one of them is disputed until it is settled."""
    held_in: frozenset[str]
    """Statuses in which what a party says is kept and told, and not acted on until the document leaves them."""
    reopened_by: Mapping[str, frozenset[str]]
    """By document type: the statuses in which such a document opens the next round of this one."""
    new_round: frozenset[str]
    """Of a document that the hub makes: the statuses in which an operator may open its next round."""
    stands: frozenset[str]
    """Decisions that come too late to count and to which an operator may move a document by letting them stand."""
    tracks: tuple[Track, ...]
    lifecycle: Lifecycle
    passed_on: Becoming
    """Of a notice: the status in which it has been told to the portals."""
    taken_over: frozenset[str]
    """The statuses in which its party may announce a document that was there before the hub."""
    left: Mapping[str, str]
    """Of what is taken over: by the name of a value, the amount of which it is the part that is left."""
    status_places: Mapping[str, Where]
    """By status: its place in the lifecycle; empty when the lifecycle could not be read."""
    cause_places: Mapping[str, Where]
    """By status: the place where the file first says what leads to it."""


@dataclass(frozen=True, kw_only=True)
class RouteTerms(RouteNature, RouteRelations, RouteCourse):
    """The part of a route that needs no schema."""
