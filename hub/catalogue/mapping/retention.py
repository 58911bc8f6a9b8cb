"""A home's policy: which stored bytes of which documents are removed, and when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from hub.model import Document
from hub.model.period import Period

Said = Literal["submission", "sent", "received", "answer"]
"""Whose words stored bytes are: the portal's, the hub's messages made of them, the party's, the hub's own receipts."""
Parts = frozenset[Said]
EVERYTHING: Final[Parts] = frozenset(("submission", "sent", "received"))
"""The hub's receipts are not among them: no field of a form or of an answer is in them, and a party gets them again."""


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """One entry of `prune:`."""

    parts: Mapping[str, Parts]
    """By document type: whose words hold one of the fields."""
    others: Parts
    """The same of types that the catalogue does not have."""
    after: Period
    """How long after the newest row of its trail."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """`retention.yaml`."""

    body: bytes
    """The file."""
    entries: tuple[Pruned, ...]

    @property
    def types(self) -> Collection[str] | None:
        """The types of documents that it is about; None: all."""
        if any(entry.others for entry in self.entries):
            return None
        return {type_ for entry in self.entries for type_, parts in entry.parts.items() if parts}

    def due_until(self, now: int) -> int:
        """The time since which nothing may have been recorded of a document that is due by any entry."""
        return max((entry.after.before(now) for entry in self.entries), default=0)

    def due(self, document: Document, now: int) -> Parts:
        """What is due of a document. What no portal submitted is one with the message that brought it."""
        entries = [entry for entry in self.entries if document.updated_at <= entry.after.before(now)]
        found = frozenset[Said]().union(*(entry.parts.get(document.type, entry.others) for entry in entries))
        return EVERYTHING if found and document.portal != document.sender else found
