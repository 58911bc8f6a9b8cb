"""Do what follows from a status: move the documents it names, write to the next party, make documents of the hub's."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hub.catalogue import Catalogue, Leg, Making, Route, Writing, lookup
from hub.model import Books, Cause, Document, Reference, Transition, made_id
from hub.stages.dispute import dispute, tell_dispute
from hub.stages.move_status import move_status
from hub.stages.set_timers import set_timers
from hub.stages.write_message import Draft, Means, write_message


def follow(books: Books, means: Means) -> None:
    """Let everything follow from the transitions that were just made, and from what follows from these in turn.

    What the documents say, and those that they name, are in the books.
    """
    for transition in books.trails.unfollowed():
        if transition.is_observation:
            continue
        route = means.catalogue.routes.get(books.trails.document(transition.document).type)
        if route is not None:
            set_timers(books, means.catalogue, route, transition)
            _follow(books, means, route, transition)
            tell_dispute(books, means.catalogue, transition)


def _follow(books: Books, means: Means, route: Route, transition: Transition) -> None:
    for moving in route.moves:
        for other in books.named_by(transition.document, moving.named) if transition.after in moving.on else ():
            move_other(books, means.catalogue, other, moving.to, transition)
    for leg in route.legs[1:]:
        if transition.after == leg.on:
            _send(books, means, route, leg, transition)
    for making in route.makes:
        if transition.after == making.on:
            make_document(books, means, making, transition, books.trails.facts(transition.document))
    if route.shares is not None and transition.after == route.shares.on:
        _share(books, means, route, route.shares, transition)


def _cause(transition: Transition) -> Cause:
    """The move that this one follows from, and the bytes that were its cause."""
    return Cause("document", f"{transition.document}:{transition.seq}", transition.cause.digest)


def _said_at(books: Books, transition: Transition) -> int:
    """When a sender outside said what a move follows from; 0 where the clock or an operator made it."""
    return books.trails.said_at(transition.cause.digest)


def move_other(books: Books, catalogue: Catalogue, other: Document, to: str, transition: Transition) -> None:
    """Move a document that is named; one that cannot go there keeps that on its trail, and an operator is told.

    What a party said in words goes with it: whoever reads of a failed application reads why its payment failed.
    """
    route, cause = catalogue.routes[other.type], _cause(transition)
    said = {"reason": list(transition.reason)} if transition.reason else {}
    if route.lifecycle.allows(other.status, to):
        move_status(books, route, other, to, cause, said)
    elif other.status in route.lifecycle.next.get(to, ()):
        books.trails.append(other.id, other.status, cause, {**said, "observed": "outranked", "status": to})
    else:
        dispute(books, catalogue, other, cause, {**said, "observed": "contradicts", "status": to})


def _send(books: Books, means: Means, route: Route, leg: Leg, transition: Transition) -> None:
    """Open the next round with a message to the next party."""
    document = books.trails.document(transition.document)
    books.trails.put(replace(document, round=document.round + 1))
    form = books.trails.facts(document.id)
    move_status(books, route, books.trails.document(document.id), leg.becomes, _cause(transition))
    moved, party = books.trails.document(document.id), str(lookup(form, leg.party)).strip()
    draft = Draft(route=route, what=leg, document=moved, party=party, said_at=_said_at(books, transition))
    write_message(books, means, draft, form)


def make_document(
    books: Books, means: Means, making: Making, transition: Transition, facts: Mapping[str, Any], part: str = ""
) -> None:
    """Make a document that follows from another; its maker brings it, so there is never a second one.

    It says what the `facts` of its maker say; `part` tells apart those that are about a part of it.
    """
    maker, route = books.trails.document(transition.document), means.catalogue.routes[making.document]
    party = making.party or books.named_by(maker.id, making.party_of)[0].party
    document = Document(
        id=made_id(maker, route.document + part),
        type=route.document,
        sender=maker.id,
        sender_ref=route.document + part,
        content=transition.cause.digest,
        payload=transition.cause.digest,
        portal=maker.portal,
        party=party,
        enterprise=maker.enterprise,
        enterprise_name=maker.enterprise_name,
        status=route.lifecycle.first,
        round=1,
        seq=0,
        head="",
        again_of=None,
        created_at=books.now,
        updated_at=books.now,
    )
    books.trails.open(document)
    names = {naming.name for naming in means.catalogue.routes[maker.type].names}
    for number in [n for n in books.names.numbers(maker.id) if n.kind not in names]:
        books.names.refer(Reference(document.id, number.kind, number.value))
    move_status(books, route, document, route.lifecycle.first, _cause(transition))
    made = books.trails.document(document.id)
    draft = Draft(route=route, what=route.legs[0], document=made, party=party, said_at=_said_at(books, transition))
    write_message(books, means, draft, facts)


def _share(books: Books, means: Means, route: Route, writing: Writing, transition: Transition) -> None:
    """Give a copy to everybody else in a role."""
    document = books.trails.document(transition.document)
    facts = {**books.trails.facts(document.id), "party": document.party}
    said_at = _said_at(books, transition)
    for party in sorted(means.catalogue.parties.values(), key=lambda party: party.id):
        if party.role == writing.role and party.id != document.party:
            copied = Draft(route=route, what=writing, document=document, party=party.id, kind="copy", said_at=said_at)
            write_message(books, means, copied, facts)
