"""The line from a portal to a party: a submission becomes a signed message, or a refusal with reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from lxml import etree

from hub.catalogue import Catalogue, Route
from hub.errors import Rejected, rejected
from hub.flow.batch import Unusable, attempt, raise_unusable, run_batch
from hub.flow.waiting import Waiting
from hub.model import Books, Document, Fault, Settled, Submission, digest, document_id
from hub.ports import Delivery, Ports, Unit
from hub.stages.accept import accept, document_of, refuse, repeat_or_conflict
from hub.stages.asked import Asked
from hub.stages.authenticate import authenticate
from hub.stages.bear_numbers import BusinessNumber
from hub.stages.build_message import build_message
from hub.stages.check_rules import check_rules
from hub.stages.find_predecessor import find_predecessor
from hub.stages.follow import follow
from hub.stages.load_submissions import Wanted, load_submissions
from hub.stages.name_inside import name_inside
from hub.stages.name_predecessor import name_predecessor
from hub.stages.parse_submission import Reading, parse_submission
from hub.stages.quarantine import quarantine, quarantine_id
from hub.stages.sign_message import sign_message
from hub.stages.verify_signer import verify_signer
from hub.stages.write_changes import write_changes
from hub.stages.write_message import Draft, Means, created_at, header_of
from hub.xml.times import today_in_shanghai


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A submission after all stages that need no store."""

    delivery: Delivery
    submission: Submission
    route: Route | None
    document: Document
    message_id: str
    """Empty where there is no message to be."""
    root: etree._Element | None
    faults: list[Fault]


class SubmissionLine:
    """receive ─► parse ─► verify the signer ─► authenticate ─► map ─► validate ─► [the rest].

    The rest, in one transaction: lock, refuse duplicates, rules, claims, sign, record.
    """

    def __init__(self, hub_id: str, catalogue: Catalogue, ports: Ports, released: Settled | None = None) -> None:
        """`released` marks the deliveries as released from quarantine; then what still cannot be used is raised."""
        self.hub_id = hub_id
        self.catalogue = catalogue
        self.ports = ports
        self.means = Means(hub_id, catalogue, ports.signer)
        self.released = released

    def run(self, deliveries: Sequence[Delivery]) -> list[Books]:
        """Take a batch through; every delivery is recorded when this returns, and may be acknowledged.

        Raises Deferred when the store is gone: nothing was recorded.
        """
        return run_batch(self.ready(deliveries), self._transact, self._give_up)

    def ready(self, deliveries: Sequence[Delivery]) -> list[Prepared | Unusable]:
        """All stages that need no store; whatever is wrong is a value."""
        read = [(d, attempt(parse_submission, d)) for d in deliveries]  # all first: a tenth less time for both
        return [attempt(partial(self.prepare, r), d) if isinstance(r, Reading) else r for d, r in read]

    def prepare(self, reading: Reading, delivery: Delivery) -> Prepared:
        """All stages after parsing that need no store, in order."""
        submission, unproved = verify_signer(reading.submission, self.catalogue, self.ports.cards, delivery.taken_at)
        route, refused = authenticate(submission, self.catalogue)
        faults = [*reading.faults, *unproved, *refused]
        now, said_at = self.ports.clock.now(), submission.submitted_at
        new_id = document_id(self.hub_id, submission.portal, submission.id, submission.content, said_at)
        document = document_of(submission, route, new_id, now)
        message_id, root = "", None
        if route is not None:
            draft = Draft(route=route, what=route.legs[0], document=document, party=submission.party)
            message_id = draft.id
            header = header_of(self.hub_id, document.id, message_id, submission.party, created_at(said_at, now))
            dialect = self.catalogue.dialect(submission.party)
            root, faults = build_message(route.legs[0], route.schema, submission.form, header, faults, dialect=dialect)
        return Prepared(
            delivery=delivery,
            submission=submission,
            route=route,
            document=document,
            message_id=message_id,
            root=root,
            faults=faults,
        )

    # ---- in one transaction ------------------------------------------------------------------

    def _transact(self, batch: Sequence[Prepared | Unusable]) -> Books:
        with self.ports.store.transactions.begin() as unit:
            books = self.decide(unit, batch)
            write_changes(unit, books)
        return books

    def decide(self, unit: Unit, batch: Sequence[Prepared | Unusable]) -> Books:
        """All stages that need the store; nothing is written yet, so a unit that only reads will do to look."""
        books = Books(self.ports.clock.now(), self.catalogue.digest, self.ports.worker)
        prepared = [p for p in batch if isinstance(p, Prepared)]
        wanted = [Wanted(p.submission, p.route if not p.faults else None, p.document.id) for p in prepared]
        waiting = Waiting(unit, self.means, self.ports)
        waiting.look_for([(p.submission.party, p.message_id) for p in prepared])
        load_submissions(unit, books, wanted, self.catalogue, list(_numbers(prepared, waiting)))
        given_up = [_body(i.delivery) for i in batch if isinstance(i, Unusable) and i.delivery.doubt == "HUB-118"]
        recorded = {(d.sender, d.payload): d for d in unit.submitted(given_up)}
        odd = [i.delivery for i in batch if isinstance(i, Unusable) or _is_known(books, i)]
        books.post.load_quarantined(unit.quarantined([quarantine_id(delivery) for delivery in odd]) if odd else [])
        for item in batch:
            if isinstance(item, Unusable) and (known := recorded.get(_body(item.delivery))):
                books.post.promise_event(known.id, 1, known.sender)  # only letting go of it failed
            elif isinstance(item, Unusable):
                self._quarantine(books, item)
            else:
                self._decide(books, item, waiting)
                if self.released is not None:
                    books.post.settle(self.released)
        return books

    def _decide(self, books: Books, item: Prepared, waiting: Waiting) -> None:
        """One document, seeing what those before it in the batch have changed."""
        submission = item.submission
        if (known := books.trails.brought(submission.portal, submission.id)) is not None:
            self._again(books, item, known)
            return
        if books.trails.holds(item.document.id):  # somebody searched for two contents with one id
            self._quarantine(books, Unusable(item.delivery, rejected("HUB-509", "id", answers=submission.id)))
            return
        books.post.keep_payload(submission.payload, item.delivery.body)
        asked, faults = self._asked(books, item), item.faults
        if asked is not None:
            faults = check_rules(asked, self.catalogue, books, today_in_shanghai(books.now))
        if asked is None or item.root is None or faults:
            refuse(books, item.document, submission, faults)
            books.post.refuse(item.delivery.tag)
            return
        name_predecessor(books, asked, item.root)
        message = sign_message(books, self.ports.signer, item.root, item.document, item.message_id, asked.party)
        accept(books, asked, message)
        follow(books, self.means)
        waiting.match(books)

    def _asked(self, books: Books, item: Prepared) -> Asked | None:
        """What a submission asks for; None for one that is refused already."""
        if item.route is None or item.faults:
            return None
        return find_predecessor(books, Asked(item.submission, item.route, item.document))

    def _again(self, books: Books, item: Prepared, known: Document) -> None:
        try:
            repeat_or_conflict(books, known, item.submission)
        except Rejected as conflict:
            self._quarantine(books, Unusable(item.delivery, conflict), known.id)

    def _quarantine(self, books: Books, item: Unusable, document: str | None = None) -> None:
        if self.released is not None:
            raise_unusable(item)
        refusal = item.refusal
        if refusal.answers is None:  # it was not read, or not to its end; the portal must know what this is about
            refusal = replace(refusal, answers=name_inside(item.delivery.body))
        row = quarantine(books, item.delivery, refusal, cause=item.cause, document=document)
        books.post.promise_refusal(row)
        books.post.refuse(item.delivery.tag)

    def _give_up(self, item: Prepared | Unusable, refusal: Rejected, cause: str) -> Books:
        return self._transact([Unusable(item.delivery, refusal, cause)])


def _numbers(batch: Sequence[Prepared], waiting: Waiting) -> Iterator[BusinessNumber]:
    """The business numbers that receipts which wait give to the documents of a batch."""
    for item in batch:
        if item.route is not None:
            yield from waiting.numbers((item.submission.party, item.message_id), item.route)


def _body(delivery: Delivery) -> tuple[str, str]:
    return delivery.owner, digest(delivery.body)


def _is_known(books: Books, item: Prepared) -> bool:
    return books.trails.brought(item.submission.portal, item.submission.id) is not None
