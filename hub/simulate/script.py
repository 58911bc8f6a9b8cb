"""A script for simulated parties, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Union

from hub.simulate.elements import element_at, local_name
from hub.simulate.received import Received

Content = Union[str, Sequence["Content"], Mapping[str, "Content"]]  # noqa: UP007 - a name inside itself must be quoted
"""An element's text, its repetitions, or its children in order."""

ActionKind = Literal["technical", "send", "announce", "write", "report"]

FORGERIES = {
    "broken-signature": "the signature value is altered after signing",
    "changed-content": "the content is altered after signing",
    "unsigned": "there is no signature",
    "wrong-key": "another party's key signs, and its certificate goes along",
    "wrong-digest": "it echoes the digest of other bytes than it answers",
    "unknown-message": "it answers a message that nobody sent",
    "wrong-sender": "its header names another party",
    "wrong-receiver": "its header names another receiver than the hub",
    "broken-inside": "the signature inside its envelope is altered, the envelope's own is right",
    "dtd": "it carries a document type declaration",
    "not-encrypted": "it is sent as it was signed, where encryption was agreed",
    "encrypted-for-another": "it is encrypted with another certificate than the hub's",
}
"""Every deliberate error of an action, with a description."""
OF_ENCRYPTION = frozenset({"not-encrypted", "encrypted-for-another"})
"""Forgeries that need a party with which encryption was agreed."""


@dataclass(frozen=True, slots=True)
class PlatformIds:
    """The ids of a party on the customs platform. All its messages, in both directions, are in DXP envelopes."""

    id: str
    """The party's own id."""
    hub: str
    """The hub's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One message that a party sends by itself or in answer to the hub's message."""

    kind: ActionKind
    root: str
    """Local name of the root element."""
    code: str = ""
    text: str = ""
    body: Mapping[str, Content]
    """The content after the header, in order."""
    taken_over: Mapping[str, Content] = field(default_factory=dict)
    """For `announce`: how the announced document stands that was there before the hub; empty for a new one."""
    form: str = ""
    """For `write`: the party's own XML with placeholders."""
    encoding: str = "UTF-8"
    """Encoding of the party's own XML, and the encoding that it declares."""
    after: float = 0.0
    """Seconds after the receipt of the hub's message."""
    repeat: int = 1
    same_id: bool = True
    """True: repetitions are the same bytes. False: each is a message with an id of its own."""
    party: str = ""
    """The party that sends it instead of the party asked (`as`)."""
    forge: str = ""
    """One of FORGERIES, or empty."""
    earlier: str = ""
    """Root element of the message answered instead: the first such that the party got about the same enterprise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A party's answers to one kind of message."""

    party: str
    document: str
    """Local name of the root element of the hub's message, or a path from it, such as Document/CstmrCdtTrfInitn."""
    when: Mapping[str, str]
    """By element path below the root: the text that it must have. All must match."""
    times: int | None
    """How often the rule is used; None means without limit."""
    do: tuple[Action, ...]

    def fits(self, message: Received) -> bool:
        """Whether this rule answers the message."""
        name, _, below = self.document.partition("/")
        is_it = message.party == self.party and local_name(message.form) == name
        if not is_it or (below and element_at(message.form, below) is None):
            return False
        return all(message.text_at(path) == text for path, text in self.when.items())


@dataclass(frozen=True, slots=True)
class Script:
    """Rules in order: the first that matches answers."""

    rules: tuple[Rule, ...]
    places: Mapping[str, PlatformIds]
    """The parties on the customs platform. Messages of the others have no envelope."""

    @property
    def parties(self) -> frozenset[str]:
        """All parties whose queue and key the script needs."""
        others = {action.party for rule in self.rules for action in rule.do if action.party}
        return frozenset(others | {rule.party for rule in self.rules})
