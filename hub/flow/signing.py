"""The line from acceptance to a signature, for keys that do not sign in a transaction (docs/decisions/0043)."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from hub.catalogue import Catalogue
from hub.effects.keep_sent import keep_sent
from hub.effects.work import Work
from hub.errors import Code, ReceiverUnavailable, Rejected, SignerUnavailable, StoreConflict, fault
from hub.flow.batch import run_batch
from hub.flow.lane import Treated
from hub.flow.lanes import WorkersLanes
from hub.flow.opening import means_of, new_work
from hub.flow.waiting import Waiting
from hub.loading.load_recorded import load_recorded
from hub.model import OFFERED, Books, Cause, ToSign
from hub.ports import Ports, Unit
from hub.stages.write_changes import write_changes
from hub.text.log import Log

CHECK_INTERVAL_S: Final = 5.0
"""Seconds between two looks at what waits in the store, if nothing else asks for one."""
IN_HAND: Final = 200
"""The most messages that one lane is given at a time."""
AGAIN_AFTER_S: Final = 60.0
"""Seconds after which a message that could not be signed is tried again."""
OTHER_LANE_AFTER_S: Final = 1.0
"""Seconds until a message is given to another lane, because another key signs for its party by now."""
BEHIND_S: Final = 10.0
"""Seconds until a message is tried again that an earlier one of its document holds back."""
NOT_SENT: Final = "not-sent"
"""Observed on a document that had left the status or the round that sends its message, when this was signed."""
OFFER_AFTER_S: Final = 30.0
"""Seconds without a signature after which a lane's messages are offered to other workers, who may reach its device."""
log = Log()


class SigningLine:
    """to_sign ─► lane ┄ sign ┄ ─► [lock, record or withdraw, match parked receipts, promise]. Belongs to the worker.

    A worker gives its own rows to lanes. When a lane has signed, message, digest, outbox row and the deletion of the
    row are committed together. If two workers sign one message, the first commit counts.
    """

    def __init__(
        self, hub_id: str, catalogue: Catalogue, ports: Ports, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.ports = ports
        self.means = means_of(hub_id, catalogue, ports)
        self._monotonic = monotonic
        self._lanes = WorkersLanes(ports.lanes, self._seconds) if ports.lanes is not None else None
        self._in_hand: dict[str, tuple[str, str]] = {}
        """The lane and the party of each message that a lane was given, by message id."""
        self._put_off_until: dict[str, float] = {}
        """When to try messages again that could not be signed: monotonic times, by message id."""
        self._failed: set[str] = set()
        """Messages that a lane could not sign: what is behind one of them is signed after it, and not with it."""
        self._treated: list[Treated] = []
        """What lanes have treated and no transaction has recorded yet."""
        self._next = float("-inf")
        self._may_be_more = False
        """Whether the store may hold more for a lane that was full."""

    def _seconds(self) -> float:
        return self._monotonic()

    def begin(self) -> None:
        """Look into the store at the next turn."""
        self._next = float("-inf")

    def is_due(self) -> bool:
        if self._treated or self._monotonic() >= self._next:
            return True
        return self._lanes is not None and self._lanes.have_treated()

    def run(self) -> list[Books]:
        """Record what was signed, then give the lanes more. Raises Deferred when the store is unavailable."""
        if self._lanes is None:
            return []
        self._treated += self._lanes.treated()
        committed = run_batch([one for one in self._treated if one.body is not None], self._transact, self._give_up)
        if failed := {one.row.id: one.why for one in self._treated if one.why}:
            self.ports.store.signing.note(failed)
        for one in self._treated:
            self._in_hand.pop(one.row.id, None)
            self._failed = self._failed | {one.row.id} if one.why else self._failed - {one.row.id}
            if one.body is None:
                self._put_off(one.row, AGAIN_AFTER_S if one.why else OTHER_LANE_AFTER_S)
        if self._treated and self._may_be_more:
            self.begin()
        self._treated = []
        if self._monotonic() >= self._next:
            self._lanes.look()
            self._hand_out(self._lanes)
        return committed

    def stop(self) -> None:
        """End the lanes. What they have not signed stays in the store."""
        if self._lanes is not None:
            self._lanes.stop()
        self._in_hand = {}

    def _put_off(self, row: ToSign, seconds: float) -> None:
        self._put_off_until[row.id] = at = self._monotonic() + seconds
        self._next = min(self._next, at)

    # ---- from the store to the lanes ---------------------------------------------------------

    def _hand_out(self, lanes: WorkersLanes) -> None:
        """Give each lane what waits for it in the store, as far as the lane has room."""
        now = self._monotonic()
        self._put_off_until = {id_: at for id_, at in self._put_off_until.items() if at > now}
        self._next = min([now + CHECK_INTERVAL_S, *self._put_off_until.values()])
        self._may_be_more = False
        self._take(lanes)
        by_lane = self._by_lane(self.ports.worker)
        self._let_go(by_lane)
        for name, parties in by_lane.items():
            if lanes.troubled_for(name) > OFFER_AFTER_S:
                self._offer(lanes, name, parties)
                continue
            held = self._held(name)
            if held > IN_HAND // 2:
                self._may_be_more = True
                continue
            known = self._in_hand.keys() | self._put_off_until.keys()
            rows = self.ports.store.signing.due(self.ports.worker, parties, IN_HAND, known)
            self._may_be_more |= len(rows) == IN_HAND
            self._give(name, self._in_order(rows))

    def _held(self, name: str) -> int:
        """How many messages a lane was given and has not treated yet."""
        return sum(lane == name for lane, _ in self._in_hand.values())

    def _offer(self, lanes: WorkersLanes, name: str, parties: Sequence[str]) -> None:
        """Leave the messages of a lane that does not sign to workers whose lane does: the device may be at theirs.

        The lane goes on trying the one that it has begun. If it signs it after all, the first commit counts.
        """
        lanes.take_back(name)
        self._in_hand = {id_: held for id_, held in self._in_hand.items() if held[0] != name}
        if count := self.ports.store.signing.offer(self.ports.worker, parties):
            log.warning("signatures_offered", lane=name, parties=parties, messages=count)

    def _take(self, lanes: WorkersLanes) -> None:
        """Take messages that others offer, for lanes that sign; a single one for a lane that has not signed yet."""
        for name, parties in self._by_lane(OFFERED).items():
            is_proven, held = lanes.is_proven(name), self._held(name)
            if lanes.troubled_for(name) or held > (IN_HAND // 2 if is_proven else 0):
                continue
            limit = IN_HAND if is_proven else 1
            if taken := self.ports.store.signing.take(parties, self.ports.worker, limit):
                self._may_be_more |= taken == limit
                log.info("signatures_taken", lane=name, parties=parties, messages=taken)

    def _let_go(self, by_lane: Mapping[str, Sequence[str]]) -> None:
        """Forget messages in the hand of a lane that no longer signs for their parties: its device may hang for ever.

        If it signs one of them after all, the first commit counts.
        """
        self._in_hand = {
            id_: (lane, party) for id_, (lane, party) in self._in_hand.items() if party in by_lane.get(lane, ())
        }

    def _in_order(self, rows: Sequence[ToSign]) -> list[ToSign]:
        """The rows without those that an earlier message holds back which no lane of this worker is signing."""
        if not (documents := sorted({row.document for row in rows if row.document and row.kind != "receipt"})):
            return list(rows)
        with self.ports.store.transactions.snapshot() as unit:
            earlier = unit.to_sign_for(documents)
        signing = {*self._in_hand, *(row.id for row in rows)} - self._failed
        given = []
        for row in rows:
            if any(other.id not in signing and holds_back(other, row) for other in earlier):
                signing.discard(row.id)
                self._put_off(row, BEHIND_S)
            else:
                given.append(row)
        return given

    def _by_lane(self, owner: str) -> dict[str, list[str]]:
        """The parties for which messages of this owner wait, by the lane of this worker that signs for them now."""
        assert self.ports.lanes is not None
        found: dict[str, list[str]] = {}
        for party in self.ports.store.signing.parties(owner):
            if (lane := self.ports.lanes.lane_of(party)) is not None:
                found.setdefault(lane, []).append(party)
        return found

    def _give(self, name: str, rows: Sequence[ToSign]) -> None:
        assert self._lanes is not None
        self._in_hand |= {row.id: (name, row.party) for row in rows}
        self._treated += [Treated(row, b"") for row in rows if not row.body]  # signed before: only promised now
        if rows:
            self._lanes.give(name, [row for row in rows if row.body])

    # ---- in one transaction ------------------------------------------------------------------

    def _transact(self, batch: Sequence[Treated]) -> Books:
        """As `_record_all`. What is missing for one message only is its own fault: it waits on, and stops no other."""
        try:
            return self._record_all(batch)
        except (SignerUnavailable, ReceiverUnavailable) as missing:
            raise Rejected((fault(missing.code),)) from missing

    def _record_all(self, batch: Sequence[Treated]) -> Books:
        with self.ports.store.transactions.begin() as unit:
            work = new_work(self.means, self.ports)
            documents = sorted({one.row.document for one in batch if one.row.document})
            is_answered = self._answers(unit, batch).has_found()
            self._load_locked(unit, work, documents, is_answered=is_answered)
            waiting = self._answers(unit, batch)
            if waiting.has_found() and not is_answered:
                raise StoreConflict("a receipt was parked before the documents were locked")
            signed = list(self._still_waiting(unit, batch))
            work.books.post.load(unit.sent([one.row.id for one in signed]))
            for one in signed:
                self._record(work, one, waiting)
            waiting.match(work)
            write_changes(unit, work.books)
        return work.books

    def _still_waiting(self, unit: Unit, batch: Sequence[Treated]) -> Iterator[Treated]:
        """Those that no other worker has recorded, and that no earlier message of their document holds back."""
        wait = {row.id for row in unit.to_sign([one.row.id for one in batch])}
        earlier = unit.to_sign_for(sorted({one.row.document for one in batch if one.row.document}))
        done: set[str] = set()
        for one in sorted((one for one in batch if one.row.id in wait), key=lambda one: (one.row.at, one.row.id)):
            if any(holds_back(row, one.row) for row in earlier if row.id not in done):
                self._put_off(one.row, BEHIND_S)
            else:
                done.add(one.row.id)
                yield one

    def _answers(self, unit: Unit, batch: Sequence[Treated]) -> Waiting:
        """The parked receipts for messages that were signed: a restored store may lack messages that were answered."""
        waiting = Waiting(unit, self.means, self.ports)
        waiting.look_for_answers([one.row.signed(one.body) for one in batch if one.body])
        return waiting

    def _load_locked(self, unit: Unit, work: Work, documents: Sequence[str], *, is_answered: bool) -> None:
        """Lock the documents, so that nobody decides on them, or parks an answer, until the promise is committed."""
        if is_answered:
            load_recorded(unit, work, documents)
        else:
            unit.lock(documents, [])
            work.books.trails.load(unit.documents(documents))

    def _record(self, work: Work, one: Treated, waiting: Waiting) -> None:
        """Keep the signed bytes. A message that is recorded already is only sent (again), with its own bytes."""
        post, row = work.books.post, one.row
        post.end_waiting(row.id)
        if self._has_moved_on(work, row) and not waiting.has_answer(row.signed(one.body or b"")):
            document = work.books.trails.document(row.document or "")
            cause = Cause("clock", f"{row.id}:{document.seq}", document.payload)
            detail = {"observed": NOT_SENT, "message": row.id, "kind": row.kind}
            work.books.trails.append(document.id, document.status, cause, detail)
            return
        if post.sent(row.id) is None and one.body:
            keep_sent(work, row, one.body, one.sealed)
        post.promise_message(row.id, row.party)

    def _has_moved_on(self, work: Work, row: ToSign) -> bool:
        """Whether a business message must not be sent any more: its document has left the status that sends it."""
        document = work.books.trails.find(row.document or "") if row.kind == "business" else None
        if document is None:
            return False
        route = work.route(document)
        sending = {route.leg(document.round).becomes or route.lifecycle.first, *route.taken_over}
        return document.round != row.round or document.status not in sending

    def _give_up(self, one: Treated, refusal: Rejected, _cause: str) -> Books:
        """Log a signature that could not be recorded. Its message waits on, and is signed again."""
        about = {"message": one.row.id, "document": one.row.document, "party": one.row.party}
        log.error("signature_not_recorded", **about, code=refusal.faults[0].code)
        self.ports.store.signing.note({one.row.id: Code(refusal.faults[0].code)})
        self._put_off(one.row, AGAIN_AFTER_S)
        return new_work(self.means, self.ports).books


def holds_back(row: ToSign, message: ToSign) -> bool:
    """Whether a message that waits must be sent before this one: it is older, of the same document, to the same party.

    Receipts of the hub need no order: they hold back nothing, and nothing holds them back.
    """
    if row.document is None or "receipt" in (row.kind, message.kind):
        return False
    is_same = (row.document, row.party) == (message.document, message.party)
    return is_same and (row.at, row.id) < (message.at, message.id)


def left_to_sign(committed: Sequence[Books]) -> bool:
    """Whether committed transactions left messages to be signed."""
    return any(books.post.to_sign for books in committed)
