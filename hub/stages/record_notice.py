"""Make the document that a party announces, and tell the portals of its enterprise."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from hub.catalogue import Catalogue, Route
from hub.errors import Code, rejected
from hub.model import Books, Cause, Claim, Document, document_id
from hub.stages.bear_numbers import bear, refuse_borne
from hub.stages.check_rules import known_by
from hub.stages.interpret import read_notice
from hub.stages.load_relations import FOREIGN, refer_named
from hub.stages.move_status import move_status
from hub.stages.open_message import Opened
from hub.xml.build import text_at

ONCE: Final = "announced"


def notice_of(opened: Opened, catalogue: Catalogue) -> Route | None:
    """The route of what a party announces; None for an answer.

    Raises Rejected (HUB-414) for what is not this party's to announce: a bank has no quotas to tell of.
    """
    route = catalogue.notice(opened.element)
    if route is not None and not catalogue.may_announce(opened.party, route):
        raise rejected(Code.MESSAGE_NOT_ALLOWED, answers=opened.id, name=opened.element)
    return route


def announced_id(hub_id: str, opened: Opened) -> str:
    """The id of the document that a notice makes."""
    return document_id(hub_id, opened.party, opened.id, opened.digest, opened.said_at)


def record_notice(books: Books, route: Route, opened: Opened, new_id: str, today: date) -> Document:
    """Record a notice as received and passed on; raises Rejected when its values break a rule.

    HUB-509 where its id is another document's: nobody meets that by chance.

    It goes to every portal with an accepted submission of the enterprise, else to the type's home portal
    (domain.md section 4).
    """
    if books.trails.holds(new_id):
        raise rejected(Code.DERIVED_ID_TAKEN, answers=opened.id)
    values = read_notice(opened, route, today, known_by(books, route, opened.digest))
    document = _document_of(opened, route, new_id, books.now)
    once = _once(books, route, document, values)
    refuse_borne(books, route, document, opened, values)
    if once is not None:
        books.claims.put(once)
    books.trails.open(document)
    for naming in route.names:
        books.names.rename(opened.digest, document.id, naming.name)
    refer_named(books, route, document.id)
    books.trails.load_forms({document.id: document.announced_form})
    bear(books, route, document, opened, values)
    cause = Cause("document", opened.id, opened.digest)
    move_status(books, route, document, route.lifecycle.first, cause)
    passed = Cause("document", document.id, opened.digest)
    move_status(books, route, document, route.passed_on, passed, {"returned": values})
    return books.trails.document(document.id)


def is_early(books: Books, route: Route, opened: Opened) -> bool:
    """Whether a notice names a document that nobody knows yet.

    Raises Rejected for somebody else's (HUB-314), and for one that stands where this cannot be said of it (HUB-315).
    """
    ids = [(naming, id_) for naming in route.names for id_ in books.names.named(opened.digest, naming.name)]
    for naming, id_ in ids:
        about = {"label": naming.document, "name": naming.document}
        if id_ == FOREIGN:
            raise rejected(Code.DOCUMENT_NOT_FOUND, naming.at, answers=opened.id, value="…", **about)
        if id_ and naming.statuses and (status := books.trails.document(id_).status) not in naming.statuses:
            raise rejected(Code.DOCUMENT_IN_WRONG_STATUS, naming.at, answers=opened.id, status=status, **about)
    return any(id_ is None for _, id_ in ids)


def _document_of(opened: Opened, route: Route, new_id: str, at: int) -> Document:
    """The document that a notice announces, before its first transition."""
    return Document(
        id=new_id,
        type=route.document,
        sender=opened.party,
        sender_ref=opened.id,
        content=opened.digest,
        payload=opened.digest,
        portal=None,
        party=opened.party,
        enterprise=text_at(opened.root, "Enterprise/Uscc") or "",
        enterprise_name=text_at(opened.root, "Enterprise/Name") or "",
        status=route.lifecycle.first,
        round=0,
        seq=0,
        head="",
        again_of=None,
        created_at=at,
        updated_at=at,
    )


def _once(books: Books, route: Route, document: Document, values: Mapping[str, Any]) -> Claim | None:
    """A hold on the number that is announced once; raises Rejected (HUB-417) when another document has it."""
    if not (key := route.once_key(document.party, values)):
        return None
    if books.claims.holder(key, ONCE) is not None:
        raise rejected(
            Code.NUMBER_REPORTED_BEFORE, route.once, answers=document.sender_ref, value=values.get(route.once)
        )
    return Claim(document=document.id, resource=key, key=ONCE, amount=None, open=True, settled_at=None)
