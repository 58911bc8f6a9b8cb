"""The line from a party to a portal: a signed receipt moves a document, a notice makes one."""

from collections.abc import Sequence

from hub.catalogue import Catalogue
from hub.errors import Rejected, rejected
from hub.flow.batch import Unusable, attempt, raise_unusable, run_batch
from hub.flow.course import decide
from hub.flow.waiting import Waiting
from hub.model import Books, Cause, Document, Settled, digest
from hub.ports import Delivery, Ports
from hub.stages.answer_party import CODES, answer_party, receipt_id, repeat_answer
from hub.stages.doubt_figures import account_of, doubt_figures, tell_doubt
from hub.stages.follow import follow
from hub.stages.interpret import read_said
from hub.stages.keep_received import park
from hub.stages.load_replies import load_replies
from hub.stages.open_message import Opened, open_message
from hub.stages.quarantine import quarantine
from hub.stages.write_changes import write_changes
from hub.stages.write_message import Means


class ReplyLine:
    """receive ─► open ─► verify ─► validate ─► [lock, correlate, interpret, record, answer]."""

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
        return run_batch([attempt(self.open, d) for d in deliveries], self._transact, self._give_up)

    def open(self, delivery: Delivery) -> Opened:
        """All stages that need no store."""
        return open_message(delivery, self.catalogue, self.ports.verifier, self.hub_id, self.ports.clock_skew)

    # ---- in one transaction ------------------------------------------------------------------

    def _transact(self, batch: Sequence[Opened | Unusable]) -> Books:
        with self.ports.store.transactions.begin() as unit:
            books = Books(self.ports.clock.now(), self.catalogue.digest, self.ports.worker)
            load_replies(unit, books, [m for m in batch if isinstance(m, Opened)], self.means)
            bodies = sorted({(m.delivery.owner, digest(m.delivery.body)) for m in batch})
            books.post.load(unit.sent([receipt_id(*body, code) for body in bodies for code in CODES]))
            for item in batch:
                if isinstance(item, Unusable):
                    self._quarantine(books, item)
                else:
                    self._decide(books, item)
            Waiting(unit, self.means, self.ports).match(books)
            write_changes(unit, books)
        return books

    def _decide(self, books: Books, opened: Opened) -> None:
        """One delivery: each of its messages decides what it is about, and nothing else."""
        for part in opened.parts:
            self._decide_part(books, part, is_alone=not opened.more)
        if self.released is not None:
            books.post.settle(self.released)

    def _decide_part(self, books: Books, opened: Opened, *, is_alone: bool) -> None:
        """One message, seeing what those before it in the batch have changed."""
        earlier = books.post.received(opened.party, opened.id)
        parked = books.post.waiting(opened.party, opened.id)
        known = {earlier.digest if earlier else "", parked.payload if parked else ""} - {""}
        if opened.digest in known:
            repeat_answer(books, opened.party, opened.digest, "accepted")
            return
        account = account_of(books, self.catalogue, opened)
        try:
            if known:
                raise rejected("HUB-409", "Header/MessageId", answers=opened.id)
            self._record(books, opened)
        except Rejected as refusal:
            refusal.answers = refusal.answers or opened.id  # wherever it was found
            self._quarantine(books, Unusable(opened.delivery, refusal), is_alone=is_alone)
            if account is not None and not known:
                doubt_figures(books, account, opened)
        else:
            follow(books, self.means)
        if account is not None:
            tell_doubt(books, self.catalogue, account, Cause("receipt", opened.id, opened.digest))

    def _record(self, books: Books, opened: Opened) -> None:
        """Decide on it, or let it wait for what it names; then answer it, whatever it turns out to mean."""
        decided = decide(books, self.means, opened)
        if decided.notice is not None:
            read_said(opened, decided.notice)  # what cannot be read is told now or never
        if decided.waits:
            park(books, opened)
        if decided.is_answered:
            self._answer(books, opened, decided.document)

    def _answer(self, books: Books, opened: Opened, document: Document | None) -> None:
        if opened.is_transport or repeat_answer(books, opened.party, opened.digest, "accepted"):
            return
        answer_party(
            books,
            self.ports.signer,
            self.hub_id,
            opened.party,
            answers=opened.sent_as or opened.id,
            body_digest=opened.digest,
            document=document.id if document else None,
        )

    def _quarantine(self, books: Books, item: Unusable, *, is_alone: bool = True) -> None:
        """Keep what cannot be used, once; what came with it in one delivery may have been taken."""
        if self.released is not None:
            raise_unusable(item)
        owner, is_doubted = item.delivery.owner, item.delivery.doubt == "HUB-117"
        earlier = ("refused",) if is_doubted or not is_alone else CODES  # what was taken before is not refused now
        books.post.refuse(item.delivery.tag)
        if any(repeat_answer(books, owner, digest(item.delivery.body), code) for code in earlier):
            return
        row = quarantine(books, item.delivery, item.refusal, cause=item.cause)
        if not item.refusal.is_answered or owner not in self.catalogue.parties:
            return
        answer_party(
            books,
            self.ports.signer,
            self.hub_id,
            item.delivery.owner,
            answers=item.refusal.answers,
            body_digest=row.payload,
            faults=item.refusal.faults,
        )

    def _give_up(self, item: Opened | Unusable, refusal: Rejected, cause: str) -> Books:
        return self._transact([Unusable(item.delivery, refusal, cause)])
