"""What the simulated parties do, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Union

from lxml import etree

Content = Union[str, Sequence["Content"], Mapping[str, "Content"]]  # noqa: UP007 - a name inside itself must be quoted
"""An element's text, its repetitions, or its children in order."""

ActionKind = Literal["technical", "send", "announce"]

FORGERIES = {
    "broken-signature": "the signature value is altered after signing",
    "changed-content": "the content is altered after signing",
    "unsigned": "there is no signature",
    "wrong-key": "another party's key signs, and its certificate goes along",
    "wrong-digest": "it echoes the digest of other bytes than it answers",
    "unknown-message": "it answers a message that nobody sent",
    "wrong-sender": "its header names another party",
    "dtd": "it carries a document type declaration",
}
"""Every way an action can go wrong on purpose."""


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
    """Local name of the root element of the hub's message."""
    when: Mapping[str, str]
    """Element path below the root to the text it must have; all must agree."""
    times: int | None
    """How often the rule is used; None means always."""
    do: tuple[Action, ...]

    def fits(self, party: str, message: etree._Element) -> bool:
        """True when the message is one that this rule answers."""
        if party != self.party or local_name(message) != self.document:
            return False
        return all(text_at(message, path) == text for path, text in self.when.items())


@dataclass(frozen=True, slots=True)
class Script:
    """Rules in order: the first that fits answers."""

    rules: tuple[Rule, ...]

    @property
    def parties(self) -> frozenset[str]:
        """Everybody whose queue and key the script needs."""
        others = {action.party for rule in self.rules for action in rule.do if action.party}
        return frozenset(others | {rule.party for rule in self.rules})


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname


def element_at(root: etree._Element, path: str) -> etree._Element | None:
    """The first element at a path of local names below the root."""
    found: etree._Element | None = root
    for name in path.split("/"):
        if found is None:
            return None
        found = next((child for child in found.iterchildren("{*}" + name)), None)
    return found


def text_at(root: etree._Element, path: str) -> str | None:
    """The text of the first element at a path of local names below the root."""
    found = element_at(root, path)
    return None if found is None else (found.text or "")
