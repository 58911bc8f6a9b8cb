"""Do what follows from a status: move the documents it names, write to the next party, make documents of the hub's."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hub.catalogue import Catalogue, Leg, Making, Route, Writing, lookup
from hub.model import Cause, Document, Ledger, Reference, Transition, made_id
from hub.stages.dispute import dispute, tell_dispute
from hub.stages.move_status import move_status
from hub.stages.set_timers import set_timers
from hub.stages.write_message import Draft, Means, write_message


def follow(ledger: Ledger, means: Means) -> None:
    """Let everything follow from the transitions that were just made, and from what follows from these in turn.

    What the documents say, and those that they name, are in the books.
    """
    for transition in ledger.unfollowed():
        if transition.is_observation:
            continue
        route = means.catalogue.routes.get(ledger.documents[transition.document].type)
        if route is not None:
            set_timers(ledger, means.catalogue, route, transition)
            _follow(ledger, means, route, transition)
            tell_dispute(ledger, means.catalogue, transition)


def _follow(ledger: Ledger, means: Means, route: Route, transition: Transition) -> None:
    for moving in route.moves:
        for other in ledger.named_by(transition.document, moving.named) if transition.after in moving.on else ():
            move_other(ledger, means.catalogue, other, moving.to, transition)
    for leg in route.legs[1:]:
        if transition.after == leg.on:
            _send(ledger, means, route, leg, transition)
    for making in route.makes:
        if transition.after == making.on:
            make_document(ledger, means, making, transition, ledger.facts(transition.document))
    if route.shares is not None and transition.after == route.shares.on:
        _share(ledger, means, route, route.shares, transition)


def _cause(transition: Transition) -> Cause:
    """The move that this one follows from, and the bytes that were its cause."""
    return Cause("document", f"{transition.document}:{transition.seq}", transition.cause.digest)


def _said_at(ledger: Ledger, transition: Transition) -> int:
    """When a sender outside said what a move follows from; 0 where the clock or an operator made it."""
    return ledger.said_at.get(transition.cause.digest, 0)


def move_other(ledger: Ledger, catalogue: Catalogue, other: Document, to: str, transition: Transition) -> None:
    """Move a document that is named; one that cannot go there keeps that on its trail, and an operator is told.

    What a party said in words goes with it: whoever reads of a failed application reads why its payment failed.
    """
    route, cause = catalogue.routes[other.type], _cause(transition)
    said = {"reason": list(transition.reason)} if transition.reason else {}
    if route.lifecycle.allows(other.status, to):
        move_status(ledger, route, other, to, cause, said)
    elif other.status in route.lifecycle.next.get(to, ()):
        ledger.append(other.id, other.status, cause, {**said, "observed": "outranked", "status": to})
    else:
        dispute(ledger, catalogue, other, cause, {**said, "observed": "contradicts", "status": to})


def _send(ledger: Ledger, means: Means, route: Route, leg: Leg, transition: Transition) -> None:
    """Open the next round with a message to the next party."""
    document = ledger.documents[transition.document]
    ledger.put(replace(document, round=document.round + 1))
    form = ledger.facts(document.id)
    move_status(ledger, route, ledger.documents[document.id], leg.becomes, _cause(transition))
    moved, party = ledger.documents[document.id], str(lookup(form, leg.party)).strip()
    draft = Draft(route=route, what=leg, document=moved, party=party, said_at=_said_at(ledger, transition))
    write_message(ledger, means, draft, form)


def make_document(
    ledger: Ledger, means: Means, making: Making, transition: Transition, facts: Mapping[str, Any], part: str = ""
) -> None:
    """Make a document that follows from another; its maker brings it, so there is never a second one.

    It says what the `facts` of its maker say; `part` tells apart those that are about a part of it.
    """
    maker, route = ledger.documents[transition.document], means.catalogue.routes[making.document]
    party = making.party or ledger.named_by(maker.id, making.party_of)[0].party
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
        created_at=ledger.now,
        updated_at=ledger.now,
    )
    ledger.open(document)
    names = {naming.name for naming in means.catalogue.routes[maker.type].names}
    for number in [n for n in ledger.numbers.get(maker.id, ()) if n.kind not in names]:
        ledger.refer(Reference(document.id, number.kind, number.value))
    move_status(ledger, route, document, route.lifecycle.first, _cause(transition))
    made = ledger.documents[document.id]
    draft = Draft(route=route, what=route.legs[0], document=made, party=party, said_at=_said_at(ledger, transition))
    write_message(ledger, means, draft, facts)


def _share(ledger: Ledger, means: Means, route: Route, writing: Writing, transition: Transition) -> None:
    """Give a copy to everybody else in a role."""
    document = ledger.documents[transition.document]
    facts = {**ledger.facts(document.id), "party": document.party}
    said_at = _said_at(ledger, transition)
    for party in sorted(means.catalogue.parties.values(), key=lambda party: party.id):
        if party.role == writing.role and party.id != document.party:
            copied = Draft(route=route, what=writing, document=document, party=party.id, kind="copy", said_at=said_at)
            write_message(ledger, means, copied, facts)
