"""Operators' acts, by whom they were done, and acts that wait for a second operator."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal, get_args

Verb = Literal[
    "settle", "replay", "release", "discard", "keys", "restore", "archive", "unarchive", "hold", "prune", "note"
]
"""What an operator can do to what is recorded, and to keys.

`restore` accepts that the store was restored; `note` changes nothing.
"""
VERBS: tuple[Verb, ...] = get_args(Verb)
ALTHOUGH_GOOD: Final = "although-perhaps-good"
"""Of what a discard is asked with: what may be a good message is discarded all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A person who acts, as the operating system and the person's card tell. Empty texts: not known."""

    user: str
    """Login name of the process's real user."""
    login: str = ""
    """Login name under which the session began, as the kernel keeps it: `sudo` and `su` do not change it.

    A process of a session that has none (a service, a container) may write one: it tells two users to be one person,
    never one user to be two.
    """
    sudo: str = ""
    """The user that `sudo` names as the one who called it. A variable of the environment: it can only tell
    that two operators are one person."""
    name: str = ""
    """The operator whose card signed: name of a file of keys/operators."""
    subject: str = ""
    """Subject of the card's certificate (RFC 4514)."""
    serial: str = ""
    """Serial number of the card's certificate, in hex."""
    certificate: str = ""
    """Hex SHA-256 of the card's certificate."""
    challenge: str = ""
    """Hex SHA-256 of the challenge that the card signed. The store keeps its bytes."""
    signature: str = ""
    """Hex SHA-256 of the signature, a detached JWS with the certificate chain. The store keeps its bytes."""
    reason: str = ""
    """The reason that a second operator gives."""

    @property
    def has_card(self) -> bool:
        return self.signature != ""

    @property
    def label(self) -> str:
        """The operator's name, or the user's where no card signed."""
        return self.name or self.login or self.user

    def facts(self) -> dict[str, str]:
        """What is known, by name."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}

    def saying(self, reason: str) -> "Operator":
        """The same operator, with a reason."""
        return replace(self, reason=reason)

    def may_be(self, other: "Operator") -> bool:
        """Whether both can be one person.

        Two cards tell the persons: they are one if the operator's name, the certificate or its subject is the same.
        Otherwise the operating system tells: they are one if any name of one, as user, login or by `sudo`, is one of
        the other. A difference of logins or of what `sudo` says never makes two of one user, because a process whose
        session has no login may write one, and anybody may write a variable.
        """
        if self.has_card and other.has_card:
            mine, theirs = {self.name, self.subject, self.certificate}, {other.name, other.subject, other.certificate}
            return bool(mine & theirs - {""})
        return bool({self.user, self.login, self.sudo} & {other.user, other.login, other.sudo} - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorAct:
    """One act, once. Rows of a trail that it caused name the operators too."""

    id: str
    """Of an act that a card signed: the id that stands in its challenge. Of an approved one: that of its proposal."""
    verb: Verb | Literal["reject"]
    about: str
    """A document, a quarantined delivery, a waiting notice, a replay plan, whose keys, or what needs a person."""
    reason: str
    operators: tuple[Operator, ...]
    """In the order in which they acted; the second approved."""
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What an operator noted about something that needs a person. Its act has who, when and the text."""

    act: str
    item: str
    """The name of the item."""
    ticket: str
    """The number under which others work on it; may be empty."""
    count: int
    """How many it was about then."""
    newest: int
    """Since when the newest of them waited then, in microseconds since 1970, UTC; 0 where nobody noted it."""

    @property
    def arguments(self) -> dict[str, str]:
        """What its act was asked with, beside the item and the text."""
        return {"ticket": self.ticket, "count": str(self.count), "newest": str(self.newest)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an operator asks for."""

    verb: Verb
    about: str
    reason: str
    arguments: Mapping[str, Any]
    """Texts, lists and mappings of texts, by name. What has bytes stands here with its hex SHA-256."""
    heads: Mapping[str, str]
    """By document: the hash of the newest row of its trail, as the operator saw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An act that one operator asked for, and that a second one has to approve. It never changes."""

    id: str
    request: Request
    operator: Operator
    cards: bool
    """Whether the second operator's card must sign too."""
    at: int
    until: int
    """It cannot be approved later than this."""
