"""The line from a party to a portal: a signed receipt moves a document, and a notice creates one."""

from collections.abc import Sequence
from dataclasses import replace

from hub.catalogue import Catalogue
from hub.effects.account import account_of
from hub.effects.answer_party import OUTCOMES, Answer, answer_party, receipt_id, repeat_answer
from hub.effects.doubt_figures import doubt_figures, tell_doubt
from hub.effects.keep_received import park
from hub.effects.quarantine import quarantine, was_settled
from hub.effects.work import Work
from hub.errors import Code, Rejected, rejected
from hub.flow.acting import Acting
from hub.flow.batch import Unusable, attempt, raise_unusable, run_batch
from hub.flow.course import decide
from hub.flow.opening import means_of, new_work, open_delivery
from hub.flow.stopwatch import Stopwatch
from hub.flow.waiting import Waiting
from hub.loading.load_given_up import load_given_up, refuse_given_up
from hub.loading.load_replies import load_replies
from hub.loading.load_settled import load_settled
from hub.model import Books, Cause, Document, Settled, digest
from hub.ports import Delivery, Ports, Unit
from hub.reading.open_message import Opened
from hub.reading.read_notice import read_said
from hub.stages.follow import follow
from hub.stages.write_changes import write_changes


class ReplyLine:
    """receive ─► decrypt ─► open ─► verify ─► validate ─► [lock, correlate, interpret, record, answer]."""

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
        self.stopwatch = Stopwatch(ports.durations, "reply")

    def run(self, deliveries: Sequence[Delivery]) -> list[Books]:
        """Process a batch; every delivery is recorded when this returns, and may be acknowledged.

        Raises Deferred when the store is unavailable; then no delivery may be acknowledged.
        """
        return run_batch(self.ready(deliveries), self._timed, self._give_up)

    def ready(self, deliveries: Sequence[Delivery]) -> list[Opened | Unusable]:
        """All stages that need no store; a failure is returned as `Unusable`."""
        return [self._opened(delivery) for delivery in deliveries]

    def _opened(self, delivery: Delivery) -> Opened | Unusable:
        """What was encrypted is from here on the signed message in it, whose digest all later messages name."""
        decrypted = attempt(self.decrypt, delivery)
        return decrypted if isinstance(decrypted, Unusable) else attempt(self._open, decrypted)

    def _open(self, delivery: Delivery) -> Opened:
        return self.stopwatch.time("open", self.open, delivery)

    def decrypt(self, delivery: Delivery) -> Delivery:
        """The delivery with the signed message in it, as agreed with its party; raises Rejected (HUB-810, HUB-811).

        What an operator releases was decrypted when it came, if it got that far.
        """
        confidentiality = self.means.confidentiality
        if confidentiality is None:
            return delivery
        body = confidentiality.decrypt(delivery.body, delivery.owner, is_kept=delivery.is_opened)
        return delivery if body is None else replace(delivery, body=body, wire=delivery.body)

    def open(self, delivery: Delivery) -> Opened:
        """All stages that need no store."""
        return open_delivery(self.means, self.ports, delivery)

    # ---- in one transaction ------------------------------------------------------------------

    def _timed(self, batch: Sequence[Opened | Unusable]) -> Books:
        return self.stopwatch.time("transaction", self._transact, batch)

    def _transact(self, batch: Sequence[Opened | Unusable]) -> Books:
        with self.ports.store.transactions.begin() as unit:
            books = self.decide(unit, batch)
            self.stopwatch.time("write", write_changes, unit, books)
        return books

    def decide(self, unit: Unit, batch: Sequence[Opened | Unusable]) -> Books:
        """All stages that need the store. Nothing is written, so a read-only unit is enough to explain a message."""
        work = new_work(self.means, self.ports)
        load_replies(unit, work, [m for m in batch if isinstance(m, Opened)])
        load_settled(unit, work.books, [m.delivery for m in batch])
        if self.acting is not None:
            self.acting.record(unit, work.books)
        self._load_answered(unit, work, batch)
        for item in batch:
            if isinstance(item, Unusable):
                self._quarantine(work, item)
            else:
                self._decide(work, item)
        Waiting(unit, self.means, self.ports).match(work)
        return work.books

    def _load_answered(self, unit: Unit, work: Work, batch: Sequence[Opened | Unusable]) -> None:
        """Read which notices an operator gave up, and the receipts that these bytes got before."""
        parts = [part for m in batch if isinstance(m, Opened) for part in m.parts]
        if self.released is None:
            load_given_up(unit, work, parts)
        else:  # the release of its own row lets a notice count again that an operator gave up
            refuse_given_up(unit, work, parts, self.released.quarantine)
        bodies = sorted({(m.delivery.owner, digest(m.delivery.body)) for m in batch})
        answers = [receipt_id(*body, code) for body in bodies for code in OUTCOMES]
        work.books.post.load(unit.sent(answers))
        work.books.post.load_unsigned(unit.to_sign(answers))

    def _decide(self, work: Work, opened: Opened) -> None:
        """Decide on one delivery. Each of its messages is decided on by itself."""
        for part in opened.parts:
            self._decide_part(work, part, is_alone=not opened.more)
        if self.released is not None:
            work.books.post.settle(self.released)

    def _decide_part(self, work: Work, opened: Opened, *, is_alone: bool) -> None:
        """Decide on one message; it sees the changes of the messages before it in the batch."""
        post = work.books.post
        known = post.said_before(opened.party, opened.id)
        if opened.digest in known:
            repeat_answer(work.books, opened.party, opened.digest, "accepted")
            return
        account = account_of(work, opened)
        try:
            if known:
                raise rejected(Code.MESSAGE_ID_REUSED, "Header/MessageId", answers=opened.id)
            self._record(work, opened)
        except Rejected as refusal:
            refusal.answers = refusal.answers or opened.id  # wherever the fault was found
            self._quarantine(work, Unusable(opened.delivery, refusal), is_alone=is_alone)
            if account is not None and not known:
                doubt_figures(work, account, opened)
        else:
            follow(work)
        if account is not None:
            tell_doubt(work, account, Cause("receipt", opened.id, opened.digest))

    def _record(self, work: Work, opened: Opened) -> None:
        """Decide on a message or park it, and answer it in both cases."""
        decided = decide(work, opened)
        if (route := decided.notice) is not None:
            said = read_said(opened, route)  # report unreadable values now: a parked notice counts as accepted
            names = [number for naming in route.names for number, _ in naming.numbers(said)]
            park(work, opened, route.document, names)
        elif decided.waits:
            park(work, opened)
        if decided.is_answered:
            self._answer(work, opened, decided.document)

    def _answer(self, work: Work, opened: Opened, document: Document | None) -> None:
        if opened.is_transport or repeat_answer(work.books, opened.party, opened.digest, "accepted"):
            return
        answer = Answer(
            party=opened.party,
            answers=opened.sent_as or opened.id,
            body_digest=opened.digest,
            document=document.id if document else None,
        )
        answer_party(work, answer)

    def _quarantine(self, work: Work, item: Unusable, *, is_alone: bool = True) -> None:
        """Quarantine an unusable delivery, once. Other messages of the same delivery may have been accepted.

        What an operator settled and what fails again is quarantined again; its party gets its first answer again.
        """
        if self.released is not None:
            raise_unusable(item)
        owner, doubt = item.delivery.owner, item.delivery.doubt
        is_unverified = bool(doubt and doubt.is_unverified_sender)
        earlier = ("refused",) if is_unverified or not is_alone else OUTCOMES  # accepted before: not refused now
        work.books.post.refuse(item.delivery.tag, item.refusal.faults)
        is_answered = any(repeat_answer(work.books, owner, digest(item.delivery.body), code) for code in earlier)
        if is_answered and not was_settled(work.books, item.delivery):
            return
        row = quarantine(work.books, item.delivery, item.refusal, cause=item.cause)
        if is_answered or not item.refusal.is_answered or owner not in work.catalogue.parties:
            return
        refused = Answer(party=owner, answers=item.refusal.answers, body_digest=row.payload, faults=item.refusal.faults)
        answer_party(work, refused)

    def _give_up(self, item: Opened | Unusable, refusal: Rejected, cause: str) -> Books:
        return self._transact([Unusable(item.delivery, refusal, cause)])
