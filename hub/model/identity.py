"""Ids that are derived from what they name, so that a store that lost a document gives it the same id again.

An id is a UUIDv8 (RFC 9562 §5.8) with the layout of a UUIDv7: 48 bits of milliseconds, then 74 bits of a SHA-256.
"""

import hashlib
from uuid import UUID

from hub.model.act import Request
from hub.model.canonical import canonical
from hub.model.document import Document
from hub.model.identifier import read_uuid

EARLIEST_MS = 946_684_800_000
"""2000-01-01, UTC.

The bounds of an id's time are fixed. With bounds around the present time, an id would depend on the clock.
"""
LATEST_MS = 4_102_444_800_000
"""2100-01-01, UTC."""
VERSION, VARIANT = 8, 0b10


def document_id(hub: str, sender: str, ref: str, content: str, said_at: int) -> str:
    """The id of a submission or of a party's notice.

    `ref` is the sender's own id, `content` the digest of the content, `said_at` the sender's own time (microseconds
    since 1970, UTC). The hub's id is part of it, so two hubs give two ids.
    """
    return _uuid(said_at // 1000, "document", hub, sender, ref, content)


def made_id(maker: Document, type_: str) -> str:
    """The id of a document of a type that follows from another document. There is one of each type."""
    return _uuid(_milliseconds(maker.id), "made", maker.id, type_)


def message_id(document: Document, kind: str, element: str, party: str, about: str = "") -> str:
    """The id of a document's message to a party, in the document's present round.

    `about` distinguishes messages that are equal in everything else, such as two inquiries of one round.
    """
    return _uuid(_milliseconds(document.id), "message", document.id, str(document.round), kind, element, party, about)


def act_id(request: Request, user: str, at: int) -> str:
    """The id of an act of the operating system's user that no card signed: all that was asked is part of it."""
    asked = canonical({"arguments": request.arguments, "heads": request.heads}).decode()
    return _uuid(at // 1000, "act", request.verb, request.about, request.reason, asked, user, str(at))


def is_derived(id_: str) -> bool:
    """Whether an id is one that was derived."""
    return read_uuid(id_) == id_ and UUID(id_).version == VERSION


def time_of(id_: str) -> int:
    """The time in an id, in microseconds since 1970, UTC: of a notice the party's own, to the millisecond."""
    return _milliseconds(id_) * 1000


def _milliseconds(id_: str) -> int:
    """The time in an id, in milliseconds since 1970, UTC."""
    return UUID(id_).int >> 80


def _uuid(milliseconds: int, *parts: str) -> str:
    named = int.from_bytes(hashlib.sha256(canonical(list(parts))).digest()[:10])
    time = min(max(milliseconds, EARLIEST_MS), LATEST_MS)
    value = time << 80 | VERSION << 76 | (named >> 64 & 0xFFF) << 64 | VARIANT << 62 | named & (1 << 62) - 1
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
