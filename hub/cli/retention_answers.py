"""Archives, holds and removals by policy that a second operator approves or rejects."""

from dataclasses import replace
from typing import Any

from hub.bootstrap.archiving import open_archiving, open_unarchiving
from hub.bootstrap.authority import open_authority
from hub.bootstrap.past import open_store_to_write
from hub.bootstrap.pruning import open_pruning
from hub.bootstrap.restore import record
from hub.cli.answers import answer
from hub.cli.audit_archive import view_steps
from hub.cli.audit_prune import view_steps as view_pruning
from hub.cli.audit_unarchive import view_came
from hub.cli.authority import Card
from hub.errors import Code, rejected
from hub.flow.acting import Acting
from hub.home.place import Home
from hub.model import Proposal, Request, digest
from hub.model.month import Month
from hub.operate.acts.challenge import Answering
from hub.operate.retention.holding import set_hold
from hub.ports import Store
from hub.views.answered import AnsweredView
from hub.views.pruning import PruningView


def answer_retention(
    home: Home, proposal: Proposal, answering: Answering, card: Card, as_json: bool
) -> AnsweredView | None:
    """Do what a second operator approves, or end its proposal; None where only a challenge was written.

    Raises Rejected as the act itself does.
    """
    store = open_store_to_write(home)
    done: dict[str, Any] = {}
    try:

        def act(acting: Acting) -> None:
            if answering.does == "reject":
                record(store, acting)
            else:
                done.update(_do(home, store, proposal.request, acting))

        answered = answer(open_authority(home, None, store), proposal, answering, (card, as_json), act)
        return answered and replace(answered, **done)
    finally:
        store.close()


def _do(home: Home, store: Store, request: Request, acting: Acting) -> dict[str, Any]:
    """Do it; what is told of it, by field of the answer."""
    if request.verb == "hold":
        set_hold(store, acting, lift=request.arguments["does"] == "lift")
        return {}
    told: dict[str, Any] = {}
    if request.verb == "unarchive":
        told["unarchived"] = view_came(open_unarchiving(home, store).run(request.arguments["documents"], acting))
    elif request.verb == "prune":
        told["pruned"] = _prune(home, store, request, acting)
    else:
        archiving = open_archiving(home, store)
        told["archived"] = view_steps(archiving, archiving.run(Month.read(request.about), acting), done=True)
    with store.transactions.snapshot() as unit:
        is_recorded = bool(acting.refuse_other(unit))
    if not is_recorded:  # there was nothing to do: the proposal has its end all the same
        record(store, acting)
    return told


def _prune(home: Home, store: Store, request: Request, acting: Acting) -> PruningView:
    """Remove by the policy that was approved. Raises Rejected (HUB-961) where the home has another one by now."""
    pruning = open_pruning(home, store)
    if digest(pruning.policy.body) != request.arguments["policy"]:
        raise rejected(Code.POLICY_CHANGED)
    return view_pruning(pruning, pruning.run(acting), done=True)
