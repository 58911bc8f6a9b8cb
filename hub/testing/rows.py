"""Rows for a store under test: small, valid and all different; and short functions to write and read them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

from uuid6 import uuid7

from hub.errors import Code
from hub.model import (
    GENESIS,
    Books,
    Cause,
    Changes,
    Claim,
    Document,
    Message,
    Outgoing,
    Parked,
    Quarantined,
    Resource,
    ToSign,
    digest,
)
from hub.ports import Store, Trail

_clock = count(1_700_000_000_000_000)


def now() -> int:
    """A time later than all times that this function returned before."""
    return next(_clock)


def a_document(**given: Any) -> Document:
    at = now()
    defaults: dict[str, Any] = {
        "id": str(uuid7()),
        "type": "duty-guarantee/policy",
        "sender": "portal-a",
        "sender_ref": f"ref-{at}",
        "content": digest(b"content"),
        "payload": digest(b"submission"),
        "portal": "portal-a",
        "party": "insurer-a",
        "enterprise": "91110000600037341L",
        "enterprise_name": "某某进出口有限公司",
        "status": "",
        "round": 1,
        "seq": 0,
        "head": GENESIS,
        "again_of": None,
        "created_at": at,
        "updated_at": at,
    }
    return Document(**(defaults | given))


def a_message(body: bytes, **given: Any) -> Message:
    defaults: dict[str, Any] = {
        "id": str(uuid7()),
        "direction": "out",
        "party": "insurer-a",
        "kind": "business",
        "document": None,
        "round": 1,
        "digest": digest(body),
        "size": len(body),
        "answers": None,
        "at": now(),
        "catalogue": digest(b"catalogue"),
    }
    return Message(**(defaults | given))


def an_outgoing(about: Any, subject: str, **given: Any) -> Outgoing:
    defaults: dict[str, Any] = {
        "id": f"{about}-{subject}",
        "about": about,
        "destination": "insurer-a",
        "subject": subject,
        "seq": 0,
        "owner": "worker-1",
        "at": now(),
    }
    return Outgoing(**(defaults | given))


def a_message_to_sign(**given: Any) -> ToSign:
    defaults: dict[str, Any] = {
        "id": str(uuid7()),
        "party": "insurer-a",
        "kind": "business",
        "document": None,
        "round": 1,
        "answers": None,
        "at": now(),
        "catalogue": digest(b"catalogue"),
        "owner": "worker-1",
        "body": b"<a/>",
    }
    return ToSign(**(defaults | given))


def a_parked(body: bytes, **given: Any) -> Parked:
    defaults: dict[str, Any] = {
        "party": "insurer-a",
        "message": str(uuid7()),
        "answers": "m-1",
        "payload": digest(body),
        "at": now(),
    }
    return Parked(**(defaults | given))


def a_quarantined(body: bytes, **given: Any) -> Quarantined:
    defaults: dict[str, Any] = {
        "id": str(uuid7()),
        "owner": "portal-a",
        "code": Code.NOT_JSON,
        "field": "data",
        "zh": "不是合法的 JSON",
        "en": "this is not JSON",
        "cause": "Traceback …",
        "payload": digest(body),
        "document": None,
        "answers": None,
        "at": now(),
    }
    return Quarantined(**(defaults | given))


def a_claim(document: Document, resource: str, key: str = "payment", **given: Any) -> Claim:
    defaults: dict[str, Any] = {"amount": None, "open": True, "settled_at": None}
    return Claim(document=document.id, resource=resource, key=key, **(defaults | given))


def a_resource(key: str, reserved: str = "0", **figures: str) -> Resource:
    return Resource(key=key, figures=figures, as_of=now(), reserved=Decimal(reserved))


def empty_books() -> Books:
    books = Books(now(), digest(b"catalogue"), "worker-1")
    books.post.keep_payload(digest(b"submission"), b"submission")
    return books


def opened(*statuses: str, **given: Any) -> tuple[Books, Document]:
    """Books with one new document that has gone through these statuses."""
    books, document = empty_books(), a_document(**given)
    books.trails.open(document)
    for status in statuses or ("received",):
        books.trails.append(
            document.id, status, Cause("document", document.id, document.payload), {"原因": ["一", "b"]}
        )
    return books, books.trails.document(document.id)


def moved(document: Document, status: str, detail: Mapping[str, Any] | None = None) -> Changes:
    """The changes that move a stored document."""
    books = empty_books()
    books.trails.load([document])
    books.trails.append(document.id, status, Cause("receipt", "r-1", digest(b"receipt")), detail or {})
    return books.changes()


def write(store: Store, *many: Changes) -> None:
    with store.transactions.begin() as unit:
        for changes in many:
            unit.write(changes)


def brought(store: Store, *statuses: str, **given: Any) -> Document:
    """A document that the store holds, after these statuses."""
    books, document = opened(*statuses, **given)
    write(store, books.changes())
    return document


def submitted(store: Store, portal: str | None, *statuses: str, **given: Any) -> Document:
    """A document of enterprise e-1 that a portal submitted, with a card for which it vouches unless `given` says so."""
    more = {"sender": portal, "vouched_by": "portal"} if portal else {}
    return brought(store, *statuses, portal=portal, enterprise="e-1", **(more | given))


def all_in_one(documents: Iterable[Document]) -> Changes:
    """All these documents, each with its first transition, as one batch."""
    books = empty_books()
    for document in documents:
        books.trails.open(replace(document, seq=0))
        books.trails.append(document.id, "received", Cause("document", document.id, document.payload))
    return books.changes()


def resource_of(store: Store, key: str) -> Resource | None:
    """A resource as it was committed; None if there is none."""
    with store.transactions.snapshot() as unit:
        return next(iter(unit.resources([key])), None)


def trail_of(store: Store, document: Document) -> Trail:
    """Everything recorded about a stored document."""
    trail = store.documents.trail(document.id)
    assert trail is not None
    return trail
