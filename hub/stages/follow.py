"""Do what follows from a status: move other documents, write to the next party, make new documents."""

from dataclasses import replace

from hub.catalogue import Leg, Moving, Writing, lookup
from hub.effects.bring_facts import bring_facts
from hub.effects.current import current_of
from hub.effects.dispute import tell_dispute
from hub.effects.draft import Draft
from hub.effects.make_document import make_document
from hub.effects.move_other import follows_from, move_back, move_on, move_other
from hub.effects.move_status import move_status
from hub.effects.set_timers import set_timers
from hub.effects.work import Work
from hub.effects.write_message import write_message
from hub.model import Document, Transition


def follow(work: Work) -> None:
    """Apply the consequences of all new transitions, then the consequences of these, until nothing follows.

    The books must hold the facts of the documents, and the documents that these refer to.
    """
    for transition in work.books.trails.unfollowed():
        document = work.books.trails.document(transition.document)
        if not transition.is_observation and document.type in work.catalogue.routes:
            set_timers(work, transition)
            _follow(work, transition)
            move_on(work, transition)
            tell_dispute(work, transition)


def _follow(work: Work, transition: Transition) -> None:
    route = work.route(work.books.trails.document(transition.document))
    for moving in route.moves:
        for other in work.books.named_by(transition.document, moving.named) if transition.after in moving.on else ():
            _move(work, moving, current_of(work, other), transition)
    if route.brings:
        bring_facts(work, transition)
    for leg in route.legs[1:]:
        if transition.after == leg.on:
            _send(work, leg, transition)
    for making in route.makes:
        if transition.after == making.on:
            make_document(work, making, transition, work.books.trails.facts(transition.document))
    if route.shares is not None and transition.after == route.shares.on:
        _share(work, route.shares, transition)


def _move(work: Work, moving: Moving, other: Document, transition: Transition) -> None:
    """Move a named document. A second notice that says the same of it is no contradiction."""
    if moving.back:
        move_back(work, other, moving.back, transition)
        return
    to = moving.to.of(work.books.trails.returned(transition.document))
    if not (moving.to.by and other.status == to):
        move_other(work, moving, other, transition)


def _send(work: Work, leg: Leg, transition: Transition) -> None:
    """Open the next round with a message to the next party."""
    trails = work.books.trails
    document = trails.document(transition.document)
    trails.put(replace(document, round=document.round + 1))
    form = trails.facts(document.id)
    move_status(work, trails.document(document.id), leg.becomes, follows_from(transition))
    moved, party = trails.document(document.id), str(lookup(form, leg.party)).strip()
    said_at = trails.said_at(transition.cause.digest)
    draft = Draft(route=work.route(moved), what=leg, document=moved, party=party, said_at=said_at)
    write_message(work, draft, form)


def _share(work: Work, writing: Writing, transition: Transition) -> None:
    """Send a copy to every other party with a role."""
    document = work.books.trails.document(transition.document)
    facts = {**work.books.trails.facts(document.id), "party": document.party}
    route, said_at = work.route(document), work.books.trails.said_at(transition.cause.digest)
    for party in sorted(work.catalogue.parties.values(), key=lambda party: party.id):
        if party.role == writing.role and party.id != document.party:
            copied = Draft(route=route, what=writing, document=document, party=party.id, kind="copy", said_at=said_at)
            write_message(work, copied, facts)
