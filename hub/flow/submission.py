"""The line from a portal to a party: a submission becomes a signed message, or a refusal with reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from lxml import etree

from hub.catalogue import Catalogue, Route
from hub.errors import Rejected, rejected
from hub.flow.batch import Unusable, attempt, run_batch
from hub.flow.waiting import Waiting
from hub.model import Document, Fault, Ledger, Submission, digest, document_id
from hub.ports import Delivery, Ports, Unit
from hub.stages.accept import accept, document_of, refuse, repeat_or_conflict
from hub.stages.authenticate import authenticate
from hub.stages.bear_numbers import BusinessNumber
from hub.stages.build_message import build_message
from hub.stages.check_rules import Asked, check_rules, predecessor
from hub.stages.follow import follow
from hub.stages.load_ledger import Wanted, load_ledger
from hub.stages.move_status import promise_event
from hub.stages.name_inside import name_inside
from hub.stages.name_predecessor import name_predecessor
from hub.stages.parse_submission import Reading, parse_submission
from hub.stages.quarantine import promise_refusal, quarantine, quarantine_id
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

    def __init__(self, hub_id: str, catalogue: Catalogue, ports: Ports) -> None:
        self.hub_id = hub_id
        self.catalogue = catalogue
        self.ports = ports
        self.means = Means(hub_id, catalogue, ports.signer)

    def run(self, deliveries: Sequence[Delivery]) -> list[Ledger]:
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

    def _transact(self, batch: Sequence[Prepared | Unusable]) -> Ledger:
        with self.ports.store.begin() as unit:
            ledger = self.decide(unit, batch)
            write_changes(unit, ledger)
        return ledger

    def decide(self, unit: Unit, batch: Sequence[Prepared | Unusable]) -> Ledger:
        """All stages that need the store; nothing is written yet, so a unit that only reads will do to look."""
        ledger = Ledger(self.ports.clock.now(), self.catalogue.digest, self.ports.worker)
        prepared = [p for p in batch if isinstance(p, Prepared)]
        wanted = [Wanted(p.submission, p.route if not p.faults else None, p.document.id) for p in prepared]
        waiting = Waiting(unit, self.means, self.ports)
        waiting.look_for([(p.submission.party, p.message_id) for p in prepared])
        load_ledger(unit, ledger, wanted, self.catalogue, list(_numbers(prepared, waiting)))
        given_up = [_body(i.delivery) for i in batch if isinstance(i, Unusable) and i.delivery.doubt == "HUB-118"]
        recorded = {(d.sender, d.payload): d for d in unit.submitted(given_up)}
        odd = [i.delivery for i in batch if isinstance(i, Unusable) or _is_known(ledger, i)]
        ledger.load_quarantined(unit.quarantined([quarantine_id(delivery) for delivery in odd]) if odd else [])
        for item in batch:
            if isinstance(item, Unusable) and (known := recorded.get(_body(item.delivery))):
                promise_event(ledger, known.id, 1, known.sender)  # only letting go of it failed
            elif isinstance(item, Unusable):
                self._quarantine(ledger, item)
            else:
                self._decide(ledger, item, waiting)
        return ledger

    def _decide(self, ledger: Ledger, item: Prepared, waiting: Waiting) -> None:
        """One document, seeing what those before it in the batch have changed."""
        submission, route = item.submission, item.route
        if (known := ledger.brought(submission.portal, submission.id)) is not None:
            self._again(ledger, item, known)
            return
        if item.document.id in ledger.documents:  # somebody searched for two contents with one id
            self._quarantine(ledger, Unusable(item.delivery, rejected("HUB-509", "id", answers=submission.id)))
            return
        ledger.changes.payloads[submission.payload] = item.delivery.body
        faults = list(item.faults)
        if route is not None and not faults:
            today = today_in_shanghai(self.ports.clock.now())
            faults = check_rules(Asked(submission, route, item.document.id), self.catalogue, ledger, today)
        if route is None or item.root is None or faults:
            refuse(ledger, item.document, submission, faults)
            ledger.refused.add(item.delivery.tag)
            return
        party = submission.party
        name_predecessor(ledger, route, item.root, predecessor(submission, route, ledger), submission.party)
        message = sign_message(ledger, self.ports.signer, item.root, item.document, item.message_id, party)
        accept(ledger, route, item.document, submission, message)
        follow(ledger, self.means)
        waiting.match(ledger)

    def _again(self, ledger: Ledger, item: Prepared, known: Document) -> None:
        try:
            repeat_or_conflict(ledger, known, item.submission)
        except Rejected as conflict:
            self._quarantine(ledger, Unusable(item.delivery, conflict), known.id)

    def _quarantine(self, ledger: Ledger, item: Unusable, document: str | None = None) -> None:
        refusal = item.refusal
        if refusal.answers is None:  # it was not read, or not to its end; the portal must know what this is about
            refusal = replace(refusal, answers=name_inside(item.delivery.body))
        row = quarantine(ledger, item.delivery, refusal, cause=item.cause, document=document)
        promise_refusal(ledger, row)
        ledger.refused.add(item.delivery.tag)

    def _give_up(self, item: Prepared | Unusable, refusal: Rejected, cause: str) -> Ledger:
        return self._transact([Unusable(item.delivery, refusal, cause)])


def _numbers(batch: Sequence[Prepared], waiting: Waiting) -> Iterator[BusinessNumber]:
    """The business numbers that receipts which wait give to the documents of a batch."""
    for item in batch:
        if item.route is not None:
            yield from waiting.numbers((item.submission.party, item.message_id), item.route)


def _body(delivery: Delivery) -> tuple[str, str]:
    return delivery.owner, digest(delivery.body)


def _is_known(ledger: Ledger, item: Prepared) -> bool:
    return ledger.brought(item.submission.portal, item.submission.id) is not None
