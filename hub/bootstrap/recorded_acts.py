"""What the store has of operators' acts: what was asked for, and the rows of trails that they caused."""

import json
from collections.abc import Sequence

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
            trails.setdefault(row.document, []).append(row)
    return [
        ActRecord(
            act=act,
            document=documents.get(act.about),
            asked=asked.get(act.id) or _signed(store.archive, act),
            rows=_rows(act, trails.get(act.about, ()), later),
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


def _rows(act: OperatorAct, trail: Sequence[Transition], acts: Sequence[OperatorAct]) -> list[Transition]:
    """The rows that name its operators and its reason, and are no older than it and not of a later act.

    The cause of a row is the act, or the replay plan, whose id an act on one document does not have.
    """
    who = [one.facts() for one in act.operators]
    end = min((one.at for one in acts if one.about == act.about and (one.at, one.id) > (act.at, act.id)), default=None)
    return [
        row
        for row in trail
        if row.cause.kind == "operator"
        and row.detail.get("operators") == who
        and row.detail.get("reason") == act.reason
        and (row.cause.ref == act.id or (row.at >= act.at and (end is None or row.at < end)))
    ]
