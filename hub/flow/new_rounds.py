"""Declare documents that the hub made again, for an operator: the next round, a new message, the same numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hub.catalogue import Catalogue
from hub.effects.dispute import NOTIFIED
from hub.effects.draft import Draft
from hub.effects.move_status import ALARM, move_status
from hub.effects.work import Means, Work
from hub.effects.write_message import write_message
from hub.errors import Code, Rejected, fault
from hub.flow.act import Act, Done, detail_of
from hub.flow.opening import new_work
from hub.flow.replay_plan import DeclareAgain
from hub.flow.waiting import Waiting
from hub.loading.load_recorded import load_recorded
from hub.model import Document, Fault
from hub.ports import Ports, Unit
from hub.stages.follow import follow
from hub.stages.write_changes import write_changes


@dataclass(frozen=True)
class NewRounds:
    """Opens the next round of one document in one transaction. A worker sends the message; `ports` need no queue."""

    means: Means
    ports: Ports

    def apply(self, entry: DeclareAgain, act: Act) -> Done:
        """Open the next round, if the document stands where the plan saw it and may still be declared again.

        What cannot be read any more (HUB-510) refuses this entry, and no other one of its plan.
        """
        try:
            return self._apply(entry, act)
        except Rejected as refusal:
            return Done(entry, "refused", refusal.faults[0])

    def _apply(self, entry: DeclareAgain, act: Act) -> Done:
        with self.ports.store.transactions.begin() as unit:
            work = new_work(self.means, self.ports)
            document = self._locked(unit, work, entry.document)
            if act.is_in(unit.transitions([entry.document]), detail_of(entry)):
                return Done(entry, "done before")
            if document is None or (document.type, document.round, document.party) != (
                entry.type,
                entry.round,
                entry.to,
            ):
                return Done(entry, "refused", fault(Code.STORED_CONTENT_DIFFERS))
            if why := why_not(self.means.catalogue, document):
                return Done(entry, "refused", why)
            act.record(unit, work.books, document.id)
            self._open(work, document, act)
            follow(work)
            Waiting(unit, self.means, self.ports).match(work)
            write_changes(unit, work.books)
        return Done(entry, "promised")

    def _locked(self, unit: Unit, work: Work, id_: str) -> Document | None:
        """The document, locked and read with the one from which the hub made it and its predecessor; None: no such."""
        found = unit.documents([id_])
        for document in found:
            load_recorded(unit, work, [i for i in (document.id, document.maker, document.again_of) if i])
        return work.books.trails.find(id_)

    def _open(self, work: Work, document: Document, act: Act) -> None:
        """Begin the next round, and write its message from the facts of the document's maker."""
        trails, cause = work.books.trails, act.cause()
        work.books.post.keep_payload(cause.digest, act.reason.encode())
        opened, route = replace(document, round=document.round + 1), work.route(document)
        trails.put(opened)
        detail = {"round": str(opened.round), "reason": act.reason}
        move_status(work, opened, route.lifecycle.first, cause, detail)
        current = trails.document(document.id)
        draft = Draft(route=route, what=route.leg(current.round), document=current, party=current.party)
        write_message(work, draft, trails.facts(document.maker))


def entries_of(catalogue: Catalogue, documents: list[Document]) -> Iterator[DeclareAgain]:
    """An entry of a plan for each document of a type that an operator may declare again."""
    for document in documents:
        why = why_not(catalogue, document)
        yield DeclareAgain(
            document=document.id,
            type=document.type,
            to=document.party,
            round=document.round,
            status=document.status,
            seq=document.seq,
            send=why is None,
            why_not=why.code if why else "",
        )


def why_not(catalogue: Catalogue, document: Document) -> Fault | None:
    """Why a document must not be declared again; None if it may."""
    route = catalogue.routes.get(document.type)
    if route is None or not route.new_round:
        return fault(Code.NO_NEW_ROUND)
    if document.status not in route.new_round:
        return fault(Code.ROUND_NOT_OVER, status=document.status)
    return fault(Code.DISPUTED_BESIDE) if document.disputes - {ALARM, NOTIFIED} else None
