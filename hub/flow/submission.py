"""The line from a portal to a party: a submission becomes a signed message, or a refusal with reasons."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from hub.catalogue import Catalogue
from hub.effects.quarantine import open_id, quarantine
from hub.effects.work import Work
from hub.errors import Code, Rejected
from hub.flow.acting import Acting
from hub.flow.batch import Unusable, attempt, raise_unusable, run_batch
from hub.flow.course import admit, prepare
from hub.flow.opening import means_of, new_work
from hub.flow.stopwatch import Stopwatch
from hub.flow.waiting import Waiting
from hub.loading.load_settled import load_settled
from hub.loading.load_submissions import load_submissions
from hub.model import Books, Document, Settled, digest
from hub.ports import Delivery, Ports, Unit
from hub.reading.name_inside import name_inside
from hub.reading.numbers import BusinessNumber
from hub.reading.parse_submission import Reading, parse_submission
from hub.stages.prepared import Prepared
from hub.stages.refuse import of_its_id, repeat_or_conflict
from hub.stages.write_changes import write_changes


class SubmissionLine:
    """receive ─► parse ─► verify the signer ─► authenticate ─► map ─► validate ─► [the rest].

    The rest, in one transaction: lock, refuse duplicates, rules, claims, sign, record.
    """

    def __init__(
        self,
        hub_id: str,
        catalogue: Catalogue,
        ports: Ports,
        released: Settled | None = None,
        acting: Acting | None = None,
    ) -> None:
        """`released` marks the deliveries as released from quarantine; what is still unusable then raises Rejected.

        `acting`: who releases them.
        """
        self.ports = ports
        self.means = means_of(hub_id, catalogue, ports)
        self.released = released
        self.acting = acting
        self.stopwatch = Stopwatch(ports.durations, "submission")

    def run(self, deliveries: Sequence[Delivery]) -> list[Books]:
        """Process a batch; every delivery is recorded when this returns, and may be acknowledged.

        Raises Deferred when the store is unavailable; then no delivery may be acknowledged.
        """
        return run_batch(self.ready(deliveries), self._timed, self._give_up)

    def ready(self, deliveries: Sequence[Delivery]) -> list[Prepared | Unusable]:
        """All stages that need no store; a failure is returned as `Unusable`."""
        read = [(d, attempt(self._parse, d)) for d in deliveries]  # parsing all first saves a tenth of the time
        return [attempt(partial(self._prepare, r), d) if isinstance(r, Reading) else r for d, r in read]

    def _parse(self, delivery: Delivery) -> Reading:
        return self.stopwatch.time("parse", parse_submission, delivery, self.means.catalogue)

    def _prepare(self, reading: Reading, delivery: Delivery) -> Prepared:
        return prepare(self.means, reading, delivery, self.ports.clock.now(), self.stopwatch.time)

    # ---- in one transaction ------------------------------------------------------------------

    def _timed(self, batch: Sequence[Prepared | Unusable]) -> Books:
        return self.stopwatch.time("transaction", self._transact, batch)

    def _transact(self, batch: Sequence[Prepared | Unusable]) -> Books:
        with self.ports.store.transactions.begin() as unit:
            books = self.stopwatch.time("decide", self.decide, unit, batch)
            if self.acting is not None:
                self.acting.record(unit, books)
            self.stopwatch.time("write", write_changes, unit, books)
        return books

    def decide(self, unit: Unit, batch: Sequence[Prepared | Unusable]) -> Books:
        """All stages that need the store. Nothing is written, so a read-only unit is enough to explain a submission."""
        work, waiting = new_work(self.means, self.ports), Waiting(unit, self.means, self.ports)
        self._load(unit, work, waiting, [p for p in batch if isinstance(p, Prepared)])
        recorded = self._load_unusable(unit, work.books, batch)
        for item in batch:
            if isinstance(item, Unusable) and (known := recorded.get(_body(item.delivery))):
                work.books.post.promise_event(known.id, 1, known.sender)  # recorded; only the acknowledgement failed
            elif isinstance(item, Unusable):
                self._quarantine(work.books, item)
            else:
                self._decide(work, item, waiting)
                if self.released is not None:
                    work.books.post.settle(self.released)
        return work.books

    def _load(self, unit: Unit, work: Work, waiting: Waiting, batch: Sequence[Prepared]) -> None:
        """Read what the batch refers to, and the parked receipts for it."""
        waiting.look_for([(p.submission.party, p.draft.id) for p in batch if p.draft is not None])
        load_submissions(unit, work, batch, list(_numbers(batch, waiting)))

    def _load_unusable(
        self, unit: Unit, books: Books, batch: Sequence[Prepared | Unusable]
    ) -> dict[tuple[str, str], Document]:
        """Read existing quarantine rows; return the recorded documents of given-up deliveries, by sender and digest."""
        given_up = [_body(i.delivery) for i in batch if isinstance(i, Unusable) and _is_given_up(i.delivery)]
        met = Counter(name for i in batch if isinstance(i, Prepared) for name in _names(i))
        odd = [i.delivery for i in batch if isinstance(i, Unusable) or _is_odd(books, i, met)]
        load_settled(unit, books, odd)
        books.post.load_quarantined(unit.quarantined([open_id(books, delivery) for delivery in odd]) if odd else [])
        return {(d.sender, d.payload): d for d in unit.submitted(given_up)}

    def _decide(self, work: Work, item: Prepared, waiting: Waiting) -> None:
        """Decide on one submission; it sees the changes of those before it in the batch."""
        submission, books = item.submission, work.books
        if (known := books.trails.brought(submission.portal, submission.id)) is not None:
            self._again(work, item, known)
        elif books.trails.holds(item.new_id):  # somebody constructed two contents with one id
            self._quarantine(books, Unusable(item.delivery, of_its_id(submission, Code.DERIVED_ID_TAKEN)))
        else:
            books.post.keep_payload(submission.payload, item.delivery.body)
            if admit(work, item):
                waiting.match(work)

    def _again(self, work: Work, item: Prepared, known: Document) -> None:
        try:
            repeat_or_conflict(work, item, known)
        except Rejected as conflict:
            self._quarantine(work.books, Unusable(item.delivery, conflict), known.id)

    def _quarantine(self, books: Books, item: Unusable, document: str | None = None) -> None:
        if self.released is not None:
            raise_unusable(item)
        refusal = item.refusal
        if refusal.answers is None:  # the id was not read; the portal must know which submission this answers
            refusal = replace(refusal, answers=self.id_inside(item.delivery))
        row = quarantine(books, item.delivery, refusal, cause=item.cause, document=document)
        if refusal.is_answered:
            books.post.promise_refusal(row)
        books.post.refuse(item.delivery.tag, refusal.faults)

    def id_inside(self, delivery: Delivery) -> str | None:
        """The id of a submission that could not be parsed: where its portal writes it, or where our form has it."""
        shape = self.means.catalogue.shape_of(delivery.owner)
        in_shape = name_inside(delivery.body, shape.at("id")) if shape is not None else None
        return in_shape or name_inside(delivery.body)

    def _give_up(self, item: Prepared | Unusable, refusal: Rejected, cause: str) -> Books:
        return self._transact([Unusable(item.delivery, refusal, cause)])


def _numbers(batch: Sequence[Prepared], waiting: Waiting) -> Iterator[BusinessNumber]:
    """The business numbers that parked receipts give to the documents of a batch."""
    for item in batch:
        if item.draft is not None:
            yield from waiting.numbers((item.submission.party, item.draft.id), item.draft.route)


def _is_given_up(delivery: Delivery) -> bool:
    return bool(delivery.doubt and delivery.doubt.is_delivery_limit)


def _body(delivery: Delivery) -> tuple[str, str]:
    return delivery.owner, digest(delivery.body)


def _names(item: Prepared) -> tuple[object, object]:
    """What no second submission may have: its portal's id of it, and the id of the document that it makes."""
    return (item.submission.portal, item.submission.id), item.new_id


def _is_odd(books: Books, item: Prepared, met: Mapping[object, int]) -> bool:
    """Whether one of its names is in the store already, or more than once in the batch."""
    is_known = books.trails.brought(item.submission.portal, item.submission.id) is not None
    return is_known or books.trails.holds(item.new_id) or any(met[name] > 1 for name in _names(item))
