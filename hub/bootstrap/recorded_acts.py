"""What the store has of operators' acts: what was asked for, and the rows of trails that they caused."""

import json
from collections.abc import Collection, Sequence

from hub.model import OperatorAct, Request, Transition
from hub.model.identifier import read_uuid
from hub.ports import Archive, StoreReader
from hub.views.acts import ActRecord


def records_of(store: StoreReader, acts: Sequence[OperatorAct]) -> list[ActRecord]:
    """These acts, each with what is recorded beside it."""
    about = sorted({act.about for act in acts if read_uuid(act.about)})
    documents = {one.id: one for one in store.relations.of_ids(about)}
    later = store.acts.about(sorted(documents))
    with store.transactions.snapshot() as unit:
        asked = {one.id: one.request for one in unit.proposals([act.id for act in acts])}
        trails: dict[str, list[Transition]] = {}
        for row in unit.transitions(sorted(documents)):
            if row.cause.kind == "operator":
                trails.setdefault(row.document, []).append(row)
        causes = sorted({row.cause.ref for trail in trails.values() for row in trail})
        owned = {one.id for one in unit.acts(causes)}
    owned |= {one.about for one in store.acts.about(causes)}
    return [
        ActRecord(
            act=act,
            document=documents.get(act.about),
            asked=asked.get(act.id) or _signed(store.archive, act),
            rows=_rows(act, trails.get(act.about, ()), later, owned),
        )
        for act in acts
    ]


def _signed(archive: Archive, act: OperatorAct) -> Request | None:
    """What was asked for by what the operator's card signed; None without a card, or where it cannot be read."""
    first = act.operators[0] if act.operators else None
    body = archive.payload(first.challenge) if first is not None and first.has_card else None
    try:
        said = json.loads(body) if body is not None else None
    except (ValueError, RecursionError):
        return None
    arguments = said.get("arguments") if isinstance(said, dict) else None
    if not isinstance(arguments, dict) or act.verb == "reject":
        return None
    return Request(verb=act.verb, about=act.about, reason=act.reason, arguments=arguments, heads={})


def _rows(
    act: OperatorAct, trail: Sequence[Transition], acts: Sequence[OperatorAct], owned: Collection[str]
) -> list[Transition]:
    """The rows that name its operators and its reason, and that it caused: it, or the plan that its command made.

    No act names such a plan, so it is this act's only where it is the one that begins after it and before the next.
    `owned`: the acts and the plans of acts that are known; what they caused is nobody else's.
    """
    who = [one.facts() for one in act.operators]
    said = [row for row in trail if row.detail.get("operators") == who and row.detail.get("reason") == act.reason]
    mine = [row for row in said if row.cause.ref == act.id]
    if mine or act.verb != "replay":
        return mine
    begun: dict[str, int] = {}
    for row in said:
        begun.setdefault(row.cause.ref, row.at)
    next_ = [one.at for one in acts if (one.about, one.verb) == (act.about, "replay") and _order(one) > _order(act)]
    end = min(next_, default=None)
    plans = [ref for ref, at in begun.items() if ref not in owned and at >= act.at and (end is None or at < end)]
    return [row for row in said if [row.cause.ref] == plans]


def _order(act: OperatorAct) -> tuple[int, str]:
    return act.at, act.id
