"""Write a message of the hub's own accord: build, prove, sign, keep, promise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.catalogue import Catalogue, Leg, Route, Writing
from hub.errors import Unfit
from hub.model import Books, Document, message_id
from hub.model.message import Kind
from hub.ports import Signer
from hub.stages.build_message import build_message
from hub.stages.sign_message import sign_message
from hub.xml.times import on_wire

BELIEVED_S = 14 * 86_400
"""Seconds for which a message made late still bears the time of what it says: holidays, and a restored store."""


@dataclass(frozen=True)
class Means:
    """What the hub needs to write of its own accord."""

    hub_id: str
    catalogue: Catalogue
    signer: Signer


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be written, about which document, to whom."""

    route: Route
    what: Leg | Writing
    document: Document
    party: str
    kind: Kind = "business"
    said_at: int = 0
    """The sender's own time of what it follows from; 0 where nobody's is known."""

    @property
    def id(self) -> str:
        """Its message's id. Of one document and round, inquiries are told apart by the status that waits."""
        about = self.document.status if self.kind == "inquiry" else ""
        return message_id(self.document, self.kind, self.what.element, self.party, about)


def write_message(books: Books, means: Means, draft: Draft, facts: Mapping[str, Any]) -> None:
    """Write one message from what is known; raises Unfit when that does not make one."""
    at = created_at(draft.said_at, books.now)
    header = header_of(means.hub_id, draft.document.id, draft.id, draft.party, at)
    dialect = means.catalogue.dialect(draft.party)
    root, faults = build_message(draft.what, draft.route.schema, facts, header, dialect=dialect)
    if faults:
        raise Unfit(draft.document.id, tuple(faults))
    message = sign_message(books, means.signer, root, draft.document, draft.id, draft.party, draft.kind)
    books.post.promise_message(message.id, draft.party)


def created_at(said_at: int, now: int) -> int:
    """When a message says it was made: at its sender's time, so that making it again makes the same bytes.

    Now, where that time is ahead of the hub's clock or so long past that a party would wonder.
    """
    return said_at if now - BELIEVED_S * 1_000_000 <= said_at <= now else now


def header_of(hub_id: str, document: str, message_id: str, party: str, at: int) -> dict[str, str]:
    """The header of a message about a document."""
    return {
        "MessageId": message_id,
        "DocumentId": document,
        "Sender": hub_id,
        "Receiver": party,
        "CreatedAt": on_wire(at),
    }
