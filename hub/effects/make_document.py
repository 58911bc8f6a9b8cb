"""Make a document that follows from another document."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hub.catalogue import Making
from hub.effects.announced_again import made_before
from hub.effects.draft import Draft
from hub.effects.move_other import follows_from
from hub.effects.move_status import move_status
from hub.effects.work import Work
from hub.effects.write_message import write_message
from hub.model import Document, Reference, Transition, made_id


def make_document(work: Work, making: Making, transition: Transition, facts: Mapping[str, Any], part: str = "") -> None:
    """Make a document that follows from another one (its maker). Its id is derived, so there is never a second one.

    Its message is mapped from `facts` of the maker. `part` distinguishes documents about different parts of the maker.
    It supersedes what an earlier version of the maker made, if that may be made again.
    """
    books, maker = work.books, work.books.trails.document(transition.document)
    route = work.catalogue.routes[making.document]
    earlier = made_before(work, route, maker, making.document)
    document = replace(_document_of(work, making, transition, part), again_of=earlier.id if earlier else None)
    books.trails.open(document)
    if earlier is not None:
        move_status(work, earlier, route.superseded, follows_from(transition))
    _refer(work, maker, document)
    move_status(work, document, route.lifecycle.first, follows_from(transition))
    made, said_at = books.trails.document(document.id), books.trails.said_at(transition.cause.digest)
    draft = Draft(route=route, what=route.legs[0], document=made, party=made.party, said_at=said_at)
    write_message(work, draft, facts)


def _document_of(work: Work, making: Making, transition: Transition, part: str) -> Document:
    """The document, before its first transition."""
    maker, route = work.books.trails.document(transition.document), work.catalogue.routes[making.document]
    return Document(
        id=made_id(maker, route.document + part),
        type=route.document,
        sender=maker.id,
        sender_ref=route.document + part,
        content=transition.cause.digest,
        payload=transition.cause.digest,
        portal=maker.portal,
        party=making.party or work.books.named_by(maker.id, making.party_of)[0].party,
        enterprise=maker.enterprise,
        enterprise_name=maker.enterprise_name,
        status=route.lifecycle.first,
        created_at=work.books.now,
        updated_at=work.books.now,
    )


def _refer(work: Work, maker: Document, made: Document) -> None:
    """Give the new document its maker's numbers, but not the maker's references to other documents."""
    names = {naming.name for naming in work.route(maker).names}
    for number in work.books.names.numbers(maker.id):
        if number.kind not in names:
            work.books.names.refer(Reference(made.id, number.kind, number.value))
