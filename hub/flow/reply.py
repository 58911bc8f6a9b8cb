"""The line from a party to a portal: a signed receipt moves a document, a notice makes one."""

from collections.abc import Sequence
from datetime import date

from hub.catalogue import Catalogue, Route
from hub.errors import Rejected, rejected
from hub.flow.batch import Unusable, attempt, run_batch
from hub.flow.waiting import Waiting
from hub.model import Cause, Document, Ledger, Message, digest
from hub.ports import Delivery, Ports
from hub.stages.answer_party import CODES, answer_party, receipt_id, repeat_answer
from hub.stages.apply_receipt import apply_receipt
from hub.stages.correlate import original_of, route_of
from hub.stages.doubt_figures import account_of, doubt_figures, tell_doubt
from hub.stages.follow import follow
from hub.stages.interpret import interpret, read_said
from hub.stages.keep_received import keep_received, park
from hub.stages.load_replies import load_replies
from hub.stages.open_message import Opened, open_message
from hub.stages.quarantine import quarantine
from hub.stages.record_notice import announced_id, is_early, notice_of, record_notice
from hub.stages.write_changes import write_changes
from hub.stages.write_message import Means
from hub.xml.times import today_in_shanghai


class ReplyLine:
    """receive ─► open ─► verify ─► validate ─► [lock, correlate, interpret, record, answer]."""

    def __init__(self, hub_id: str, catalogue: Catalogue, ports: Ports) -> None:
        self.hub_id = hub_id
        self.catalogue = catalogue
        self.ports = ports
        self.means = Means(hub_id, catalogue, ports.signer)

    def run(self, deliveries: Sequence[Delivery]) -> list[Ledger]:
        """Take a batch through; every delivery is recorded when this returns, and may be acknowledged.

        Raises Deferred when the store is gone: nothing was recorded.
        """
        return run_batch([attempt(self.open, d) for d in deliveries], self._transact, self._give_up)

    def open(self, delivery: Delivery) -> Opened:
        """All stages that need no store."""
        return open_message(delivery, self.catalogue, self.ports.verifier, self.hub_id, self.ports.clock_skew)

    # ---- in one transaction ------------------------------------------------------------------

    def _transact(self, batch: Sequence[Opened | Unusable]) -> Ledger:
        with self.ports.store.begin() as unit:
            ledger = Ledger(self.ports.clock.now(), self.catalogue.digest, self.ports.worker)
            load_replies(unit, ledger, [m for m in batch if isinstance(m, Opened)], self.means)
            bodies = sorted({(m.delivery.owner, digest(m.delivery.body)) for m in batch})
            ledger.load_messages(unit.sent([receipt_id(*body, code) for body in bodies for code in CODES]))
            for item in batch:
                if isinstance(item, Unusable):
                    self._quarantine(ledger, item)
                else:
                    self._decide(ledger, item)
            Waiting(unit, self.means, self.ports).match(ledger)
            write_changes(unit, ledger)
        return ledger

    def _decide(self, ledger: Ledger, opened: Opened) -> None:
        """One delivery: each of its messages decides what it is about, and nothing else."""
        for part in opened.parts:
            self._decide_part(ledger, part, is_alone=not opened.more)

    def _decide_part(self, ledger: Ledger, opened: Opened, *, is_alone: bool) -> None:
        """One message, seeing what those before it in the batch have changed."""
        earlier = ledger.received.get((opened.party, opened.id))
        parked = ledger.waiting.get((opened.party, opened.id))
        known = {earlier.digest if earlier else "", parked.payload if parked else ""} - {""}
        if opened.digest in known:
            repeat_answer(ledger, opened.party, opened.digest, "accepted")
            return
        account = account_of(ledger, self.catalogue, opened)
        try:
            if known:
                raise rejected("HUB-409", "Header/MessageId", answers=opened.id)
            self._record(ledger, opened)
        except Rejected as refusal:
            refusal.answers = refusal.answers or opened.id  # wherever it was found
            self._quarantine(ledger, Unusable(opened.delivery, refusal), is_alone=is_alone)
            if account is not None and not known:
                doubt_figures(ledger, account, opened)
        else:
            follow(ledger, self.means)
        if account is not None:
            tell_doubt(ledger, self.catalogue, account, Cause("receipt", opened.id, opened.digest))

    def _record(self, ledger: Ledger, opened: Opened) -> None:
        if opened.is_kept:
            keep_received(ledger, opened, None, None)
            self._answer(ledger, opened, None)
            return
        today = today_in_shanghai(self.ports.clock.now())
        if (notice := notice_of(opened, self.catalogue)) is not None:
            self._announce(ledger, notice, opened, today)
            return
        original = original_of(opened, ledger)
        if original is None:
            park(ledger, opened)
            self._answer(ledger, opened, None)  # it was taken, whatever it turns out to mean
            return
        if original.kind in ("receipt", "copy") or original.document is None:
            keep_received(ledger, opened, original.document, original)
            return  # a receipt for a receipt is kept and never answered, or two hubs would talk for ever
        document = ledger.documents[original.document]
        route = route_of(opened, original, document, self.catalogue)
        meaning = interpret(opened, original, document, route, today)
        apply_receipt(ledger, self.catalogue, document, opened, meaning)
        self._keep(ledger, opened, document, original)

    def _announce(self, ledger: Ledger, notice: Route, opened: Opened, today: date) -> None:
        """Make the document; one that names a document not there yet waits for it, if it can be read at all."""
        if is_early(ledger, notice, opened):
            read_said(opened, notice)  # its sender is told now or never
            park(ledger, opened)
            self._answer(ledger, opened, None)
            return
        document = record_notice(ledger, notice, opened, announced_id(self.hub_id, opened), today)
        self._keep(ledger, opened, document, None)

    def _keep(self, ledger: Ledger, opened: Opened, document: Document, original: Message | None) -> None:
        """Store the message with its bytes and answer it."""
        keep_received(ledger, opened, document.id, original)
        self._answer(ledger, opened, document)

    def _answer(self, ledger: Ledger, opened: Opened, document: Document | None) -> None:
        if opened.is_transport or repeat_answer(ledger, opened.party, opened.digest, "accepted"):
            return
        answer_party(
            ledger,
            self.ports.signer,
            self.hub_id,
            opened.party,
            answers=opened.sent_as or opened.id,
            body_digest=opened.digest,
            document=document.id if document else None,
        )

    def _quarantine(self, ledger: Ledger, item: Unusable, *, is_alone: bool = True) -> None:
        """Keep what cannot be used, once; what came with it in one delivery may have been taken."""
        owner, is_doubted = item.delivery.owner, item.delivery.doubt == "HUB-117"
        earlier = ("refused",) if is_doubted or not is_alone else CODES  # what was taken before is not refused now
        ledger.refused.add(item.delivery.tag)
        if any(repeat_answer(ledger, owner, digest(item.delivery.body), code) for code in earlier):
            return
        row = quarantine(ledger, item.delivery, item.refusal, cause=item.cause)
        if not item.refusal.is_answered or owner not in self.catalogue.parties:
            return
        answer_party(
            ledger,
            self.ports.signer,
            self.hub_id,
            item.delivery.owner,
            answers=item.refusal.answers,
            body_digest=row.payload,
            faults=item.refusal.faults,
        )

    def _give_up(self, item: Opened | Unusable, refusal: Rejected, cause: str) -> Ledger:
        return self._transact([Unusable(item.delivery, refusal, cause)])
