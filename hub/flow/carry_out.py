"""Carry out what an operator asks for, at once or after a second operator has approved it: the same functions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hub.errors import Code, Rejected, StoreConflict, rejected
from hub.flow.acting import Acting
from hub.flow.heartbeat import OPERATOR
from hub.flow.leg_parties import parties_of_settlement
from hub.flow.plan_facts import parties_of_plan
from hub.flow.release import Release
from hub.flow.replay import Replay
from hub.flow.settlement import Proof, Settlement
from hub.flow.stored_plan import stored_content, stored_plan
from hub.model import Books, Document, Fault, OperatorAct, Parked, Proposal, Quarantined, Request
from hub.model.act import ALTHOUGH_GOOD
from hub.ports import Store
from hub.stages.settle_part import Decision

Done = TypeVar("Done")


@dataclass(frozen=True, kw_only=True)
class Acts:
    """What operators' acts need. `replay` has the home's keys."""

    store: Store
    settlement: Settlement
    release: Release
    replay: Replay


@dataclass(frozen=True)
class CarriedOut:
    """What an act did."""

    documents: Sequence[Document]
    """Documents that it moved, or on which it was observed."""
    faults: Sequence[Fault] = ()
    """Why parts of it were refused; the rest is done."""


def carry_out(acts: Acts, request: Request, acting: Acting) -> CarriedOut:
    """Do what was asked for. Raises Rejected where it cannot be done any more; then nothing has changed.

    A plan is done entry by entry: where the store went away half-way, the same operators' next approval goes on.
    """
    return _BY_VERB[request.verb](acts, request, acting)


def parties_of(acts: Acts, proposal: Proposal) -> set[str]:
    """The parties that a proposal concerns, by what the store holds now. Raises Rejected (HUB-745)."""
    request = proposal.request
    if request.verb == "replay":
        return parties_of_plan(acts.store, stored_plan(acts.store, request, proposal.id, acts.replay.clock.now()))
    if request.verb == "settle":
        return parties_of_settlement(acts.settlement, request)
    return {request.arguments["owner"]}


def end_proposal(acts: Acts, acting: Acting) -> None:
    """Record that a proposal was rejected. Raises Rejected (HUB-804) if it has an end already."""
    _record(acts, acting)


def _record(acts: Acts, acting: Acting) -> None:
    """Record an act by itself, if it is not recorded. Raises Rejected (HUB-804) if another one has its id."""

    def record() -> None:
        replay = acts.replay
        with acts.store.transactions.begin() as unit:
            books = Books(replay.clock.now(), replay.catalogue.digest, OPERATOR)
            acting.record(unit, books)
            unit.write(books.changes())

    _past_conflict(record)


def _past_conflict(do: Callable[[], Done]) -> Done:
    """Try once more where another transaction was in the way: it may have done the same act, which refuses this one."""
    try:
        return do()
    except StoreConflict:
        return do()


# ---- settle --------------------------------------------------------------------------------------


def settle_as_asked(settlement: Settlement, request: Request, proof: Proof) -> Document:
    """Settle a document in the way that the arguments name. Raises Rejected as Settlement does."""
    said = request.arguments
    if "paid" in said or "failed" in said:
        decision = Decision(said.get("paid", []), said.get("failed", []), said.get("values", {}))
        return settlement.decide(request.about, decision, proof)
    if "as" in said:
        return settlement.state(request.about, said["as"], proof, said.get("party-reason", ()))
    if "stands" in said:
        return settlement.stand(request.about, int(said["stands"]), proof)
    plain = {"let-go": settlement.let_go, "taken-back": settlement.take_back, "not-sent": settlement.not_sent}
    act = next((act for way, act in plain.items() if way in said), settlement.close)
    return act(request.about, proof)


def _settle(acts: Acts, request: Request, acting: Acting) -> CarriedOut:
    body = stored_content(acts.store, request.arguments["proof"]) if "proof" in request.arguments else b""
    proof = Proof(request.reason, body, acting)
    return _past_conflict(lambda: CarriedOut([settle_as_asked(acts.settlement, request, proof)]))


# ---- quarantine ----------------------------------------------------------------------------------


def arguments_of(row: Quarantined | Parked) -> dict[str, str]:
    """What names a delivery in a request, and its bytes."""
    kind = "parked" if isinstance(row, Parked) else "quarantined"
    owner = row.party if isinstance(row, Parked) else row.owner
    return {"kind": kind, "owner": owner, "sha256": row.payload}


def _row(store: Store, request: Request) -> Quarantined | Parked:
    """The delivery that a request names. Raises Rejected (HUB-749) if it is there no more."""
    owner, is_parked = request.arguments["owner"], request.arguments["kind"] == "parked"
    find: Callable[..., Sequence[Quarantined | Parked]]
    find = store.quarantine.parked if is_parked else store.quarantine.deliveries
    for row in find(1, owner=owner, beginning=request.about):
        named = row.message if isinstance(row, Parked) else row.id
        if named == request.about and row.payload == request.arguments["sha256"]:
            return row
    raise rejected(Code.ALREADY_SETTLED)


def _release(acts: Acts, request: Request, acting: Acting) -> CarriedOut:
    return _past_conflict(lambda: _released(acts, request, acting))


def _released(acts: Acts, request: Request, acting: Acting) -> CarriedOut:
    row = _row(acts.store, request)
    if isinstance(row, Parked):
        raise rejected(Code.STILL_WAITS, names=row.names or row.answers)
    return CarriedOut(acts.release.release(row, request.reason, acting))


def _discard(acts: Acts, request: Request, acting: Acting) -> CarriedOut:
    return _past_conflict(lambda: _discarded(acts, request, acting))


def _discarded(acts: Acts, request: Request, acting: Acting) -> CarriedOut:
    row = _row(acts.store, request)
    if isinstance(row, Parked):
        ended = acts.release.end_wait(row, request.reason, acting)
        return CarriedOut(ended.documents, ended.unread)
    if ALTHOUGH_GOOD not in request.arguments:
        acts.release.refuse_perhaps_good(row)
    acts.release.discard(row, request.reason, acting)
    return CarriedOut([])


# ---- replay --------------------------------------------------------------------------------------


def _replay(acts: Acts, request: Request, acting: Acting) -> CarriedOut:
    """Apply a plan. The act is recorded also where every entry was done before: what was proposed has its end then."""
    begun = _begun(acts.store, acting)
    acting = begun or acting
    plan = stored_plan(acts.store, request, acting.act.id, acts.replay.clock.now())
    done = list(acts.replay.apply(plan, request.reason, acting))
    faults = [one.why for one in done if one.outcome == "refused" and one.why is not None]
    observed = sorted({one.entry.document for one in done if one.outcome in {"promised", "done before"}})
    if faults and not observed:
        raise Rejected(tuple(faults))
    if begun and not faults and all(one.outcome != "promised" for one in done):
        raise rejected(Code.ACT_DONE)
    _record(acts, acting)
    with acts.store.transactions.snapshot() as unit:
        return CarriedOut(unit.documents(observed), faults)


def _begun(store: Store, acting: Acting) -> Acting | None:
    """The act as it is recorded, where the same operators began it; None where it has not begun, or others did it."""
    with store.transactions.snapshot() as unit:
        for known in unit.acts([acting.act.id]):
            if known.verb == acting.act.verb and _persons(known) == _persons(acting.act):
                return Acting(known, acting.heads)
    return None


def _persons(act: OperatorAct) -> list[tuple[str, str]]:
    return [(one.user, one.certificate) for one in act.operators]


_BY_VERB: Mapping[str, Callable[[Acts, Request, Acting], CarriedOut]] = {
    "settle": _settle,
    "release": _release,
    "discard": _discard,
    "replay": _replay,
}
"""What each verb does; changes of keys need neither routes nor messages (hub/bootstrap/key_changes.py)."""
