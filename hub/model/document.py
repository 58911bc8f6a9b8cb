"""A business document and what names it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An importer or exporter, as a sender names it."""

    uscc: str
    """统一社会信用代码, 18 characters, GB 32100."""
    name: str
    customs_code: str | None = None
    """海关十位, the ten-digit customs registration code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One business document as it stands now; its history is its transitions."""

    id: str
    """The hub's own id, a UUIDv8 that follows from what the document is about (`hub/model/identity.py`)."""
    type: str
    sender: str
    """The portal or party that brought it."""
    sender_ref: str
    """The id its sender gave it: unique per sender."""
    content: str
    """Digest of what was sent (hex SHA-256): of a submission's RFC 8785 form, of a message's bytes."""
    payload: str
    """Digest of the bytes as they were dropped (hex SHA-256)."""
    portal: str | None
    """The portal that submitted it; None for what a party announced."""
    party: str
    enterprise: str
    """The enterprise's USCC."""
    enterprise_name: str
    status: str
    round: int = 1
    """Counts the messages sent for it; a receipt acts only in the round of the message it answers."""
    seq: int = 0
    """Sequence number of its newest transition; 0 before the first."""
    head: str = ""
    """Hash of its newest transition (hex SHA-256); empty before the first."""
    again_of: str | None = None
    """The document that it is made again of."""
    created_at: int
    """Microseconds since 1970, UTC; as every time in the model."""
    updated_at: int
    vouched_by: str | None = None
    """Who answers for the person that submitted it: `portal`, or `card:` and the hex SHA-256 of the card's certificate.

    None for what no portal submitted, and for what was refused because nobody answers for its signer. Never changes.
    """
    dispute: str = ""
    """What is disputed about it, as words separated by spaces; empty when nothing is. An operator settles a dispute.

    A word says why (`contradicts`, `other-values`, …); `of:` and a document's id says that the dispute of that document
    is about this one too; `told` that its portal knows.
    """
    record: str | None = None
    """记录编号, unique: yyyyMMdd (Shanghai) and 12 digits. None for what was refused at the door. Never changes."""
    submitted_at: int | None = None
    """申请时间, when the portal says that it was submitted. None for what no portal submitted. Never changes."""

    @property
    def disputes(self) -> frozenset[str]:
        """The words of `dispute`."""
        return frozenset(self.dispute.split())

    @property
    def announced_form(self) -> dict[str, Any]:
        """What stands for the submission of a document that a party announced: its enterprise."""
        return {"enterprise": {"uscc": self.enterprise, "name": self.enterprise_name}}

    def marked(self, words: Collection[str]) -> "Document":
        """The same document with these as the words of its dispute."""
        return replace(self, dispute=" ".join(sorted(words)))


@dataclass(frozen=True, slots=True)
class Reference:
    """A business number of a document, as its policy or application number."""

    document: str
    kind: str
    value: str
