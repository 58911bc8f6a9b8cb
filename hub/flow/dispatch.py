"""The line from the outbox to the queues: publish what was promised, record what was confirmed."""

from collections.abc import Iterable, Sequence

import structlog

from hub.catalogue.load import Catalogue
from hub.errors import Rejected
from hub.flow.batch import run_batch
from hub.model import Cause, Ledger, Message, Outgoing, Verdict
from hub.ports import Confirmation, Due, Parcel, Ports, Unit
from hub.stages.move_status import move_status
from hub.stages.render_event import render_event, render_refusal

log = structlog.get_logger()
WINDOW = 500
"""Rows published before their confirms are recorded."""


class DispatchLine:
    """outbox ─► render ─► publish ─► [lock, record confirms, move to sent]."""

    def __init__(self, hub_id: str, catalogue: Catalogue, ports: Ports) -> None:
        self.hub_id = hub_id
        self.catalogue = catalogue
        self.ports = ports

    def run(self, ledgers: Sequence[Ledger]) -> bool:
        """Publish what committed transactions promised, and what recording the confirms promises in turn.

        False when some of it is still promised: it could not be rendered from memory, or is not confirmed.
        """
        promised = confirmed = 0
        while ledgers:
            promised += sum(len(ledger.changes.promised) for ledger in ledgers)
            ledgers = self.send([row for ledger in ledgers for row in due_of(ledger)])
            confirmed += sum(len(ledger.changes.confirmed) for ledger in ledgers)
        return confirmed == promised

    def pick_up(self) -> None:
        """Publish what stands in the store and is not confirmed, as after a crash."""
        while due := self.ports.store.due(self.ports.worker, WINDOW):
            ledgers = self.send(due)
            self.run(ledgers)
            if sum(len(ledger.changes.confirmed) for ledger in ledgers) < WINDOW:
                return

    def send(self, due: Sequence[Due]) -> list[Ledger]:
        """Publish rows in order and record their confirms; return the ledgers of that."""
        parcels = [parcel for row in due if (parcel := self._parcel(row))]
        if not parcels:
            return []
        outcomes = self.ports.queue.publish(parcels)
        settled = [(row, outcomes[row.outgoing.id]) for row in due if row.outgoing.id in outcomes]
        return run_batch(settled, self._transact, self._give_up)

    def _parcel(self, due: Due) -> Parcel | None:
        """The bytes of one row, and a name that is the same whenever it is sent."""
        row = due.outgoing
        if due.body is not None:
            name, body = f"{row.subject}.xml", due.body
        elif due.document is not None and due.transition is not None:
            name = f"{due.transition.at}-{due.document.id}-{due.transition.seq}.json"
            body = render_event(self.hub_id, due.document, due.transition, self.catalogue.statuses)
        elif due.quarantined is not None:
            name = f"{due.quarantined.at}-{due.quarantined.id}.json"
            body = render_refusal(self.hub_id, due.quarantined, self.catalogue.statuses)
        else:
            log.error("promise_without_content", outbox=row.id)
            return None
        return Parcel(id=row.id, destination=row.destination, name=name, body=body)

    # ---- in one transaction ------------------------------------------------------------------

    def _transact(self, settled: Sequence[tuple[Due, Confirmation]]) -> Ledger:
        with self.ports.store.begin() as unit:
            ledger = Ledger(self.ports.clock.now(), self.catalogue.digest, self.ports.worker)
            self._load(unit, ledger, [row.outgoing for row, _ in settled])
            still = {row.id for row in unit.outgoing([row.outgoing.id for row, _ in settled])}
            for row, outcome in settled:
                if row.outgoing.id in still:
                    self._record(ledger, row.outgoing, outcome)
            unit.write(ledger.changes)
        return ledger

    def _load(self, unit: Unit, ledger: Ledger, rows: Sequence[Outgoing]) -> None:
        """Lock and read the documents alone: a confirm moves no claim and no figure (`hub check` sees to it)."""
        ledger.load_messages(unit.sent([row.subject for row in rows if row.about == "message"]))
        documents = sorted({m.document for m in ledger.sent.values() if m.document and m.kind == "business"})
        if documents:
            unit.lock(documents, [])
            ledger.load_documents(unit.documents(documents))

    def _record(self, ledger: Ledger, row: Outgoing, outcome: Confirmation) -> None:
        """A confirmed or returned message moves its document; a confirmed event is just done."""
        message = ledger.sent.get(row.subject)
        if row.about == "message" and message is not None and message.kind == "business":
            self._move(ledger, message, outcome)
        elif outcome == "returned":
            return  # its queue is missing: it stays due until an operator makes the queue
        ledger.changes.confirmed.append(row.id)

    def _move(self, ledger: Ledger, message: Message, outcome: Confirmation) -> None:
        document = ledger.documents[message.document or ""]
        route = self.catalogue.routes[document.type]
        status = route.confirmed if outcome == "confirmed" else route.returned
        cause = Cause("confirm", message.id, message.digest)
        current = message.round == document.round
        if current and route.lifecycle.judge(document.status, status) is Verdict.MOVES:
            portals = [document.portal] if document.portal else []
            move_status(ledger, route, document, status, cause, detail={}, portals=portals)
        else:  # a receipt was quicker than the confirm
            ledger.append(document.id, document.status, cause, {"observed": "outranked"})

    def _give_up(self, item: tuple[Due, Confirmation], refusal: Rejected, cause: str) -> Ledger:
        """A confirm that the store does not take: its row stays due, and the same bytes go out again."""
        log.error("confirm_not_recorded", outbox=item[0].outgoing.id, cause=cause or str(refusal))
        return Ledger(self.ports.clock.now(), self.catalogue.digest, self.ports.worker)


def due_of(ledger: Ledger) -> Iterable[Due]:
    """What a committed ledger promised, rendered from memory; what it cannot render stays for `pick_up`."""
    transitions = {(t.document, t.seq): t for t in ledger.changes.transitions}
    for row in ledger.changes.promised.values():
        if row.about == "message" and (message := ledger.sent.get(row.subject)):
            if body := ledger.changes.payloads.get(message.digest):
                yield Due(outgoing=row, body=body)
        elif row.about == "event" and (transition := transitions.get((row.subject, row.seq))):
            yield Due(outgoing=row, document=ledger.documents[row.subject], transition=transition)
        elif row.about == "refusal":
            yield Due(outgoing=row, quarantined=ledger.quarantined[row.subject])
