"""A route: everything the hub must know about one document type."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.legs import Leg
from hub.catalogue.mapping.paths import lookup
from hub.catalogue.mapping.returns import Returned, Returns
from hub.catalogue.mapping.schemas import Schema
from hub.catalogue.words.places import Places, Where
from hub.model import Lifecycle

EACH = "[]."
"""In a path: what is before it is a list, what is after it stands in each of its items."""


@dataclass(frozen=True)
class Requirement:
    """`requires: exists …`: a document of the same enterprise that must be there."""

    document: str
    statuses: frozenset[str]
    same_party: bool
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Naming:
    """`names:` documents of the same enterprise that a document is about, told by a business number."""

    name: str
    document: str
    by: str
    """The kind of number."""
    each: str
    """Path of the list in the form that holds them; empty where there is one."""
    at: str
    """Path of the number in the form, or in an item of the list; for a notice, the name of a value that it brings."""
    statuses: frozenset[str]
    """Where it must stand; empty for anywhere."""
    party_of: str = ""
    """Another name: these must be with the party of the document that has it."""
    again: frozenset[str] = frozenset()
    """Where it must stand instead for what is made again, and then be named by the predecessor; empty for no matter."""
    places: Places = field(kw_only=True, compare=False, repr=False)

    @property
    def path(self) -> str:
        """The number's path as the route writes it."""
        return f"{self.each}{EACH}{self.at}" if self.each else self.at

    def admits(self, *, made_again: bool) -> frozenset[str]:
        """Where what is named must stand; empty for anywhere."""
        return self.again if made_again and self.again else self.statuses

    def numbers(self, form: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Each number in a form, and the path of its field."""
        if not self.each:
            found = [(lookup(form, self.at), self.at)]
        else:
            items = lookup(form, self.each)
            paths = enumerate(items if isinstance(items, list) else ())
            found = [(lookup(item, self.at), f"{self.each}[{number}].{self.at}") for number, item in paths]
        return [(value.strip(), path) for value, path in found if isinstance(value, str)]


@dataclass(frozen=True)
class Moving:
    """`moves:` where the documents go that this one names, once it stands in one of some statuses."""

    named: str
    on: frozenset[str]
    to: str
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Expiring:
    """`expires:` a document in one status moves to another when the day is over that something returned names."""

    source: str
    after: str
    """Name of the value that holds the last day."""
    to: str


@dataclass(frozen=True)
class Deadline:
    """`deadlines:` what a document waits for, how long that may take, and what happens without it."""

    statuses: frozenset[str]
    """Where the document waits."""
    within: int
    """Seconds; of a party, unless its file says otherwise. 0 where nobody is late: no time is set."""
    resend: int
    """How often the same message goes out again, to a party that deduplicates, before it is overdue."""
    awaits: str = "party"
    """`party`: an answer; `document`: another document, as a policy; `enterprise`: what only its portal can do."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Writing:
    """`inquiry:` and `shares:` a message beside a document's own way: it opens no round, and no receipt to it moves."""

    element: str
    form: Form | None
    on: str = ""
    """The status that sends it; empty for an inquiry, which an overdue answer sends."""
    role: str = ""
    """Everybody in this role gets one, but for the document's own party; empty: that one alone."""


@dataclass(frozen=True)
class Making:
    """`makes:` a document of the hub's own that follows from a status."""

    document: str
    on: str
    party: str
    """Who it goes to: a party's id."""
    party_of: str
    """Or: the party of the first document named so."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Settling:
    """`settles:` an operator decides, for each document that is named, what a party's answers left open."""

    named: str
    paid: str
    """The status of a document of which all was done."""
    failed: str
    """Of which nothing was."""
    in_part: str
    """Of which some was: neither of both."""
    total: str
    """Path in the form of the sum over all that are named."""
    amount: str
    """What is summed, in an item of the list."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Claiming:
    """`claims:` what a document holds, and until when."""

    resource: tuple[str, ...]
    each: str
    """Name of the documents of which each is a resource of its own; empty where there is one."""
    exclusive: str
    """The key that only one document can hold; empty for an amount."""
    amount: str
    """Path of the amount in the form; empty for an exclusive claim."""
    of: str
    """Name of the figure that all reserved amounts must fit into."""
    released_by: frozenset[str]
    settled_by: frozenset[str]
    held_in_dispute: bool
    """Whether it is held again when a party contradicts the outcome that released it."""
    places: Places = field(kw_only=True, compare=False, repr=False)

    @property
    def key(self) -> str:
        return self.exclusive or self.amount


@dataclass(frozen=True)
class Ending:
    """`ends:` what figures are about is over with the day that one of them names; the documents about it tell so."""

    after: str
    """Name of the figure that holds the last day."""
    status: str
    """What is told; the documents themselves stay where they stand."""
    track: str
    """Which side of them it is on."""
    document: str
    """The type of the documents that tell it: each that has brought such figures."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Figures:
    """`figures:` which returned values replace a resource's figures, when they are newer."""

    resource: tuple[str, ...]
    when: frozenset[str]
    as_of: str
    keep: tuple[str, ...]
    held: frozenset[str]
    """Those that stay as they are where a message leaves them out; the others are gone then."""
    ends: Ending | None
    held_places: tuple[tuple[str, Where], ...] = field(default=(), compare=False, repr=False)
    """Where the file names each figure that is held."""


@dataclass(frozen=True)
class Again:
    """`again:` from which statuses a document may be made again, and what a predecessor at rest becomes."""

    sources: frozenset[str]
    becomes: str
    """Empty where a predecessor stays what it is."""
    any_party: bool = False
    """Whether the predecessor may have gone to somebody else."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """One document type, compiled."""

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
    schema: Schema
    legs: tuple[Leg, ...]
    """None for a notice."""
    returns: Returns
    """Of a notice."""
    references: tuple[str, ...]
    """Of a notice: which of these are its business numbers."""
    once: str
    """Of a notice: the number that its party announces once; empty for none."""
    moves_money: bool
    """Whether its message makes somebody pay."""
    rules: tuple[Rule, ...]
    requires: tuple[Requirement, ...]
    names: tuple[Naming, ...]
    moves: tuple[Moving, ...]
    makes: tuple[Making, ...]
    expires: tuple[Expiring, ...]
    deadlines: tuple[Deadline, ...]
    alarms: frozenset[str]
    """Statuses of which an operator must know: a document in one of them is disputed until it is settled."""
    settles: Settling | None
    inquiry: Writing | None
    shares: Writing | None
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
