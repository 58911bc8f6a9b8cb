"""What a route says of other documents, of resources, and of messages beside its own way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.paths import lookup
from hub.catalogue.words.places import Places, Where


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
    path: str
    """Both, as the route writes them."""
    statuses: frozenset[str]
    """Where it must stand; empty for anywhere."""
    party_of: str = ""
    """Another name: these must be with the party of the document that has it."""
    again: frozenset[str] = frozenset()
    """Where it must stand instead for what is made again, and then be named by the predecessor; empty for no matter."""
    places: Places = field(kw_only=True, compare=False, repr=False)

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
