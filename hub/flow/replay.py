"""Send messages and events again for an operator: the same bytes, the same ids.

An answered message is never sent again.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from uuid6 import uuid7

from hub.catalogue import Catalogue
from hub.effects.portals import portals_of
from hub.errors import Code, Rejected, StoreConflict, fault
from hub.flow.act import REPLAYED, Act, Done, detail_of
from hub.flow.acting import Acting
from hub.flow.heartbeat import OPERATOR
from hub.flow.left import left_on_purpose
from hub.flow.new_rounds import NewRounds, entries_of
from hub.flow.replay_plan import AnyEntry, DeclareAgain, ReplayPlan, SendAgain, SentMessage, TellAgain, moves_money
from hub.loading.load_relations import load_notified
from hub.model import Books, Document, Fault, Message, Outgoing, Transition, digest
from hub.model.books.trails import TakenOut, parted
from hub.model.moments import moment
from hub.ports import Clock, Filter, Store, Unit

E = TypeVar("E", SendAgain, TellAgain, DeclareAgain)


class Replay:
    """Plans what to send again, and promises it in one transaction for each document. A worker sends what is promised.

    An entry is judged when it is planned. It is judged again when it is applied, under the document's lock.
    """

    def __init__(self, catalogue: Catalogue, store: Store, clock: Clock, rounds: NewRounds | None = None) -> None:
        """`rounds` is needed to apply a plan with new rounds, because their messages are signed."""
        self.catalogue = catalogue
        self.store = store
        self.clock = clock
        self.rounds = rounds

    # ---- planning ----------------------------------------------------------------------------

    def plan_messages(self, filter_: Filter, named: Mapping[str, str]) -> ReplayPlan:
        """A plan with every message that opened the present round of a chosen document.

        A document at its end has no entry.
        """
        statuses = self.catalogue.statuses
        found = self.store.archive.sent_messages(filter_, statuses.final, statuses.own_ends)
        with self.store.transactions.snapshot() as unit:
            return self._plan([one.entry() for one in self._candidates(unit, found)], named)

    def plan_events(self, filter_: Filter, named: Mapping[str, str]) -> ReplayPlan:
        """A plan with all events of the chosen documents."""
        found = self.store.documents.log(filter_)
        with self.store.transactions.snapshot() as unit:
            return self._plan(list(self._events(unit, found)), named)

    def plan_message(
        self, document: str, message: str | None, *, although_not_deduplicated: bool = False
    ) -> ReplayPlan:
        """A plan with one message of one document: the message named, or the newest; no entry if there is none."""
        trail = self.store.documents.trail(document)
        sent = [m for m in trail.messages if m.direction == "out" and m.kind == "business"] if trail else []
        chosen = [m for m in sent if m.id == message] if message else sent[-1:]
        with self.store.transactions.snapshot() as unit:
            candidates = self._candidates(unit, [(trail.document, m) for m in chosen] if trail else [])
            entries = [one.entry(although_not_deduplicated=although_not_deduplicated) for one in candidates]
            return self._plan(entries, {"document": document, **({"message": message} if message else {})})

    def plan_events_of(self, document: Document, seq: int | None) -> ReplayPlan:
        """A plan with the events of one document, or with one of them; no entry if there is no such event."""
        with self.store.transactions.snapshot() as unit:
            entries = list(self._events(unit, [document], seq))
        return self._plan(entries, {"document": document.id, **({"seq": str(seq)} if seq else {})})

    def plan_rounds(self, filter_: Filter, named: Mapping[str, str]) -> ReplayPlan:
        """A plan with the next round of each chosen document that the hub made and may declare again."""
        found: list[Document] = []
        for route in self.catalogue.routes.values():
            for status in sorted(route.new_round) if filter_.type in (None, route.document) else ():
                if not filter_.statuses or status in filter_.statuses:
                    found += self.store.documents.log(replace(filter_, type=route.document, statuses=[status]))
        return self._plan(list(entries_of(self.catalogue, found))[: filter_.limit], named)

    def plan_round_of(self, document: Document) -> ReplayPlan:
        """A plan with the next round of one document."""
        return self._plan(list(entries_of(self.catalogue, [document])), {"document": document.id})

    def _plan(self, entries: Sequence[AnyEntry], filters: Mapping[str, str]) -> ReplayPlan:
        return ReplayPlan(
            id=str(uuid7()),
            made_at=moment(self.clock.now()),
            store=self.store.identity(),
            catalogue=self.catalogue.digest,
            filters=filters,
            entries=tuple(entries),
        )

    def _candidates(self, unit: Unit, found: Sequence[tuple[Document, Message]]) -> list[SentMessage]:
        """Messages with all facts for and against sending them again."""
        answered = {m.answers for m in unit.answers([(m.party, m.id) for _, m in found])}
        waiting = {r.subject for r in unit.outgoing([Outgoing.id_of_message(m.id) for _, m in found])}
        waiting |= {row.id for row in unit.to_sign([m.id for _, m in found])}
        made = [
            SentMessage(
                document=document,
                message=message,
                is_final=self._is_over(document),
                answered=message.id in answered,
                waits=message.id in waiting,
                deduplicates=(party := self.catalogue.parties.get(message.party)) is not None and party.deduplicates,
                payment=moves_money(self.catalogue.routes.get(document.type)),
            )
            for document, message in found
        ]
        trails: dict[str, list[Transition]] = {}
        for row in unit.transitions(sorted({one.document.id for one in made if one.may_be_paid_twice})):
            trails.setdefault(row.document, []).append(row)
        return [replace(one, sent_again=self._is_sent_again(one, trails.get(one.document.id, ()))) for one in made]

    def _is_sent_again(self, one: SentMessage, trail: Sequence[Transition]) -> bool:
        """Whether an operator has sent it again, and the queue did not return that copy."""
        route, again = self.catalogue.routes.get(one.document.type), False
        for row in trail:
            if row.detail.get("observed") == REPLAYED and row.detail.get("message") == one.message.id:
                again = True
            elif row.cause.kind == "confirm" and row.cause.ref == one.message.id and route is not None:
                said = row.detail.get("code", "") if row.is_observation else row.after
                again = again and said != route.leg(one.message.round).returned
        return again

    def _is_over(self, document: Document) -> bool:
        """Also True for a status that the catalogue no longer knows."""
        statuses = self.catalogue.statuses
        return document.status not in statuses or statuses.is_over(document.type, document.status)

    def _events(self, unit: Unit, documents: Sequence[Document], seq: int | None = None) -> Iterator[TellAgain]:
        books = self._books(unit, documents)
        told: dict[str, list[int]] = {}
        trails = unit.transitions([document.id for document in documents])
        if taken_out := sorted(parted(trails)):
            raise TakenOut(taken_out[0])
        for transition in trails:
            if transition.is_notified and seq in (None, transition.seq):
                told.setdefault(transition.document, []).append(transition.seq)
        for document in documents:
            for portal in self._portals(books, document) if document.id in told else ():
                yield TellAgain(
                    document=document.id,
                    type=document.type,
                    to=portal,
                    events=tuple(told[document.id]),
                    status=document.status,
                    seq=document.seq,
                )

    # ---- applying ----------------------------------------------------------------------------

    def apply(self, plan: ReplayPlan, reason: str, acting: Acting | None = None) -> Iterator[Done]:
        """Promise each entry that is to be sent and still may be sent; yield the result of each entry.

        Raises OperatorError for a plan that is unfit as a whole. What is done stays done if this ends early; applying
        the plan again continues.
        """
        plan.refuse_unfit(self.store.identity(), self.clock.now())
        act = Act(plan.id, reason, acting)
        for entry in plan.entries:
            if not entry.send:
                yield Done(entry, "left out", _planned_fault(entry))
            elif isinstance(entry, SendAgain):
                yield _done(self._send, entry, act)
            elif isinstance(entry, TellAgain):
                yield _done(self._tell, entry, act)
            else:
                assert self.rounds is not None  # whoever opens it for such a plan gives it the keys
                yield _done(self.rounds.apply, entry, act)

    def _send(self, entry: SendAgain, act: Act) -> Done:
        body = self.store.archive.payload(entry.sha256)
        if body is None and (gone := left_on_purpose(self.store, entry.document, entry.sha256)) is not None:
            return Done(entry, "refused", gone)
        if body is None or digest(body) != entry.sha256:
            return Done(entry, "refused", fault(Code.STORED_CONTENT_DIFFERS))
        with self.store.transactions.begin() as unit:
            books, trail = self._locked(unit, entry.document)
            if act.is_in(trail, detail := detail_of(entry)):
                return Done(entry, "done before")
            message = _message_of(entry, unit.sent([entry.message]))
            if message is None or not trail:
                return Done(entry, "refused", fault(Code.STORED_CONTENT_DIFFERS))
            (one,) = self._candidates(unit, [(books.trails.document(entry.document), message)])
            if why_not := one.why_not(although_not_deduplicated=entry.although_not_deduplicated):
                return Done(entry, "refused", fault(why_not))
            act.record(unit, books, entry.document)
            _observe(books, one.document, act, detail)
            books.post.promise_message(message.id, message.party)
            unit.write(books.changes())
        return Done(entry, "promised")

    def _tell(self, entry: TellAgain, act: Act) -> Done:
        with self.store.transactions.begin() as unit:
            books, trail = self._locked(unit, entry.document)
            if act.is_in(trail, detail := detail_of(entry)):
                return Done(entry, "done before")
            known = {t.seq for t in trail if t.is_notified}
            document = books.trails.find(entry.document)
            if document is None or not known.issuperset(entry.events) or entry.to not in self._portals(books, document):
                return Done(entry, "refused", fault(Code.STORED_CONTENT_DIFFERS))
            act.record(unit, books, entry.document)
            _observe(books, document, act, {**detail, "events": [str(seq) for seq in entry.events]})
            for seq in entry.events:
                books.post.promise_event(entry.document, seq, entry.to)
            unit.write(books.changes())
        return Done(entry, "promised")

    def _locked(self, unit: Unit, document: str) -> tuple[Books, list[Transition]]:
        """Books with one document, and the document's trail; both empty if there is no such document."""
        unit.lock([document], [])
        return self._books(unit, unit.documents([document])), unit.transitions([document])

    def _books(self, unit: Unit, documents: Iterable[Document]) -> Books:
        books = Books(self.clock.now(), self.catalogue.digest, OPERATOR)
        books.trails.load(documents)
        load_notified(unit, books, self.catalogue)
        return books

    def _portals(self, books: Books, document: Document) -> Sequence[str]:
        """The portals that get events of a document."""
        if document.type not in self.catalogue.routes:  # it was refused at once because its type is unknown
            return [document.portal] if document.portal else []
        return portals_of(books, self.catalogue, document)


class Pace:
    """Lets at most `rate` things pass in a second, evenly. Not thread-safe."""

    def __init__(
        self,
        rate: float,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._gap = 1 / rate
        self._monotonic = monotonic
        self._sleep = sleep
        self._next = monotonic()

    def keep(self) -> None:
        """Wait until the next thing may pass. Lost time is not made up."""
        self._next = max(self._next, self._monotonic() - self._gap) + self._gap
        if (wait := self._next - self._monotonic()) > 0:
            self._sleep(wait)


def _done(apply: Callable[[E, Act], Done], entry: E, act: Act) -> Done:
    """What came of an entry; what `Acting` refuses refuses this entry, and no other one of its plan.

    Tried once more where another transaction was in the way.
    """
    try:
        try:
            return apply(entry, act)
        except StoreConflict:
            return apply(entry, act)
    except Rejected as refusal:
        return Done(entry, "refused", refusal.faults[0])


def _observe(books: Books, document: Document, act: Act, detail: Mapping[str, Any]) -> None:
    """Record an operator's act and its reason on the trail. The reason's bytes are kept as the payload of the cause."""
    cause = act.cause()
    books.post.keep_payload(cause.digest, act.reason.encode())
    books.trails.append(document.id, document.status, cause, {**detail, "reason": act.reason})


def _message_of(entry: SendAgain, found: Sequence[Message]) -> Message | None:
    """The message that an entry names, if its stored facts equal those of the entry."""
    told = (entry.message, entry.document, entry.to, entry.sha256, "business")
    return next((m for m in found if (m.id, m.document, m.party, m.digest, m.kind) == told), None)


def _planned_fault(entry: AnyEntry) -> Fault | None:
    """The fault that the plan gives for leaving an entry out; None for any other text an operator may have written."""
    if isinstance(entry, TellAgain) or (code := Code.of(entry.why_not)) is None:
        return None
    if code.forbids_a_new_round:
        return fault(code, status=entry.status)
    return fault(code) if code.forbids_resending else None
