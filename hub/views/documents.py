"""Documents: the row of a list, and the trail with everything behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from hub.errors import Code
from hub.model import Document, Message, Operator, Status, Statuses, Transition
from hub.model.message import Direction, Kind
from hub.model.transition import CauseKind
from hub.ports import Trail
from hub.text.bilingual import Bilingual
from hub.views.retention import NOTHING_LEFT, HoldView, Left, PlaceView
from hub.views.statuses import Tone, called, status_of, tone_of
from hub.views.unsigned import UnsignedView
from hub.views.view import ABSENT, ON_SCREEN, Absent, Digest, Moment, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One document as it stands now."""

    record: Record | None
    """记录编号. Null for a submission that the hub refused (H001)."""
    document: str
    """The hub's own id."""
    type: str
    portal: str | None
    """Null for a document that a party announced."""
    party: str
    enterprise: str
    """The enterprise's USCC."""
    status: str
    label_zh: str
    """The label in a trail (状态描述)."""
    label_en: str
    list_label_zh: str
    """The label in a list (状态)."""
    list_label_en: str
    final: bool
    """No further message is expected."""
    disputed: Sequence[str]
    """What an operator has to settle; empty when there is no dispute."""
    updated_at: Moment
    submission: str
    """The id that its sender gave it."""
    submitted_at: Moment | None
    """申请时间, the submission's own time. Null for a document that no portal submitted."""
    vouched_by: str | Absent | None = ABSENT
    """Who vouches for the signer: `portal`, or `card:` and the SHA-256 of the card's certificate."""
    references: Mapping[str, str] | Absent = ABSENT
    """Business numbers by kind."""
    tracks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By track: its status, then what its clock has told. Tracks are statuses beside the document's own."""
    beside: Sequence[tuple[str, Bilingual, Tone]] = field(metadata=ON_SCREEN, default=())
    """The same statuses with their labels and tones."""
    enterprise_name: str = field(metadata=ON_SCREEN, default="")
    tone: Tone = field(metadata=ON_SCREEN, default="open")
    dispute: str = field(metadata=ON_SCREEN, default="")
    """What is disputed, in the words of the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionView:
    """One row of a trail."""

    seq: int
    at: Moment
    track: str
    """The track of the status. Only `main` is the document's own status; others are facts beside it."""
    from_: str | None
    """Null for the first row, also of a track."""
    to: str
    label_zh: str
    label_en: str
    cause: CauseKind
    message: str | None
    """The message that was the cause. Null for other causes."""
    hash: Digest
    """Hash of this row and the row before it."""
    reason: Sequence[str]
    """What the party said in words."""
    detail: Mapping[str, Any]
    """Values that came back, or faults, as the trail keeps them."""
    ref: str = field(metadata=ON_SCREEN, default="")
    """Id of the cause: a message, a document, an act of an operator."""
    returned: Mapping[str, Any] = field(metadata=ON_SCREEN, default_factory=dict)
    """Values that came back, by name."""
    tone: Tone = field(metadata=ON_SCREEN, default="open")
    label: Bilingual = field(metadata=ON_SCREEN)
    """What screens call the status."""

    @property
    def by(self) -> str:
        """The operators who acted, for people; empty for another cause, and for what an older hub recorded."""
        told = (Operator(**facts).label for facts in self.detail.get("operators", ()))
        return ", ".join(told) if self.cause == "operator" else ""

    @property
    def said(self) -> Sequence[str]:
        """The reason of the operator who acted, and what the party said in words."""
        words = self.detail.get("reason", "")
        return [*([words] if isinstance(words, str) and words else []), *self.reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptionView:
    """How a message was encrypted when it travelled."""

    cipher: str | None
    """As a party's file names it. Null where no cipher of this hub has its form."""
    certificate: Digest | None
    """Fingerprint of the receiver's certificate, as `hub keys list --for-encryption` prints it. Null where the message
    names none."""

    @property
    def words(self) -> Bilingual:
        """The same for people, with as much of the fingerprint as tells certificates apart."""
        cipher, certificate = self.cipher or "?", (self.certificate or "?")[:16]
        return Bilingual(
            f"已加密：{cipher}，证书 {certificate}", f"encrypted by {cipher} for certificate {certificate}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One message of a document; `hub show ID --message ID` prints its text."""

    id: str
    direction: Direction
    party: str
    kind: Kind
    sha256: Digest
    size: int
    """Bytes."""
    at: Moment
    encrypted: EncryptionView | None = None
    """Null for a message that travelled as it was signed."""
    left: str | None = None
    """The removal by which its bytes left the store, as `left` of the document tells; null while the store has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailView:
    """One document with everything that is recorded about it."""

    document: DocumentView
    transitions: Sequence[TransitionView]
    """Oldest first."""
    messages: Sequence[MessageView]
    observations: Sequence[TransitionView]
    """Receipts and acts that changed no status."""
    to_sign: Sequence[UnsignedView] = ()
    """Messages that wait for their signatures, oldest first: why each does, and what to do."""
    left: Sequence[PlaceView] = ()
    """Where rows and bytes are that left the store; empty while the store has all."""
    held: HoldView | None = None
    """Null for a document that is not on hold."""
    signed_by: Mapping[str, Any] | None = field(metadata=ON_SCREEN, default=None)
    """The card that signed the submission, if one did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChoiceView:
    """A name that means several documents (exit code 3)."""

    error: Literal[Code.AMBIGUOUS]
    name: str
    count: int
    """How many there are, some hundred at most."""
    candidates: Sequence[DocumentView]
    """The first of them."""


def view_document(document: Document, statuses: Statuses, **more: Any) -> DocumentView:
    """The view of a document; `more` are the fields that only its trail has."""
    status = status_of(document.status, statuses)
    listed = called(status, document.type)
    return DocumentView(
        record=document.record,
        document=document.id,
        type=document.type,
        portal=document.portal,
        party=document.party,
        enterprise=document.enterprise,
        status=status.code,
        label_zh=status.zh,
        label_en=status.en,
        list_label_zh=listed.zh,
        list_label_en=listed.en,
        final=statuses.is_over(document.type, document.status),
        disputed=sorted(document.disputes - {"told"}),
        updated_at=Moment(document.updated_at),
        submission=document.sender_ref,
        submitted_at=None if document.submitted_at is None else Moment(document.submitted_at),
        tracks=document.track_statuses,
        beside=[
            (code, called(status_of(code, statuses), document.type), tone_of(status_of(code, statuses)))
            for told in document.track_statuses.values()
            for code in told
        ],
        enterprise_name=document.enterprise_name,
        tone=tone_of(status),
        dispute=document.dispute,
        **more,
    )


def view_trail(
    trail: Trail,
    statuses: Statuses,
    to_sign: Sequence[UnsignedView] = (),
    encrypted: Mapping[tuple[Direction, str], EncryptionView] = MappingProxyType({}),
    left: Left = NOTHING_LEFT,
) -> TrailView:
    """The view of a trail: transitions oldest first, observations apart.

    `to_sign` are its messages that wait; `encrypted` how others travelled, by direction and digest.
    """
    document = view_document(
        trail.document, statuses, vouched_by=trail.document.vouched_by, references=dict(trail.references)
    )
    return TrailView(
        document=document,
        transitions=[_transition(t, document.type, statuses) for t in trail.transitions if _is_status(t)],
        messages=[
            _message(one, encrypted.get((one.direction, one.digest)), left.bytes_.get(one.digest))
            for one in trail.messages
        ],
        observations=[_transition(t, document.type, statuses) for t in trail.transitions if not _is_status(t)],
        to_sign=to_sign,
        left=left.places,
        held=left.held,
        signed_by=trail.transitions[0].detail.get("signed_by"),
    )


def _is_status(transition: Transition) -> bool:
    """Whether a row of a trail is a status of the document, its own or one on a track, and not an observation."""
    return transition.is_beside or not transition.is_observation


def _transition(transition: Transition, type_: str, statuses: Mapping[str, Status]) -> TransitionView:
    before, after = transition.before, transition.after
    if transition.is_beside:
        before, after = transition.detail.get("before"), transition.detail["event"]
    status = status_of(after, statuses)
    return TransitionView(
        seq=transition.seq,
        at=Moment(transition.at),
        track=transition.track,
        from_=before,
        to=after,
        label_zh=status.zh,
        label_en=status.en,
        cause=transition.cause.kind,
        message=transition.cause.ref if transition.cause.kind in ("receipt", "confirm") else None,
        hash=transition.hash,
        reason=list(transition.reason),
        detail=dict(transition.detail),
        ref=transition.cause.ref,
        returned=transition.returned,
        tone=tone_of(status),
        label=called(status, type_),
    )


def _message(message: Message, encrypted: EncryptionView | None, left: str | None) -> MessageView:
    return MessageView(
        id=message.id,
        direction=message.direction,
        party=message.party,
        kind=message.kind,
        sha256=message.digest,
        size=message.size,
        at=Moment(message.at),
        encrypted=encrypted,
        left=left,
    )
