"""What would become of a delivery: what it says, what it finds, moves, sends and claims, or why it is refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from hub.flow.foresight import Foreseen, Layer, Move, Read, Sent
from hub.model import MAIN, Claim, Document, Statuses
from hub.model.message import Kind
from hub.text.bilingual import Bilingual
from hub.views.apart import FaultView, view_fault
from hub.views.statuses import called, status_of
from hub.views.view import ON_SCREEN, Record
from hub.views.words import OBSERVED, Labels, label

Outcome = Literal["moves", "observed", "kept", "waits", "repeated", "refused", "quarantined"]
LAYERS: Final[Labels] = {
    "transport": Bilingual("传输回执", "transport receipt"),
    "technical": Bilingual("技术回执", "technical receipt"),
    "business": Bilingual("业务回执", "business receipt"),
    "notice": Bilingual("通知", "notice"),
    "existing": Bilingual("存量单证", "document from before the hub"),
    "kept": Bilingual("平台通知", "notice of the platform"),
}
OUTCOMES: Final[Mapping[Outcome, Bilingual]] = {
    "moves": Bilingual("会使单证变化", "would move documents"),
    "observed": Bilingual("只作记录，状态不变", "would be observed, and move nothing"),
    "kept": Bilingual("只保存报文，不涉及单证", "would be kept, and concerns no document"),
    "waits": Bilingual("会待匹配：其所指尚未到", "would wait (parked): what it refers to is not there"),
    "repeated": Bilingual("与先前收到的相同：只重发首次答复", "is a repeat: its first answer again, and nothing else"),
    "refused": Bilingual("会被拒收（H001）", "would be refused (H001)"),
    "quarantined": Bilingual("会隔离（H002）", "would be in quarantine (H002)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedView:
    """A document, as it would be afterwards."""

    record: Record | None
    """Null for one that would be made: it gets its record number when it is recorded."""
    document: str
    type: str
    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadView:
    """A message of a party, as the hub reads it."""

    message: str
    element: str
    layer: Layer
    answers: str | None
    """Id of the hub's message that it answers; null for other messages."""
    document: NamedView | None
    """The document of that message, or the one that it would make; null where none is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveView:
    """A row that a trail would get."""

    document: NamedView
    track: str
    """`main`: the document's own status."""
    from_: str | None
    """Null for a document or a track that begins."""
    to: str
    label_zh: str
    label_en: str
    observed: str | None
    """Why it moves nothing, in one word; null for a move."""
    disputed: Sequence[str]
    """What an operator would have to settle then."""
    text: Bilingual = field(metadata=ON_SCREEN)
    """What screens call the status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentView:
    """Something that would be sent."""

    to: str
    """The portal or party."""
    kind: Kind | Literal["event", "refusal"]
    document: NamedView | None
    status: str | None
    """Of an event: the status that it tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """A right or an amount that a document would hold, or let go."""

    document: str
    resource: str
    key: str
    amount: str | None
    """Yuan; null for a right that only one document can hold."""
    held: bool
    """False where it would be let go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenView:
    """What would become of a delivery. Nothing is done."""

    id: str | None
    """Of the delivery in quarantine; null for a file."""
    owner: str
    """The portal or party that it is from."""
    outcome: Outcome
    messages: Sequence[ReadView]
    """The messages in it, of a party; empty where it cannot be read."""
    moves: Sequence[MoveView]
    sends: Sequence[SentView]
    claims: Sequence[ClaimView]
    waits_for: Sequence[str]
    """The hub's message that a receipt would wait for, or the numbers that a notice names."""
    faults: Sequence[FaultView]
    """Why it would be refused or quarantined."""
    text: Bilingual = field(metadata=ON_SCREEN)
    """The outcome, for people."""


def view_foreseen(found: Foreseen, statuses: Statuses, id_: str | None = None) -> ForeseenView:
    """The view of what would become of a delivery; `id_` of its row in quarantine."""
    outcome = _outcome(found)
    return ForeseenView(
        id=id_,
        owner=found.owner,
        outcome=outcome,
        messages=[_read(one) for one in found.read],
        moves=[_move(one, statuses) for one in found.moves],
        sends=[_sent(one) for one in found.sent],
        claims=[_claim(one) for one in found.claims],
        waits_for=found.waits_for,
        faults=[view_fault(one) for one in found.faults],
        text=OUTCOMES[outcome],
    )


def _outcome(found: Foreseen) -> Outcome:
    if found.faults:
        return "quarantined" if found.is_quarantined else "refused"
    if found.waits_for:
        return "waits"
    if found.moves:
        return "moves" if any(not one.row.is_observation or one.row.is_beside for one in found.moves) else "observed"
    return "kept" if found.is_kept else "repeated"


def _named(document: Document) -> NamedView:
    return NamedView(record=document.record, document=document.id, type=document.type, party=document.party)


def _read(one: Read) -> ReadView:
    return ReadView(
        message=one.id,
        element=one.element,
        layer=one.layer,
        answers=one.answers,
        document=None if one.document is None else _named(one.document),
    )


def _move(one: Move, statuses: Statuses) -> MoveView:
    row, before, after = one.row, one.row.before, one.row.after
    if row.is_beside:
        before, after = row.detail.get("before"), row.detail["event"]
    status = status_of(after, statuses)
    return MoveView(
        document=_named(one.document),
        track=row.track,
        from_=before,
        to=after,
        label_zh=status.zh,
        label_en=status.en,
        observed=None if row.is_beside or not row.is_observation else str(row.detail.get("observed", "")),
        disputed=sorted(one.document.disputes - {"told"}),
        text=called(status, one.document.type),
    )


def _sent(one: Sent) -> SentView:
    document = None if one.document is None else _named(one.document)
    return SentView(to=one.to, kind=one.kind, document=document, status=one.status or None)


def _claim(one: Claim) -> ClaimView:
    amount = None if one.amount is None else str(one.amount)
    return ClaimView(document=one.document, resource=one.resource, key=one.key, amount=amount, held=one.open)


def steps_of(view: ForeseenView) -> Iterator[tuple[str, str]]:
    """For people: each row that a trail would get, as the document and what becomes of it."""
    for one in view.moves:
        beside = "" if one.track == MAIN else f"[{one.track}] "
        if one.observed is None:
            said = f"{one.from_ or Bilingual('新', 'new')} → {one.to} {one.text}"
        else:
            said = f"{one.to} {label(one.observed, OBSERVED)}"
        yield f"{one.document.type} {one.document.record or one.document.document}", f"{beside}{said}"
