"""Deliveries in quarantine, parked receipts, and what operators did with them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from hub.errors import Code
from hub.model import Document, Fault, Operator, OperatorAct, Parked, Quarantined, Settled
from hub.text.bilingual import Bilingual
from hub.views.view import ABSENT, ON_SCREEN, Absent, Digest, ErrorCode, Moment, Record

if TYPE_CHECKING:
    from hub.reading.said_unverified import Unverified

Acts = Mapping[str, tuple[Settled, Sequence[Operator]]]
"""What operators did, and who they were, by the id of the delivery."""
NONE: Acts = {}


def acts_on(settled: Iterable[Settled], acts: Iterable[OperatorAct]) -> Acts:
    """What was done to deliveries; an older hub recorded no operators."""
    by = {act.about: act.operators for act in acts}
    return {one.quarantine: (one, by.get(one.quarantine, ())) for one in settled}


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultView:
    """One thing that was wrong."""

    field: str
    """In the sender's own names; empty when the whole is meant."""
    code: ErrorCode
    zh: str
    en: str

    @property
    def text(self) -> Bilingual:
        """What is wrong, for people."""
        return Bilingual(self.zh, self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActView:
    """What an operator did to a delivery."""

    act: Literal["released", "discarded"]
    reason: str
    at: Moment
    operators: Sequence[Mapping[str, str]] = ()
    """Who acted; the second approved. Empty for what an older hub recorded."""
    by: str = field(metadata=ON_SCREEN, default="")
    """The same, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedView:
    """A delivery that could not be used."""

    kind: Literal["quarantined"] = "quarantined"
    id: str
    owner: str
    """The portal or party whose queue it came from."""
    code: ErrorCode
    field: str
    """In the sender's own names; empty when the whole is meant."""
    zh: str
    en: str
    payload: Digest
    """Of its bytes."""
    document: str | None
    """The document that it contradicts, where there is one."""
    answers: str | None
    """The sender's own id of it, where it could be read."""
    cause: str
    """What went wrong in full; a traceback where the fault is the hub's."""
    at: Moment
    settled: ActView | Absent = ABSENT
    """Where an operator released or discarded it."""
    size: int | Absent = ABSENT
    """Bytes; only of `hub quarantine show`."""

    @property
    def name(self) -> str:
        """The id by which the list names it."""
        return self.id

    @property
    def text(self) -> Bilingual:
        """The reason, for people."""
        return Bilingual(self.zh, self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedView:
    """A receipt that waits for the message that it answers, or a notice that waits for a document (parked)."""

    kind: Literal["parked"] = "parked"
    party: str
    message: str
    """Its own id."""
    answers: str
    """Id of our message that a receipt says it answers; empty for a notice."""
    payload: Digest
    at: Moment
    type: str | Absent = ABSENT
    """Of a notice: type of the document that it announces."""
    names: str | Absent = ABSENT
    """Of a notice: the business numbers of the documents that it refers to, separated by commas."""
    size: int | Absent = ABSENT
    """Bytes; only of `hub quarantine show`."""

    @property
    def name(self) -> str:
        """The id by which the list names it."""
        return self.message


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeView:
    """A document that a released delivery made or moved."""

    record: Record | None
    document: str
    type: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidView:
    """What a delivery says of itself. Nobody has verified it."""

    element: str
    """The name of its outermost element; of a message in the hub's own form, what it is."""
    message: str | None
    """Its own id."""
    answers: str | None
    """Id of the hub's message that it says it answers."""
    document: MadeView | None
    """The document of that message, where the hub sent such a message to the same party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledView:
    """What became of a delivery that an operator released or discarded, or of a notice whose wait was ended."""

    id: str
    owner: str
    outcome: Literal["released", "discarded", "kept", "let-go"]
    """kept: it still cannot be used; `faults` say why. let-go: a notice waits no longer and is in quarantine now."""
    documents: Sequence[MadeView]
    """Documents that it made or moved; of a notice that waited, the known ones that it waited for.

    The trails of the latter keep the reason.
    """
    faults: Sequence[FaultView]
    """Why it is kept as it is; of a notice that waited, why it cannot be read, so that no trail keeps the reason."""
    code: ErrorCode | Absent = ABSENT
    """Of what was to be discarded: why it is in quarantine."""
    text: Bilingual | Absent = field(metadata=ON_SCREEN, default=ABSENT)
    """The same in words, for people."""
    said: SaidView | Absent = ABSENT
    """Of what was to be discarded and can be read: what it says of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApartChoiceView:
    """A name that means several deliveries or receipts (exit code 3)."""

    error: Literal[Code.AMBIGUOUS]
    name: str
    count: int
    """How many there are, some hundred at most."""
    candidates: Sequence[QuarantinedView | ParkedView]
    """The first of them."""


def view_apart(
    row: Quarantined | Parked, acts: Acts = NONE, size: int | Absent = ABSENT
) -> QuarantinedView | ParkedView:
    """A delivery or a receipt; `size` in bytes."""
    if isinstance(row, Parked):
        return ParkedView(
            party=row.party,
            message=row.message,
            answers=row.answers,
            payload=row.payload,
            at=Moment(row.at),
            type=row.type or ABSENT,
            names=row.names or ABSENT,
            size=size,
        )
    settled = acts.get(row.id)
    return QuarantinedView(
        id=row.id,
        owner=row.owner,
        code=row.code,
        field=row.field,
        zh=row.zh,
        en=row.en,
        payload=row.payload,
        document=row.document,
        answers=row.answers,
        cause=row.cause,
        at=Moment(row.at),
        settled=_act(*settled) if settled else ABSENT,
        size=size,
    )


def _act(settled: Settled, operators: Sequence[Operator]) -> ActView:
    return ActView(
        act=settled.act,
        reason=settled.reason,
        at=Moment(settled.at),
        operators=[one.facts() for one in operators],
        by=", ".join(one.label for one in operators),
    )


def view_settled(
    row: Quarantined, outcome: Literal["released", "discarded"], documents: Sequence[Document] = ()
) -> SettledView:
    """What became of a delivery."""
    return SettledView(id=row.id, owner=row.owner, outcome=outcome, documents=_made(documents), faults=())


def with_content(
    view: SettledView, row: Quarantined, said: "Unverified | None", document: Document | None
) -> SettledView:
    """The view with what the delivery was: whoever discards it sees what is given up."""
    told: SaidView | Absent = ABSENT
    if said is not None:
        (about,) = _made([document]) if document is not None else (None,)
        told = SaidView(
            element=said.element, message=said.message or None, answers=said.answers or None, document=about
        )
    return replace(view, code=row.code, text=Bilingual(row.zh, row.en), said=told)


def lines_of_content(view: SettledView) -> Iterator[Bilingual]:
    """What a delivery that was to be discarded was, for people."""
    if isinstance(view.code, str) and isinstance(view.text, Bilingual):
        yield Bilingual(f"隔离原因 {view.code} {view.text.zh}", f"in quarantine by {view.code} {view.text.en}")
    if not isinstance(view.said, SaidView):
        return
    said, about = view.said, view.said.document
    yield Bilingual(
        f"自称（未验证）：{said.element} {said.message or '—'}",
        f"says of itself, not verified: {said.element} {said.message or '—'}",
    )
    if said.answers is not None:
        found = f"{about.type} {about.record or about.document} {about.status}" if about is not None else ""
        what = Bilingual(found or "没有这份报文", found or "there is no such message")
        yield Bilingual(f"自称答复 {said.answers}（{what.zh}）", f"says that it answers {said.answers} ({what.en})")


def view_ended(row: Quarantined, documents: Sequence[Document], unread: Sequence[Fault]) -> SettledView:
    """What became of a notice that waited: its row in quarantine, and the documents whose trails keep the reason."""
    faults = [view_fault(one) for one in unread]
    return SettledView(id=row.id, owner=row.owner, outcome="let-go", documents=_made(documents), faults=faults)


def _made(documents: Sequence[Document]) -> list[MadeView]:
    return [MadeView(record=d.record, document=d.id, type=d.type, status=d.status) for d in documents]


def view_kept(row: Quarantined | Parked, faults: Sequence[Fault]) -> SettledView:
    """A delivery, or a message that waits, about which nothing could be done."""
    name, owner = (row.message, row.party) if isinstance(row, Parked) else (row.id, row.owner)
    return SettledView(id=name, owner=owner, outcome="kept", documents=(), faults=[view_fault(one) for one in faults])


def view_fault(fault: Fault) -> FaultView:
    """The view of a fault."""
    return FaultView(field=fault.field, code=fault.code, zh=fault.zh, en=fault.en)
