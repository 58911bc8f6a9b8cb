"""Deadlines: send an unanswered message again or mark it overdue, and end what has expired."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from hub.catalogue import Catalogue, Deadline
from hub.effects.account import account_for
from hub.effects.dispute import mark
from hub.effects.draft import Draft
from hub.effects.end_tracks import end_tracks
from hub.effects.move_status import ALARM, move_status
from hub.effects.notify_ended import notify_ended
from hub.effects.portals import portals_of
from hub.effects.work import Work
from hub.effects.write_message import write_message
from hub.errors import Rejected
from hub.flow.act import REPLAYED
from hub.flow.batch import run_batch
from hub.flow.opening import means_of, new_work
from hub.flow.waiting import Waiting
from hub.loading.load_recorded import load_recorded
from hub.loading.load_tellers import tellers_of
from hub.model import OVERDUE, Books, Cause, Document, Message, Outgoing, Timer, Transition
from hub.model.moments import SECOND
from hub.model.transition import RESENT, UNSENT
from hub.ports import Ports, Unit
from hub.stages.follow import follow
from hub.stages.write_changes import write_changes
from hub.text.log import Log

CHECK_INTERVAL_S = 1.0
"""Seconds between two looks at the timers."""
PAGE = 100
"""Timers that are read at a time."""
CLOCK_JUMP_S = 60.0
"""A clock jump: seconds between the progress of the time of day and of the monotonic clock since the last look."""
CLOCK_SETTLE_S = 60.0
"""Seconds after a clock jump during which nothing falls due, because the clock may soon be corrected."""
OVERDUE_EVENT = "W001"
NOTHING: Final[Mapping[str, Any]] = {}
log = Log()


class DeadlineLine:
    """clock ─► [lock what is due, resend or mark overdue, expire, record]. Many workers run it on one store."""

    def __init__(
        self, hub_id: str, catalogue: Catalogue, ports: Ports, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.catalogue = catalogue
        self.ports = ports
        self.means = means_of(hub_id, catalogue, ports)
        self._monotonic = monotonic
        self._looked = (ports.clock.now(), monotonic())
        self._not_before = 0.0

    def is_due(self) -> bool:
        return self._monotonic() >= max(self._not_before, self._looked[1] + CHECK_INTERVAL_S)

    def run(self) -> list[Books]:
        """Handle the timers that are due by now; raises Deferred when the store is unavailable."""
        if self._has_jumped():
            return []
        due = self.ports.store.schedule.timers(self.ports.clock.now(), PAGE)
        return run_batch(due, self._transact, self._give_up)

    def _has_jumped(self) -> bool:
        """Whether the time of day jumped. Timers that fall due through the jump wait until the clock has settled."""
        (wall, ticks), self._looked = self._looked, (self.ports.clock.now(), self._monotonic())
        drift = (self._looked[0] - wall) / SECOND - (self._looked[1] - ticks)
        if abs(drift) < CLOCK_JUMP_S:
            return False
        log.warning("clock_jumped", seconds=round(drift))
        self._not_before = self._looked[1] + CLOCK_SETTLE_S
        return True

    # ---- in one transaction ------------------------------------------------------------------

    def _transact(self, due: Sequence[Timer]) -> Books:
        with self.ports.store.transactions.begin() as unit:
            work = new_work(self.means, self.ports)
            messages, trails = self._load(unit, work, due)
            for timer in unit.timers(sorted({timer.document for timer in due})):
                if timer.due <= work.books.now:  # another worker may have been faster
                    self._act(work, timer, messages, trails)
            Waiting(unit, self.means, self.ports).match(work)
            write_changes(unit, work.books)
        return work.books

    def _load(self, unit: Unit, work: Work, due: Sequence[Timer]) -> tuple[dict[str, Message], Sequence[Transition]]:
        """Lock and read the documents, the documents they refer to, and the documents that report on expired figures.

        Returns the newest message of each document, and the trails of the documents that report.
        """
        ids = sorted({timer.document for timer in due})
        over = {timer.document for timer in due if timer.kind == "figures"}
        ended = unit.documents(sorted(over))
        accounts = [account for d in ended if (account := account_for(self.catalogue, d))]
        tellers = sorted(d.id for d in tellers_of(unit, self.catalogue, accounts))
        keys = {key for d in ended for key in self.catalogue.routes[d.type].resource_keys(d.enterprise, d.party)}
        load_recorded(unit, work, ids, tellers, keys)
        work.books.post.load_unsigned(unit.to_sign_for(ids))
        newest = {m.document or "": m for m in sorted(unit.sent_for(ids), key=lambda m: (m.at, m.id))}
        work.books.post.load_unsent(unit.outgoing([Outgoing.id_of_message(m.id) for m in newest.values()]))
        return newest, unit.transitions(tellers)

    def _act(self, work: Work, timer: Timer, messages: dict[str, Message], trails: Sequence[Transition]) -> None:
        books = work.books
        document = books.trails.document(timer.document)
        route = work.route(document)
        books.post.drop_timer(timer.document, timer.kind)
        if timer.kind == "figures":
            notify_ended(work, document, [*trails, *books.trails.appended])
            return
        if timer.kind == "track":
            end_tracks(work, document)
            return
        if timer.kind == "end":
            self._end(work, document)
            return
        deadline, message = route.deadline(document.status), messages.get(document.id)
        is_unsent = (message is None or message.round < document.round) and books.post.has_unsigned(document.id)
        is_unsent |= message is not None and books.post.is_unsigned(message.id)  # it waits behind an earlier one
        if deadline is not None and is_unsent:  # its key has not signed yet: nobody is late with an answer
            again = books.now + deadline.within * SECOND
            books.post.set_timer(Timer(document=document.id, kind="answer", due=again, tries=timer.tries))
        elif deadline is not None and deadline.awaits == "document":
            cause = Cause("clock", f"{document.id}:{document.seq}", document.payload)
            self._overdue(work, document, cause)
        elif deadline is not None and message is not None and message.round < document.round:
            self._overdue(work, document, Cause("clock", f"{message.id}:{document.seq}", message.digest))
        elif deadline is not None and message is not None and books.post.is_unsent(message.id):
            self._wait(work, deadline, timer, message)
        elif deadline is not None and message is not None:
            self._ask(work, deadline, timer, message)

    def _end(self, work: Work, document: Document) -> None:
        for expiring in work.route(document).expires:
            if document.status == expiring.source:
                move_status(work, document, expiring.to, Cause("clock", "end", document.payload))
        follow(work)

    def _ask(self, work: Work, deadline: Deadline, timer: Timer, message: Message) -> None:
        """Send the same message again if that does no harm; otherwise mark the answer as overdue, once."""
        books, party = work.books, work.catalogue.parties.get(message.party)
        document = books.trails.document(timer.document)
        route = work.route(document)
        cause = Cause("clock", f"{message.id}:{document.seq}", message.digest)
        if timer.tries < deadline.resend and party is not None and party.deduplicates:
            books.post.promise_message(message.id, message.party)
            books.trails.append(document.id, document.status, cause, {"observed": RESENT})
            within = party.answers_within or deadline.within
            again = Timer(document=document.id, kind="answer", due=books.now + within * SECOND, tries=timer.tries + 1)
            books.post.set_timer(again)
            return
        self._overdue(work, document, cause, party=message.party, message=message.id)
        if route.inquiry is not None:
            waits = {"id": message.id, "digest": message.digest}
            facts = {**books.trails.facts(document.id), "message": waits}
            current = books.trails.document(document.id)
            draft = Draft(route=route, what=route.inquiry, document=current, party=message.party, kind="inquiry")
            write_message(work, draft, facts)

    def _wait(self, work: Work, deadline: Deadline, timer: Timer, message: Message) -> None:
        """Mark the answer to a message that is still in the outbox as overdue, once, and look again later.

        An inquiry could reach the party before the message: a bank that knows of no payment says that it may be made
        again, and would then get both.
        """
        document = work.books.trails.document(timer.document)
        if document.overdue_at is None:
            cause = Cause("clock", f"{message.id}:{document.seq}", message.digest)
            what = "copy" if _was_sent(work.books.trails.past(document.id), message) else "message"
            self._overdue(work, document, cause, {UNSENT: what}, party=message.party, message=message.id)
        again = work.books.now + deadline.within * SECOND
        work.books.post.set_timer(Timer(document=document.id, kind="answer", due=again, tries=timer.tries))

    def _overdue(
        self, work: Work, document: Document, cause: Cause, more: Mapping[str, Any] = NOTHING, **about: str
    ) -> None:
        """Note it on the trail, in the log and in events to the portals. The status does not change."""
        detail = {"observed": OVERDUE, "event": OVERDUE_EVENT, **more}
        overdue = work.books.trails.append(document.id, document.status, cause, detail)
        log.warning("overdue", document=document.id, status=document.status, **about)
        deadline = work.route(document).deadline(document.status)
        if deadline is not None and deadline.is_alarm:
            mark(work, document.id, cause, {"observed": "silent"}, ALARM)
        for portal in portals_of(work.books, work.catalogue, document):
            work.books.post.promise_event(document.id, overdue.seq, portal)

    def _give_up(self, timer: Timer, refusal: Rejected, _cause: str) -> Books:
        """Log a timer that could not be handled. The timer stays and is tried again; an operator reads the code."""
        log.error("deadline_failed", document=timer.document, kind=timer.kind, code=refusal.faults[0].code)
        return new_work(self.means, self.ports).books


def _was_sent(trail: Sequence[Transition], message: Message) -> bool:
    """Whether a message that is in the outbox has left it before: it was confirmed, or promised once more since."""
    about = (row for row in trail if message.id in (row.cause.ref.partition(":")[0], row.detail.get("message")))
    return any(row.cause.kind == "confirm" or row.detail.get("observed") in (RESENT, REPLAYED) for row in about)
