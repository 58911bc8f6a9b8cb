"""The line from the outbox to the queues: publish what was promised, and record what was confirmed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from hub.catalogue import Catalogue
from hub.effects.move_status import move_status
from hub.effects.set_timers import set_timers
from hub.effects.work import Work
from hub.errors import Deferred, Rejected
from hub.flow.batch import run_batch
from hub.flow.circuits import Circuits
from hub.flow.encrypt_late import encrypt_late
from hub.flow.heartbeat import Heartbeat
from hub.flow.opening import means_of, new_work
from hub.flow.outbox_poller import OutboxPoller
from hub.flow.probing import Probing
from hub.flow.rendering import Renderer
from hub.flow.stopwatch import Stopwatch
from hub.loading.load_relations import load_notified
from hub.model import OUTRANKED, Attempt, Books, Cause, Message, Outgoing, Verdict
from hub.model.circuit import Why
from hub.model.tally import DOCUMENT_TIMES
from hub.ports import Confirmation, Due, Encrypted, Ports, Unit
from hub.stages.turn_circuits import turn_circuits
from hub.stages.write_changes import write_changes
from hub.text.log import Log

log = Log()
UNDER_WAY_LIMIT = 1000
"""The most parcels under way. While it is reached, no new delivery is taken."""
PAGE = 500
"""Outbox rows that are read at a time."""
_SETTLES: Final = ("confirmed", "returned")
_FAILED: Final[Mapping[Confirmation, Why]] = {"returned": "returned", "full": "full", "silent": "silent"}


class DispatchLine:
    """outbox ─► render ─► publish ┄┄ confirmation ─► [lock, record, move to sent, promise the event]."""

    def __init__(self, hub_id: str, catalogue: Catalogue, ports: Ports, heartbeat: Heartbeat) -> None:
        self.catalogue = catalogue
        self.ports = ports
        self.means = means_of(hub_id, catalogue, ports)
        self.heartbeat = heartbeat
        self.under_way: dict[str, Outgoing] = {}
        """Published rows whose confirmation has not come yet, by id."""
        self.outcomes: dict[str, Confirmation] = {}
        """Confirmations that are not recorded yet, by id."""
        self.poller = OutboxPoller()
        self.circuits = Circuits(ports.store.circuits)
        self.probing = Probing(catalogue, ports, self.circuits)
        self.renderer = Renderer(hub_id, catalogue, ports.verifier)
        self.stopwatch = Stopwatch(ports.durations, "dispatch")

    def has_room(self) -> bool:
        """Whether more parcels may be published before some of those under way are confirmed."""
        return len(self.under_way) < UNDER_WAY_LIMIT

    def promise(self, committed: Sequence[Books]) -> None:
        """Publish from memory what committed transactions promised; the poller publishes the rest later.

        After a long pause another worker may have taken over rows. Then nothing goes out from memory: the poller reads
        from the store which rows still belong to this worker. What is withheld waits in the store, and is polled when
        its destination takes something again.
        """
        self._learn(committed)
        promised = [row for books in committed for row in due_of(books)]
        rows = [] if self.heartbeat.is_late() else promised
        if len(rows) < sum(len(books.post.promised) for books in committed):
            self.poller.begin()
        rows = [row for row in rows if not self.circuits.withholds(row.outgoing.destination)]
        try:
            traces = self._traces(committed) if rows else {}
            self.publish([replace(row, trace=traces.get(row.outgoing.id, "")) for row in rows] if traces else rows)
        except Deferred as gone:
            log.warning("dispatch_waits", reason=str(gone))
            self.poller.begin()

    def _traces(self, committed: Sequence[Books]) -> dict[str, str]:
        """The traceparents for promised rows, by row. The store is asked for documents that were there before."""
        about = {id_: document for books in committed for id_, document in documents_of(books)}
        known = {document: parent for books in committed for document, parent in books.trails.traces.items()}
        created = {document for books in committed for document in books.trails.created}
        known |= self.ports.store.outbox.traces(set(about.values()) - created)
        return {id_: known[document] for id_, document in about.items() if document in known}

    def pick_up(self) -> None:
        """Publish due probes, and the next page of outbox rows in the store if a poll is due, as after a crash."""
        self.circuits.look()
        if self.has_room() and (probes := self.probing.due(self.under_way.values())):
            self._send(probes)
        if self.circuits.has_resumed():
            self.poller.begin_anew()
        if not (self.poller.is_due() and self.has_room()):
            return
        page = self.ports.store.outbox.due(self.ports.worker, PAGE, self.poller.after, but=self.circuits.paused)
        ready = [row for row in page if self._may_go(row.outgoing)]
        late, closed = self._send(ready), frozenset(self.poller.closed)
        self.poller.turn(page[-1].outgoing if page else None)
        for destination in {row.outgoing.destination for row in ready if late.get(row.outgoing.id, row) is None}:
            self.poller.again(destination)
        if any(late.values()) or (not page and self.circuits.read_through(closed)):
            self.poller.begin()

    def _send(self, ready: Sequence[Due]) -> dict[str, Encrypted | None]:
        """Publish rows, but not those that had to be encrypted first: return these, None for what cannot be now."""
        late = {due.outgoing.id: encrypted for due, encrypted in encrypt_late(self.means, self.ports, ready)}
        self.publish([row for row in ready if row.outgoing.id not in late])
        return late

    def settle(self, wait: float = 0.0) -> None:
        """Record confirmations, then publish what these records promise.

        Raises Deferred when the store or the queue is unavailable.
        """
        self.outcomes |= self.ports.queue.confirmations(wait)
        if not self.outcomes:
            return
        settled = [(self.under_way[id_], outcome) for id_, outcome in self.outcomes.items() if id_ in self.under_way]
        committed = self.record([one for one in settled if one[1] != "lost"])
        for id_ in self.outcomes:
            self.under_way.pop(id_, None)
        self.outcomes = {}
        self._learn(committed)
        done = {id_ for books in committed for id_ in books.post.confirmed}
        for destination in {row.destination for row, _ in settled if row.id not in done} - self.circuits.paused:
            self.poller.again(destination)
        self.promise(committed)

    def _learn(self, committed: Sequence[Books]) -> None:
        """Poll if what was committed closed a circuit: rows wait there."""
        self.circuits.learn(committed)
        if self.circuits.has_resumed():
            self.poller.begin_anew()

    def _may_go(self, row: Outgoing) -> bool:
        return row.id not in self.under_way and row.destination not in self.poller.closed

    def publish(self, due: Sequence[Due]) -> None:
        """Give rows to the queue, in order; raises Deferred when the queue is unavailable."""
        parcels = self.stopwatch.time("render", self.renderer.rendered, due)
        if parcels:
            self.under_way |= {row.outgoing.id: row.outgoing for row in due if row.outgoing.id in parcels}
            try:
                self.stopwatch.time("publish", self.ports.queue.publish, list(parcels.values()))
            except Deferred:
                for id_ in parcels:
                    self.under_way.pop(id_, None)
                raise

    def record(self, settled: Sequence[tuple[Outgoing, Confirmation]]) -> list[Books]:
        """Record confirmations; return the books of all commits."""
        return run_batch(settled, self._timed, self._give_up)

    # ---- in one transaction ------------------------------------------------------------------

    def _timed(self, settled: Sequence[tuple[Outgoing, Confirmation]]) -> Books:
        return self.stopwatch.time("transaction", self._transact, settled)

    def _transact(self, settled: Sequence[tuple[Outgoing, Confirmation]]) -> Books:
        with self.ports.store.transactions.begin() as unit:
            work = new_work(self.means, self.ports)
            books = work.books
            messages = [row for row, outcome in settled if row.about == "message" and outcome in _SETTLES]
            self._load(unit, books, messages)
            still = {row.id for row in unit.outgoing([row.id for row in messages])}
            waiting = self._turn_circuits(unit, books, settled)
            for row, outcome in settled:
                if outcome not in _SETTLES or row.id in waiting:
                    continue  # it stays due
                if row.about == "message" and row.id not in still:  # another worker took this row over and recorded it
                    books.post.confirm(row.id)
                else:
                    self._record(work, row, outcome)
            write_changes(unit, books)
        return books

    def _load(self, unit: Unit, books: Books, rows: Sequence[Outgoing]) -> None:
        """Lock and read documents only: a confirmation changes no claim and no figures (`hub check` proves it)."""
        books.post.load(unit.sent([row.subject for row in rows]))
        documents = books.post.documents_of_sent("business")
        if documents:
            unit.lock(documents, [])
            books.trails.load(unit.documents(documents))
            load_notified(unit, books, self.catalogue)

    def _turn_circuits(
        self, unit: Unit, books: Books, settled: Sequence[tuple[Outgoing, Confirmation]]
    ) -> frozenset[str]:
        """Count what was taken and what was not; return the rows that only wait: their destination is paused."""
        for row, outcome in settled:
            limits = self.catalogue.circuit_limits(row.destination)
            why = _FAILED.get(outcome)
            books.circuits.note(
                Attempt(destination=row.destination, trouble="unreachable", id=row.id, why=why, limits=limits)
            )
        return turn_circuits(unit, books)

    def _record(self, work: Work, row: Outgoing, outcome: Confirmation) -> None:
        """Let a confirmed or returned message move its document. A confirmed event needs nothing else."""
        books = work.books
        message = books.post.sent(row.subject)
        if row.about == "message" and message is not None and message.kind == "business":
            if outcome == "returned" or not self.catalogue.is_enveloped(message.party):  # else the envelope's answer
                self._move(work, message, outcome)
        elif outcome == "returned":
            return  # the queue is missing: the row stays due until an operator creates the queue
        books.post.confirm(row.id)

    def _move(self, work: Work, message: Message, outcome: Confirmation) -> None:
        document = work.books.trails.document(message.document or "")
        route = work.route(document)
        leg = route.leg(message.round)
        status = leg.confirmed if outcome == "confirmed" else leg.returned
        cause = Cause("confirm", message.id, message.digest)
        current = message.round == document.round
        if current and route.lifecycle.judge(document.status, status) is Verdict.MOVES:
            moved = move_status(work, document, status, cause)
            set_timers(work, moved)
            if outcome == "confirmed" and message.round == 1:  # once: ranks only rise within a round
                taken = max(0, moved.at - document.created_at)
                work.books.tallies.time(DOCUMENT_TIMES, document.type, "sent", microseconds=taken)
        else:  # a receipt came before the confirmation
            work.books.trails.append(document.id, document.status, cause, {"observed": OUTRANKED, "code": status})

    def _give_up(self, item: tuple[Outgoing, Confirmation], refusal: Rejected, _cause: str) -> Books:
        """Log a confirmation that could not be recorded. Its row stays due, and the same bytes are sent again."""
        log.error("confirm_not_recorded", outbox=item[0].id, code=refusal.faults[0].code)
        return new_work(self.means, self.ports).books


def due_of(books: Books) -> Iterable[Due]:
    """The rows that committed books promised, with content from memory. A row without content waits for the poller."""
    transitions = {(t.document, t.seq): t for t in books.trails.appended}
    for row in books.post.promised.values():
        if row.about == "message" and (message := books.post.sent(row.subject)):
            if body := books.post.bytes_to_send(message):
                yield Due(outgoing=row, body=body)
        elif row.about == "event" and (transition := transitions.get((row.subject, row.seq))):
            brought_by = books.post.payloads.get(transition.cause.digest) if transition.files else None
            if brought_by is not None or not transition.files:
                document = books.trails.document(row.subject)
                yield Due(outgoing=row, document=document, transition=transition, brought_by=brought_by)
        elif row.about == "refusal":
            yield Due(outgoing=row, quarantined=books.post.quarantined(row.subject))


def documents_of(books: Books) -> Iterable[tuple[str, str]]:
    """The ids of promised rows that concern a document, each with the document's."""
    for row in books.post.promised.values():
        message = books.post.sent(row.subject) if row.about == "message" else None
        if row.about == "event":
            yield row.id, row.subject
        elif message is not None and message.document is not None:
            yield row.id, message.document
