"""Do what follows from a status: move the documents it names, write to the next party, make documents of the hub's."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog
from uuid6 import uuid7

from hub.catalogue.load import Catalogue
from hub.catalogue.mapping import lookup
from hub.catalogue.routes import Leg, Making, Moving, Route
from hub.errors import Unfit
from hub.model import Cause, Document, Ledger, Reference, Transition
from hub.ports import Signer
from hub.stages.build_message import build_message
from hub.stages.move_status import move_status, promise_message
from hub.stages.sign_message import sign_message
from hub.xml.times import on_wire

log = structlog.get_logger()


@dataclass(frozen=True)
class Means:
    """What the hub needs to write of its own accord."""

    hub_id: str
    catalogue: Catalogue
    signer: Signer


def follow(ledger: Ledger, means: Means) -> None:
    """Let everything follow from the transitions that were just made, and from what follows from these in turn.

    What the documents say, and those that they name, are in the books.
    """
    for transition in ledger.unfollowed():
        if transition.is_observation:
            continue
        route = means.catalogue.routes.get(ledger.documents[transition.document].type)
        if route is not None:
            _follow(ledger, means, route, transition)


def _follow(ledger: Ledger, means: Means, route: Route, transition: Transition) -> None:
    for moving in route.moves:
        if transition.after in moving.on:
            _move(ledger, means.catalogue, moving, transition)
    for leg in route.legs[1:]:
        if transition.after == leg.on:
            _send(ledger, means, route, leg, transition)
    for making in route.makes:
        if transition.after == making.on:
            _make(ledger, means, making, transition)


def _cause(transition: Transition) -> Cause:
    """The move that this one follows from, and the bytes that were its cause."""
    return Cause("document", f"{transition.document}:{transition.seq}", transition.cause.digest)


def _move(ledger: Ledger, catalogue: Catalogue, moving: Moving, transition: Transition) -> None:
    """Move the documents named; one that cannot go there keeps that on its trail, and an operator is told."""
    for other in ledger.named_by(transition.document, moving.named):
        route = catalogue.routes[other.type]
        if route.lifecycle.allows(other.status, moving.to):
            move_status(ledger, route, other, moving.to, _cause(transition))
        else:
            ledger.append(other.id, other.status, _cause(transition), {"observed": "contradicts", "status": moving.to})
            log.warning("contradiction", document=other.id, status=other.status, code=moving.to, why="by a document")


def _send(ledger: Ledger, means: Means, route: Route, leg: Leg, transition: Transition) -> None:
    """Open the next round with a message to the next party."""
    document = ledger.documents[transition.document]
    ledger.put(replace(document, round=document.round + 1))
    form = ledger.facts(document.id)
    move_status(ledger, route, ledger.documents[document.id], leg.becomes, _cause(transition))
    _write(ledger, means, route, leg, document.id, form, str(lookup(form, leg.party)))


def _make(ledger: Ledger, means: Means, making: Making, transition: Transition) -> None:
    """Make a document that follows from another; its maker brings it, so there is never a second one."""
    maker, route = ledger.documents[transition.document], means.catalogue.routes[making.document]
    party = making.party or ledger.named_by(maker.id, making.party_of)[0].party
    document = Document(
        id=str(uuid7()),
        type=route.document,
        sender=maker.id,
        sender_ref=route.document,
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
    for number in list(ledger.numbers.get(maker.id, ())):
        ledger.refer(Reference(document.id, number.kind, number.value))
    move_status(ledger, route, document, route.lifecycle.first, _cause(transition))
    _write(ledger, means, route, route.legs[0], document.id, ledger.facts(maker.id), party)


def _write(  # noqa: PLR0913, PLR0917 - what a message is made of
    ledger: Ledger, means: Means, route: Route, leg: Leg, document: str, form: Mapping[str, Any], party: str
) -> None:
    """Write, sign, keep and promise one message; raises Unfit when the facts do not make one."""
    message_id = str(uuid7())
    root, faults = build_message(
        leg, route.schema, form, header_of(means.hub_id, document, message_id, party, ledger.now)
    )
    if faults:
        raise Unfit(document, tuple(faults))
    message = sign_message(ledger, means.signer, root, ledger.documents[document], message_id, party)
    promise_message(ledger, message.id, party)


def header_of(hub_id: str, document: str, message_id: str, party: str, now: int) -> dict[str, str]:
    """The header of a business message."""
    return {
        "MessageId": message_id,
        "DocumentId": document,
        "Sender": hub_id,
        "Receiver": party,
        "CreatedAt": on_wire(now),
    }
