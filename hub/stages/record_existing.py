"""Record a submitted document that was there before the hub, as its party announces it. No portal is told."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hub.catalogue import Claiming, Leg
from hub.effects.bear_numbers import bear_number, is_borne
from hub.effects.concerned import concern, learn_from_form, unit_of_enterprise
from hub.effects.doubt_owner import doubt_owner
from hub.effects.end_tracks import end_tracks
from hub.effects.move_status import move_status
from hub.effects.take_over import STOCK, stand_on_tracks
from hub.effects.tell_tracks import join_tracks
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import CONCERNS, Cause, Claim, Document, Reference, digest
from hub.reading.kept_form import write_form
from hub.reading.open_message import Opened
from hub.reading.read_existing import ExistingDocument, read_existing
from hub.reading.read_notice import announced_id
from hub.stages.answered import Announced
from hub.stages.refuse_untrue import refuse_untrue
from hub.xml.times import end_of, read_date


def existing_of(work: Work, opened: Opened) -> Announced | None:
    """The message, with the route of the document that it announces; None for any other message.

    Raises Rejected (HUB-414) if this party does not decide last on such documents.
    """
    route = work.catalogue.existing(opened.element)
    if route is not None and not work.catalogue.may_announce(opened.party, route):
        raise rejected(Code.MESSAGE_NOT_ALLOWED, answers=opened.id, name=opened.element)
    return None if route is None else Announced(opened, route)


def record_existing(work: Work, announced: Announced) -> Document:
    """Record the document in the status in which it stands, with its form, its values, its numbers and its claims.

    Raises Rejected as `read_existing` does, and: HUB-104 and HUB-109 for another receiver that is no such party,
    HUB-432 for a number that a document of the hub bears, HUB-443 for a right that one holds, HUB-316 for a right that
    is listed twice, HUB-440 for figures that exceed the document's amount.
    """
    said = read_existing(announced.opened, announced.route, work.today)
    for leg in said.route.legs[:-1]:
        _refuse_receiver(work, said, leg)
    refuse_untrue(work, said)
    document = _document_of(work, said)
    if work.books.trails.holds(document.id):
        raise rejected(Code.DERIVED_ID_TAKEN, answers=said.opened.id)
    for number, place in said.numbers:
        if is_borne(work, None, number):
            raise rejected(Code.NUMBER_TAKEN, place, answers=said.opened.id, value=number.value)
    claims = list(_claims(work, said, document))
    _open(work, said, document)
    for claim in claims:
        work.books.claims.put(claim)
    return _stand(work, said, document)


def _stand(work: Work, said: ExistingDocument, document: Document) -> Document:
    """Let the document stand where its party says. From there its days are counted like those of any other.

    What was over before is over at once, and nobody is told of it.
    """
    opened, trails = said.opened, work.books.trails
    cause = Cause("document", opened.id, opened.digest)
    stated = {"returned": dict(said.returned), "as_of": str(opened.said_at)}
    move_status(work, document, said.stands.status, cause, {**stated, **STOCK})
    stand_on_tracks(work, document, said.stands, cause)
    join_tracks(work, trails.document(document.id), cause)
    _end(work, said, document, cause)
    if said.route.concerns:
        doubt_owner(work, trails.document(document.id), cause)
    return trails.document(document.id)


def _end(work: Work, said: ExistingDocument, document: Document, cause: Cause) -> None:
    for expiring in said.route.expires:
        last = read_date(str(said.returned.get(expiring.after, "")))
        if expiring.source == said.stands.status and last is not None and end_of(last) <= work.books.now:
            move_status(work, work.books.trails.document(document.id), expiring.to, cause, STOCK)
    end_tracks(work, work.books.trails.document(document.id), STOCK)


def _open(work: Work, said: ExistingDocument, document: Document) -> None:
    """Add the document to the books with its form, its numbers and the units that it concerns."""
    books = work.books
    books.trails.open(document)
    form = _form_of(said, document)
    books.trails.load_forms({document.id: form})
    books.post.keep_payload(document.form or "", write_form(form))
    for number, _ in said.numbers:
        bear_number(work, document, number)
    concern(work, document, said.form)
    if said.route.concerns and (unit := unit_of_enterprise(said.form)) is not None:
        books.names.refer(Reference(document.id, CONCERNS, unit.text))
    learn_from_form(work, said.route, said.form, said.opened.said_at)


def _document_of(work: Work, said: ExistingDocument) -> Document:
    """The document before its first transition. Its rounds are over: nothing that comes answers a message of it."""
    opened, at = said.opened, work.books.now
    unit = unit_of_enterprise(said.form)
    uscc = work.books.names.owner_of_unit(unit) if unit is not None else ""
    document = Document(
        id=announced_id(work.means.hub_id, opened),
        type=said.route.document,
        sender=opened.party,
        sender_ref=opened.id,
        content=opened.digest,
        payload=opened.digest,
        portal=None,
        party=said.party,
        enterprise=uscc,
        enterprise_name=said.text("enterprise.name"),
        status=said.stands.status,
        round=len(said.route.legs),
        created_at=at,
        updated_at=at,
    )
    return replace(document, form=digest(write_form(_form_of(said, document))))


def _form_of(said: ExistingDocument, document: Document) -> dict[str, Any]:
    """The form, with the enterprise that a customs code stands for."""
    known = said.form["enterprise"] | {"uscc": document.enterprise}
    return {**said.form, "enterprise": known}


def _refuse_receiver(work: Work, said: ExistingDocument, leg: Leg) -> None:
    name, place = said.text(leg.party), said.message.place_of(leg.party)
    party = work.catalogue.parties.get(name)
    if party is None:
        raise rejected(Code.UNKNOWN_PARTY, place, answers=said.opened.id, value=name[:64])
    if party.role != leg.role:
        raise rejected(Code.PARTY_NOT_ALLOWED, place, answers=said.opened.id, value=name[:64])


def _claims(work: Work, said: ExistingDocument, document: Document) -> Iterator[Claim]:
    """The rights that the document holds in its status.

    Raises Rejected: HUB-443 if another document holds a right of this kind, whether it would be held in this status or
    not (what the hub has under way may be the same document), HUB-316 for a right that is listed twice.
    """
    whose = {"enterprise": document.enterprise, "party": document.party, "portal": ""}
    for claiming in said.route.claims:
        resource = said.route.submitted_key(claiming.resource, whose, said.form)
        place, label = _place_of(said, claiming.by), said.route.label_of(claiming.by)
        keys = _keys(said, claiming)
        if len(set(keys)) < len(keys):
            raise rejected(Code.LISTED_TWICE, place, answers=said.opened.id, label=label, name=place)
        for key in keys:
            if any(work.books.claims.holder(resource, one) for one in (key, claiming.key)):
                raise rejected(Code.HELD_BY_ANOTHER, place, answers=said.opened.id, label=label, name=place)
            if document.status not in claiming.released_by:
                yield Claim(document=document.id, resource=resource, key=key, amount=None, open=True, settled_at=None)


def _keys(said: ExistingDocument, claiming: Claiming) -> list[str]:
    return [claiming.key_of(value) for value in said.texts(claiming.by)] if claiming.by else [claiming.key]


def _place_of(said: ExistingDocument, path: str) -> str:
    """The element that says what a field of the form holds; the party that decides last is the sender."""
    return "Header/Sender" if path == said.route.legs[-1].party else said.message.place_of(path)
