"""Ids that follow from what they name, so that a store that forgot a thing gives it the same id again.

An id is a UUIDv8 (RFC 9562 §5.8) laid out as a UUIDv7: 48 bits of milliseconds, then 74 bits of a SHA-256.
"""

import hashlib
from uuid import UUID

from hub.model.canonical import canonical
from hub.model.document import Document

EARLIEST_MS = 946_684_800_000
"""2000-01-01, UTC. An id's time stays within fixed bounds: bounds around the clock would make an id depend on it."""
LATEST_MS = 4_102_444_800_000
"""2100-01-01, UTC."""
VERSION, VARIANT = 8, 0b10


def document_id(hub: str, sender: str, ref: str, content: str, said_at: int) -> str:
    """The id of what a portal submitted or a party announced.

    `ref` is the sender's own id of it, `content` the digest of what it says, `said_at` the sender's own time
    (microseconds since 1970, UTC). The hub's id is in it: two hubs give two ids.
    """
    return _uuid(said_at // 1000, "document", hub, sender, ref, content)


def made_id(maker: Document, type_: str) -> str:
    """The id of the document of a type that follows from another; a maker has one of each type."""
    return _uuid(_milliseconds(maker.id), "made", maker.id, type_)


def message_id(document: Document, kind: str, element: str, party: str, about: str = "") -> str:
    """The id of a document's message to a party, in the document's present round.

    `about` tells messages apart that are alike in all else, as two inquiries of one round.
    """
    return _uuid(_milliseconds(document.id), "message", document.id, str(document.round), kind, element, party, about)


def _milliseconds(id_: str) -> int:
    """The time in an id."""
    return UUID(id_).int >> 80


def _uuid(milliseconds: int, *parts: str) -> str:
    named = int.from_bytes(hashlib.sha256(canonical(list(parts))).digest()[:10])
    time = min(max(milliseconds, EARLIEST_MS), LATEST_MS)
    value = time << 80 | VERSION << 76 | (named >> 64 & 0xFFF) << 64 | VARIANT << 62 | named & (1 << 62) - 1
    return str(UUID(int=value))
