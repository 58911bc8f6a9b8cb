"""The line from a portal to a party: a submission becomes a signed message, or a refusal with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from lxml import etree
from uuid6 import uuid7

from hub.catalogue.load import Catalogue
from hub.catalogue.routes import Route
from hub.errors import Rejected
from hub.flow.batch import Unusable, attempt, run_batch
from hub.model import Document, Fault, Ledger, Message, Parked, Submission, digest
from hub.ports import Delivery, Ports, Unit
from hub.stages.accept import accept, document_of, refuse, repeat_or_conflict
from hub.stages.authenticate import authenticate
from hub.stages.build_message import build_message
from hub.stages.check_rules import Asked, check_rules, predecessor
from hub.stages.follow import follow
from hub.stages.load_ledger import Wanted, load_ledger
from hub.stages.match_parked import match_parked
from hub.stages.move_status import promise_event
from hub.stages.name_inside import name_inside
from hub.stages.name_predecessor import name_predecessor
from hub.stages.open_message import open_message
from hub.stages.parse_submission import Reading, parse_submission
from hub.stages.quarantine import promise_refusal, quarantine, quarantine_id
from hub.stages.sign_message import sign_message
from hub.stages.verify_signer import verify_signer
from hub.stages.write_message import Means, header_of
from hub.xml.times import today_in_shanghai

Waiting = Mapping[tuple[str, str], Sequence[tuple[Parked, bytes]]]
"""Parked receipts and their bytes, by party and the id of our message they answer."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A submission after all stages that need no store."""

    delivery: Delivery
    submission: Submission
    route: Route | None
    document: Document
    message_id: str
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
        read = [(d, attempt(parse_submission, d)) for d in deliveries]  # all first: a tenth less time for both
        ready = [attempt(partial(self.prepare, r), d) if isinstance(r, Reading) else r for d, r in read]
        return run_batch(ready, self._transact, self._give_up)

    def prepare(self, reading: Reading, delivery: Delivery) -> Prepared:
        """All stages after parsing that need no store, in order."""
        submission, unproved = verify_signer(reading.submission, self.catalogue, self.ports.cards, delivery.taken_at)
        route, refused = authenticate(submission, self.catalogue)
        faults = [*reading.faults, *unproved, *refused]
        now = self.ports.clock.now()
        document = document_of(submission, route, str(uuid7()), now)
        message_id = str(uuid7())
        root = None
        if route is not None:
            header = header_of(self.hub_id, document.id, message_id, submission.party, now)
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
            ledger = Ledger(self.ports.clock.now(), self.catalogue.digest, self.ports.worker)
            prepared = [p for p in batch if isinstance(p, Prepared)]
            wanted = [Wanted(p.submission, p.route if not p.faults else None, p.document.id) for p in prepared]
            load_ledger(unit, ledger, wanted)
            parked = self._parked(unit, prepared)
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
                    self._decide(ledger, item, parked)
            unit.write(ledger.changes)
        return ledger

    def _parked(self, unit: Unit, batch: Sequence[Prepared]) -> Waiting:
        """Receipts that wait for the messages which this batch sends."""
        found: dict[tuple[str, str], list[tuple[Parked, bytes]]] = {}
        for row, body in unit.parked([(p.submission.party, p.message_id) for p in batch]):
            found.setdefault((row.party, row.answers), []).append((row, body))
        return found

    def _decide(self, ledger: Ledger, item: Prepared, parked: Waiting) -> None:
        """One document, seeing what those before it in the batch have changed."""
        submission, route = item.submission, item.route
        if (known := ledger.brought(submission.portal, submission.id)) is not None:
            self._again(ledger, item, known)
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
        name_predecessor(ledger, route, item.root, predecessor(submission, ledger))
        message = sign_message(ledger, self.ports.signer, item.root, item.document, item.message_id, party)
        accept(ledger, route, item.document, submission, message)
        follow(ledger, self.means)
        for row, body in parked.get((message.party, message.id), ()):
            self._match(ledger, message, row, body)
        follow(ledger, self.means)  # what parked receipts moved

    def _match(self, ledger: Ledger, message: Message, row: Parked, body: bytes) -> None:
        """Apply a receipt that was here before what it answers; one that cannot be used is kept apart."""
        delivery = Delivery(owner=message.party, tag="", body=body, taken_at=row.at)
        try:
            opened = open_message(delivery, self.catalogue, self.ports.verifier, self.hub_id)
            match_parked(ledger, self.catalogue, message, opened, today_in_shanghai(self.ports.clock.now()))
        except Rejected as refusal:  # not the submission's fault
            quarantine(ledger, delivery, refusal, document=message.document)
            ledger.changes.matched.append((row.party, row.message))

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


def _body(delivery: Delivery) -> tuple[str, str]:
    return delivery.owner, digest(delivery.body)


def _is_known(ledger: Ledger, item: Prepared) -> bool:
    return ledger.brought(item.submission.portal, item.submission.id) is not None
