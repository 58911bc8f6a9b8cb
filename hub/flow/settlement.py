"""An operator's decisions where parties leave something open or contradict themselves. A worker sends what follows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from uuid6 import uuid7

from hub.catalogue import Catalogue
from hub.effects.account import account_for
from hub.effects.bear_numbers import give
from hub.effects.dispute import WITH, settle_dispute
from hub.effects.doubt_figures import end_doubt, tell_doubt
from hub.effects.move_other import STANDS
from hub.effects.settle_claims import IN_DOUBT, let_go, stand_figures
from hub.effects.tell_left_out import tell_left_out
from hub.effects.tell_tracks import join_tracks, tell_own_tracks
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.flow.acting import Acting
from hub.flow.heartbeat import OPERATOR
from hub.flow.opening import means_of, new_work
from hub.flow.stated_time import load_stated_time
from hub.flow.waiting import Waiting
from hub.loading.load_bearers import accounts_of, load_bearers, load_counted, numbers_given
from hub.loading.load_holders import load_holders
from hub.loading.load_recorded import load_recorded
from hub.loading.load_relations import load_facts
from hub.loading.load_tellers import tellers_of
from hub.loading.load_tracks import load_tracks
from hub.model import Cause, Document, Transition, digest
from hub.ports import Ports, Unit
from hub.stages.end_unsent import end_unsent, unsent_message
from hub.stages.follow import follow
from hub.stages.let_stand import decision_of, let_stand, standing
from hub.stages.refuse_short import refuse_short, short_of
from hub.stages.refuse_unsent import refuse_unsent
from hub.stages.settle_part import Decision, settle_part
from hub.stages.state_decision import state_decision
from hub.stages.take_back import line_of, rights_on, take_back
from hub.stages.write_changes import write_changes
from hub.xml.decimals import written

LET_GO: Final = "let-go"
"""Observed on a document when an operator freed the amount that it reserved."""


@dataclass(frozen=True)
class Proof:
    """Why an operator decides so: a reason in words, and a party's written proof if there is one."""

    reason: str
    body: bytes = b""
    """The proof's bytes, kept as the payload of the cause; if empty, the bytes of the reason are kept."""
    acting: Acting | None = None
    """Who decides; None: no operator of a home, such as a test."""


class Settlement:
    """Settles disputes, one document in one transaction. No recorded statement is ever removed.

    A worker sends what follows; `ports` need no queue.
    """

    def __init__(self, hub_id: str, catalogue: Catalogue, ports: Ports) -> None:
        self.catalogue = catalogue
        self.ports = replace(ports, worker=OPERATOR)
        self.means = means_of(hub_id, catalogue, self.ports)

    def close(self, document: str, proof: Proof) -> Document:
        """End the dispute and leave the recorded values as they are. The status does not change.

        Raises Rejected: HUB-770 if nothing is disputed, HUB-775 if another document's dispute must be settled instead.
        """
        return self._settle(document, proof, lambda work, cause, _: self._close(work, document, proof, cause, {}))

    def stand(self, document: str, seq: int, proof: Proof) -> Document:
        """End the dispute in favour of what one row of the trail brought; `seq` is the row's number.

        Its values count from now on: for claims, and for the documents to which they go. A decision of the party that
        the route lets stand (`stands:`) moves the document, and what it says of tracks is told. Raises Rejected as
        `close` does, HUB-771 for a row that brought neither values nor such a decision, and HUB-839 for a row by which
        more was taken out of a document than there is.
        """

        def settle(work: Work, cause: Cause, unit: Unit) -> None:
            recorded, trail = work.books.trails.document(document), work.books.trails.past(document)
            self._refuse_undisputed(work, recorded, stands=True)
            row = next((row for row in trail if row.seq == seq), None)
            decides = row is not None and decision_of(work, recorded, row) != ""
            if row is None or not (_brought(trail, seq) or decides):
                raise rejected(Code.NO_RETURNED_DATA, value=seq)
            load_stated_time(unit, work, self.ports, recorded, row)
            said = standing(work, recorded, row)
            self._close(work, document, proof, cause, {STANDS: seq} if decides else said)
            let_stand(work, work.books.trails.document(document), row, cause, said)

        return self._settle(document, proof, settle, lambda trail: _brought(trail, seq))

    def let_go(self, document: str, proof: Proof) -> Document:
        """Free the amount that a document reserves of an account. The status does not change.

        Raises Rejected: HUB-776 if it reserves nothing, HUB-777 if its party decided less than a day ago.
        """

        def settle(work: Work, cause: Cause, _: Unit) -> None:
            recorded = work.books.trails.document(document)
            detail = {"observed": LET_GO, "reason": proof.reason, "amount": written(let_go(work, recorded))}
            work.books.trails.append(document, recorded.status, cause, detail)
            tell_left_out(work, document, cause)

        return self._settle(document, proof, settle)

    def take_back(self, document: str, proof: Proof) -> Document:
        """Take back a decision of the party on a document, because the one on another of its line stays.

        Raises Rejected: HUB-820 if no other document of the line has the same decision, HUB-821 if others rest on it.
        """

        def settle(work: Work, cause: Cause, unit: Unit) -> None:
            recorded = work.books.trails.document(document)
            line = line_of(unit, work.route(recorded), recorded)
            load_facts(unit, work.books, map(work.books.trails.document, line), self.catalogue)
            take_back(work, recorded, line, (cause, proof.reason))

        return self._settle(document, proof, settle)

    def not_sent(self, document: str, proof: Proof) -> Document:
        """End a document whose message waits for a signature that will never be made; nobody is sent it any more.

        Raises Rejected (HUB-828) if the message is signed or sent, or answered: a restored store may not know of it.
        """

        def settle(work: Work, cause: Cause, unit: Unit) -> None:
            recorded = work.books.trails.document(document)
            row = unsent_message(unit, recorded)
            waiting = Waiting(unit, self.means, self.ports)
            waiting.look_for_answers([message := row.signed(b"")])
            if waiting.has_answer(message):
                raise rejected(Code.NOT_UNSENT)
            end_unsent(work, recorded, row, (cause, proof.reason))

        return self._settle(document, proof, settle)

    def decide(self, document: str, decision: Decision, proof: Proof) -> Document:
        """Decide on documents that this document refers to. What is not mentioned stays open and may be decided later.

        Raises Rejected for a decision that does not fit (HUB-772 … HUB-774), and HUB-825 if the document's message is
        still to be sent. Then nothing has changed.
        """

        def settle(work: Work, cause: Cause, unit: Unit) -> None:
            recorded = work.books.trails.document(document)
            settle_part(work, recorded, decision, (cause, proof.reason))
            refuse_unsent(unit, recorded)

        return self._settle(document, proof, settle, lambda _: decision.values)

    def state(self, document: str, status: str, proof: Proof, words: Sequence[str] = ()) -> Document:
        """Move a document as an answer of its party would, by what the party has said in writing.

        `words`: the party's own reasons; portals see them.

        Raises Rejected: HUB-985 if it cannot be led there in writing now, HUB-759 if it is disputed, HUB-317 if another
        document holds what it claims, HUB-825 if its message is still to be sent, and as a receipt would be refused.
        """

        def settle(work: Work, cause: Cause, unit: Unit) -> None:
            state_decision(work, work.books.trails.document(document), status, (cause, proof.reason), words)
            refuse_unsent(unit, work.books.trails.document(document))

        return self._settle(document, proof, settle)

    # ---- in one transaction ------------------------------------------------------------------

    def _settle(
        self,
        document: str,
        proof: Proof,
        settle: Callable[[Work, Cause, Unit], None],
        given: Callable[[list[Transition]], Mapping[str, Any]] = lambda _: {},
    ) -> Document:
        """`given` returns the values that the document gets; its business numbers among them are recorded for it."""
        body = proof.body or proof.reason.encode()
        with self.ports.store.transactions.begin() as unit:
            work = new_work(self.means, self.ports)
            books = work.books
            (recorded,) = unit.documents([document])
            trail = unit.transitions([document])
            accounts = [account] if (account := account_for(self.catalogue, recorded)) else []
            beside = [d.id for d in tellers_of(unit, self.catalogue, accounts)]
            beside += line_of(unit, work.route(recorded), recorded)
            numbers = numbers_given(unit, self.catalogue, recorded, given(trail))
            keys = [*(one.key for one in accounts), *(number.key for number in numbers), *rights_on(work, recorded)]
            load_recorded(unit, work, [document], beside, keys)
            load_bearers(unit, books, self.catalogue, numbers)
            load_counted(unit, work, {*(one.key for one in accounts), *accounts_of(work, recorded)}, all_=True)
            load_tracks(unit, work, numbers)
            load_holders(unit, books, [work.route(recorded)])
            if proof.acting is not None:
                proof.acting.refuse_moved(unit, document)
                proof.acting.record(unit, books)
            cause = Cause("operator", proof.acting.act.id if proof.acting else str(uuid7()), digest(body))
            books.post.keep_payload(cause.digest, body)
            short = short_of(work, recorded)
            settle(work, cause, unit)
            if numbers:
                give(work, books.trails.document(document), numbers)
                tell_own_tracks(work, books.trails.document(document), cause)
                join_tracks(work, books.trails.document(document), cause)
            follow(work)
            refuse_short(work, books.trails.document(document), short)
            Waiting(unit, self.means, self.ports).match(work)
            write_changes(unit, books)
        return books.trails.document(document)

    def _close(self, work: Work, document: str, proof: Proof, cause: Cause, said: Mapping[str, Any]) -> None:
        recorded = work.books.trails.document(document)
        marked, account = recorded.disputes, account_for(self.catalogue, recorded)
        self._refuse_undisputed(work, recorded, stands=STANDS in said)
        if elsewhere := sorted(word.removeprefix(WITH) for word in marked if word.startswith(WITH)):
            raise rejected(Code.DISPUTED_ELSEWHERE, document=elsewhere[0])
        stand_figures(work, recorded, said.get("returned", {}))
        detail = {"observed": "settled", "reason": proof.reason, **said}
        settle_dispute(work, recorded, cause, detail)
        tell_left_out(work, document, cause)
        if account is not None and (IN_DOUBT in marked or not marked):
            end_doubt(work, account)
            tell_doubt(work, account, cause)

    def _refuse_undisputed(self, work: Work, recorded: Document, *, stands: bool) -> None:
        """Raise Rejected (HUB-770) if nothing is disputed: neither the document nor figures that may stand with it."""
        account = account_for(self.catalogue, recorded)
        is_doubted = account is not None and bool(work.books.claims.resource(account.key).dispute)
        if not recorded.disputes and not (stands and is_doubted):
            raise rejected(Code.NOT_DISPUTED)


def _brought(trail: list[Transition], seq: int) -> dict[str, Any]:
    """The values that a row of a trail brought, without files."""
    brought: dict[str, Any] = next((row.detail.get("returned", {}) for row in trail if row.seq == seq), {})
    return {name: value for name, value in brought.items() if not isinstance(value, dict)}
