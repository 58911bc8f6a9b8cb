"""Record an accepted submission."""

from dataclasses import replace
from itertools import product

from hub.catalogue import Claiming
from hub.effects.bear_numbers import bear_number
from hub.effects.concerned import concern, learn_from_card
from hub.effects.current import keys_on
from hub.effects.move_status import move_status
from hub.effects.names import refer_named
from hub.effects.sign_message import sign_message
from hub.effects.work import Work
from hub.model import Cause, Claim, Document, Reference, digest
from hub.model.tally import SUBMISSIONS
from hub.reading.kept_form import write_form
from hub.reading.numbers import submitted
from hub.stages.asked import Asked
from hub.stages.claimed import keys_of
from hub.stages.reopen import reopen


def accept(work: Work, asked: Asked) -> None:
    """Create the document, sign and promise its message, take its claims, and move its predecessor."""
    books, route, document, submission = work.books, asked.route, asked.document, asked.submission
    message = sign_message(work, asked.draft, asked.root)
    document = replace(document, form=_keep_form(work, asked))
    books.trails.open(replace(document, again_of=asked.earlier.id) if asked.earlier else document)
    if asked.earlier is not None:
        _replace(work, asked.earlier, document)
    _take_claims(work, asked)
    books.trails.load_forms({document.id: submission.form})
    books.trails.load_said_at({submission.payload: submission.submitted_at})
    for naming in route.names:
        for number, _ in naming.numbers(submission.form):
            books.names.refer(Reference(document.id, naming.by, number))
    for borne, _ in submitted(route, document.party, submission.form):
        bear_number(work, document, borne)
    for path in {path for claiming in route.claims for path in claiming.fields}:
        for number, _ in asked.texts(path):
            books.names.refer(Reference(document.id, path.rpartition(".")[2], number))
    refer_named(books, route, document.id)
    concern(work, document, submission.form)
    learn_from_card(work, submission)
    cause = Cause("document", submission.id, submission.payload)
    move_status(work, document, route.lifecycle.first, cause, submission.signed_by)
    reopen(work, asked)
    books.post.promise_message(message.id, message.party)
    books.tallies.count(SUBMISSIONS, submission.portal, document.type, "accepted")


def _keep_form(work: Work, asked: Asked) -> str:
    """Keep the form as the hub has read it: the portal's file may change. Returns its digest."""
    submission = asked.submission
    if submission.is_in_hub_form:
        return submission.payload
    body = write_form(submission.form)
    work.books.post.keep_payload(name := digest(body), body)
    return name


def _take_claims(work: Work, asked: Asked) -> None:
    """Open the claims of a new document. It was checked before that the document may claim."""
    name = asked.document.id
    for claiming in asked.route.claims:
        amount = asked.amount(claiming.amount) if claiming.amount else None
        for resource, key in product(_claimed(work, asked, claiming), keys_of(work, asked, claiming)):
            claim = Claim(document=name, resource=resource, key=key.name, amount=amount, open=True, settled_at=None)
            work.books.claims.put(claim)


def _claimed(work: Work, asked: Asked, claiming: Claiming) -> list[str]:
    """The keys of the claimed resources: one, or one for each document that this document refers to."""
    key = asked.resource_key(claiming.resource)
    if not claiming.each:
        return [key]
    return [keys_on(work, key, other)[0] for other in work.books.named_by(asked.document.id, claiming.each)]


def _replace(work: Work, earlier: Document, document: Document) -> None:
    """Move the predecessor to the route's status for replaced documents, if its lifecycle allows it."""
    route = work.route(earlier)
    if route.again is not None and route.lifecycle.allows(earlier.status, route.again.becomes):
        move_status(work, earlier, route.again.becomes, Cause("document", document.id, document.payload))
