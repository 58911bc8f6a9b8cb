"""What the simulated parties do, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal, Union

from lxml import etree

if TYPE_CHECKING:
    from hub.simulate.opening import Received

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
}
"""Every way an action can go wrong on purpose."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a party is on the customs platform: all that it takes and sends travels in DXP envelopes."""

    id: str
    """Its own id there."""
    hub: str
    """The hub's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One message that a party sends on its own or in answer to the hub's."""

    kind: ActionKind
    root: str
    """Local name of the root element."""
    code: str = ""
    text: str = ""
    body: Mapping[str, Content]
    """What follows the head of the message, in order."""
    form: str = ""
    """The party's own XML with its placeholders, of an action that writes it (`write`)."""
    encoding: str = "UTF-8"
    """In what the party's own XML is written, and says that it is."""
    after: float = 0.0
    """Seconds from the receipt of the hub's message."""
    repeat: int = 1
    same_id: bool = True
    """Repetitions are the same bytes again; otherwise each is a message of its own."""
    party: str = ""
    """Who sends it instead of the party asked (`as`)."""
    forge: str = ""
    """One of FORGERIES, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a party answers one kind of message."""

    party: str
    document: str
    """Local name of the root element of the hub's message, or a path from it, as Document/CstmrCdtTrfInitn."""
    when: Mapping[str, str]
    """Element path below the root to the text it must have; all must agree."""
    times: int | None
    """How often the rule is used; None means always."""
    do: tuple[Action, ...]

    def fits(self, message: "Received") -> bool:
        """True when the message is one that this rule answers."""
        name, _, below = self.document.partition("/")
        is_it = message.party == self.party and local_name(message.form) == name
        if not is_it or (below and element_at(message.form, below) is None):
            return False
        return all(message.text_at(path) == text for path, text in self.when.items())


@dataclass(frozen=True, slots=True)
class Script:
    """Rules in order: the first that fits answers."""

    rules: tuple[Rule, ...]
    places: Mapping[str, Place]
    """The parties on the customs platform; the others' messages are bare."""

    @property
    def parties(self) -> frozenset[str]:
        """Everybody whose queue and key the script needs."""
        others = {action.party for rule in self.rules for action in rule.do if action.party}
        return frozenset(others | {rule.party for rule in self.rules})


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname


def element_at(root: etree._Element, path: str) -> etree._Element | None:
    """The element at a path of local names below the root: of several the first, or the one of a number, `Name[2]`."""
    found: etree._Element | None = root
    for step in path.split("/"):
        if found is None:
            return None
        name, _, number = step.rstrip("]").partition("[")
        start = int(number) - 1 if number.isdecimal() else 0
        found = next(islice(found.iterchildren("{*}" + name), max(start, 0), None), None)
    return found


def text_at(root: etree._Element, path: str) -> str | None:
    """The text of the first element at a path of local names below the root."""
    found = element_at(root, path)
    return None if found is None else (found.text or "")
