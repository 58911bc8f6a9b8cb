"""What a route says of other documents, of resources, and of messages beside its own way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.nodes import Condition
from hub.catalogue.mapping.numbers import number_at, parts_of
from hub.catalogue.mapping.paths import lookup
from hub.catalogue.words.places import Places, Where


@dataclass(frozen=True)
class Naming:
    """`names:` the documents of the same enterprise that a document is about, found by a business number."""

    name: str
    documents: tuple[str, ...]
    """Their types. All that one document names so are of one type."""
    by: str
    """The kind of number."""
    each: str
    """Path of the list in the form that holds them; empty where there is one."""
    at: str
    """Path of the number in the form, or in an item of the list; for a notice, the name of a value that it brings."""
    path: str
    """Both, as the route writes them."""
    statuses: frozenset[str]
    """The statuses in which it must be; empty for any."""
    party_of: str = ""
    """Another name of this route: both documents must be with the same party."""
    is_of_any_party: bool = False
    """Whether the named document may be with another party than the document that names it."""
    again: frozenset[str] = frozenset()
    """The statuses allowed instead when a document is made again and its predecessor named the same; empty for none."""
    where: Condition | None = None
    """What the facts of the named document must say; None: anything."""
    unless: Condition | None = None
    """What they must not say."""
    by_record: bool = False
    """Whether the record number also finds it: it may have no number of its party yet."""
    is_told: bool = False
    """Whether the message's header names it, as its party knows it."""
    is_optional: bool = False
    """Of a notice: whether it is taken although no document bears the number, or it brings no number."""
    places: Places = field(kw_only=True, compare=False, repr=False)

    def admits(self, *, made_again: bool) -> frozenset[str]:
        """The statuses in which the named document must be; empty for any."""
        return self.again if made_again and self.again else self.statuses

    def numbers(self, form: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Each number in a form, and the path of its field."""
        if not self.each:
            found = [(number_at(form, self.at), parts_of(self.at)[0])]
        else:
            items = lookup(form, self.each)
            paths = enumerate(items if isinstance(items, list) else ())
            found = [
                (number_at(item, self.at), f"{self.each}[{number}].{parts_of(self.at)[0]}") for number, item in paths
            ]
        return [(value.strip(), path) for value, path in found if isinstance(value, str)]


@dataclass(frozen=True)
class Becoming:
    """A status, or a status for each code of a value that a notice brings."""

    status: str = ""
    by: str = ""
    """The name of the value; empty: always the same status."""
    statuses: Mapping[str, str] = field(default_factory=dict)
    """By code of that value."""
    places: Places | None = field(default=None, compare=False, repr=False)

    def of(self, returned: Mapping[str, Any]) -> str:
        """The status, for the values that came back."""
        return self.statuses[str(returned[self.by])] if self.by else self.status

    @property
    def all(self) -> frozenset[str]:
        """Every status that it can be."""
        return frozenset(self.statuses.values()) if self.by else frozenset({self.status} - {""})


@dataclass(frozen=True)
class Moving:
    """`moves:` the status to which named documents move when this document reaches one of `on`."""

    named: str
    on: frozenset[str]
    to: Becoming
    sources: frozenset[str] = frozenset()
    """Only from these statuses; elsewhere the move waits until the named document is in one. Empty: from any."""
    back: str = ""
    """The event of a return to the highest status that the party of the named document has said; `to` is empty then."""
    twice: frozenset[str] = frozenset()
    """Statuses that the named document's party says itself when the same has happened in another way."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Reopening:
    """`reopens:` a document opens the next round of a named one; answers to its message are about that round too."""

    named: str
    codes: Mapping[str, str]
    """By receipt code: the status of the named document. Other codes are about this document alone."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Expiring:
    """`expires:` a document moves from one status to another when a day that came back is over."""

    source: str
    after: str
    """Name of the value that holds the last day."""
    to: str
    where: Where = field(kw_only=True, compare=False, repr=False)
    """Where the file names that value."""


@dataclass(frozen=True)
class Deadline:
    """`deadlines:` what a document waits for, how long that may take, and what happens without it."""

    statuses: frozenset[str]
    """Where the document waits."""
    within: int
    """Seconds; a party's own file can say another time. 0: no time is set, nobody can be late."""
    resend: int
    """How often the same message is sent again before it is overdue; only to a party that deduplicates."""
    is_alarm: bool = False
    """Whether an operator must know when it is over."""
    awaits: str = "party"
    """`party`: an answer; `document`: another document, as a policy; `enterprise`: what only its portal can do."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Writing:
    """`inquiry:` and `shares:` a message that opens no round; a receipt to it moves no document."""

    element: str
    form: Form | None
    on: str = ""
    """The status that sends it; empty for an inquiry, which an overdue answer sends."""
    role: str = ""
    """Every party of this role but the document's own gets the message; empty: only the document's own party."""


@dataclass(frozen=True)
class Making:
    """`makes:` a document that the hub makes when this document reaches a status."""

    document: str
    on: str
    party: str
    """Who it goes to: a party's id."""
    party_of: str
    """Or: the party of the first document named so."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Versions:
    """`version-of:` a notice with a number that is known announces a new version, which supersedes the one before."""

    number: str
    """The business number by which versions belong together."""
    statuses: frozenset[str]
    """The statuses in which the current version can be superseded. In others, other content raises an alarm."""
    becomes: str
    """The status of a superseded version."""
    as_of: str
    """Name of the value that holds the party's own time of a version; empty: the message's own time."""
    is_of_one: bool = False
    """Whether all versions are of one enterprise: the number of another one's is taken."""
    is_quarantined_later: bool = False
    """Whether other content in other statuses is quarantined, and no alarm on the document."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Correcting:
    """`corrected:` other facts under a number of `once` are a new version while what was made may be made again."""

    made: str
    """Type of the document that this one makes; its `again` says in which statuses."""
    becomes: str
    """The status of the version that is superseded."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Bringing:
    """`brings:` facts of a document that become facts of one that it names."""

    named: str
    on: frozenset[str]
    values: Mapping[str, tuple[str, ...]]
    """By name at the named document: paths in the facts of this one; the first that is there counts."""
    count: str
    """Name at the named document of a number that this document adds one to, unless it is made again; or empty."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class FormNumber:
    """`numbers:` a business number that the form brings. One document of a type bears it; a successor takes it over."""

    name: str
    """The kind of number."""
    path: str
    """Path of its field in the form."""
    where: Where = field(compare=False, repr=False)


@dataclass(frozen=True)
class Again:
    """`again:` the statuses from which a document can be made again, and the status of its predecessor then."""

    sources: frozenset[str]
    becomes: str
    """Empty when the predecessor does not move."""
    any_party: bool = False
    """Whether the predecessor may have gone to somebody else."""
