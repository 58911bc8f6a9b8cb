"""What was sent to parties, each message with the three layers of its receipts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.model import Message, Transition
from hub.model.message import Kind
from hub.ports import Trail
from hub.views.awaited import NOT_TAKEN, is_handed_over
from hub.views.view import Moment

_TECHNICAL: Final = ("accepted", "refused")
"""Codes of technical receipts, as trails keep them."""
_TAKEN: Final = "P002"


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerView:
    """What one layer said last about a message."""

    at: Moment
    code: str
    """taken or returned by the queue (empty: an older hub did not record which, because the answer had come before);
    accepted or refused by the party's gateway; the code of the party's answer."""
    times: int
    """How often this layer spoke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeView:
    """One message of ours, and what came back."""

    id: str
    document: str
    party: str
    kind: Kind
    at: Moment
    transport: LayerView | None
    """The queue, or the platform that passes the message on. Null while nothing is recorded of it, as in the other
    layers."""
    handed_over: bool
    """True: the queue has taken the message, and nothing says when, because only the platform's report is recorded."""
    technical: LayerView | None
    """The party's gateway."""
    business: LayerView | None
    """The party's answers."""


def view_exchanges(trail: Trail) -> list[ExchangeView]:
    """The messages of one document that ask something of a party, oldest first; our receipts are left out."""
    told = _by_message(trail)
    sent = [m for m in trail.messages if m.direction == "out" and m.kind != "receipt"]
    return [_exchange(message, told.get(message.id, ()), trail) for message in sent]


def _by_message(trail: Trail) -> Mapping[str, Sequence[Transition]]:
    """The rows that receipts and confirms caused, by the message of ours that they are about."""
    answered = {m.id: m.answers for m in trail.messages if m.direction == "in"}
    found: dict[str, list[Transition]] = {}
    for row in trail.transitions:
        about = row.cause.ref if row.cause.kind == "confirm" else answered.get(row.cause.ref)
        if row.cause.kind in ("confirm", "receipt") and about:
            found.setdefault(about, []).append(row)
    return found


def _exchange(message: Message, told: Iterable[Transition], trail: Trail) -> ExchangeView:
    layers: dict[str, list[Transition]] = {"transport": [], "technical": [], "business": []}
    for row in told:
        layers[_layer_of(row)].append(row)
    return ExchangeView(
        id=message.id,
        document=trail.document.id,
        party=message.party,
        kind=message.kind,
        at=Moment(message.at),
        handed_over=not layers["transport"] and is_handed_over(message, trail),
        **{name: _layer(rows) for name, rows in layers.items()},
    )


def queue_said(row: Transition) -> str:
    """Whether the queue has `taken` or `returned` the message, as its row says; empty if it does not.

    A row that moved nothing has the status of the document, whatever the queue did; older hubs did not add what it did.
    """
    code = row.detail.get("code", "") if row.is_observation else row.after
    return {"": "", NOT_TAKEN: "returned"}.get(code, "taken")


def _layer_of(row: Transition) -> str:
    """A platform's report of what it passed on is of the first layer, as a queue's confirm is."""
    if row.cause.kind == "confirm" or (row.after in (_TAKEN, NOT_TAKEN) and not row.is_observation):
        return "transport"
    return "technical" if row.detail.get("code") in _TECHNICAL else "business"


def _layer(rows: Sequence[Transition]) -> LayerView | None:
    if not rows:
        return None
    last = rows[-1]
    code = queue_said(last) if _layer_of(last) == "transport" else str(last.detail.get("code", last.after))
    return LayerView(at=Moment(last.at), code=code, times=len(rows))
