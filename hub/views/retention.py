"""Archives and holds: what a run did, and where what left the store is, or that it is gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from hub.model import Document
from hub.model.removal import Hold
from hub.ports import Room
from hub.text.bilingual import Bilingual
from hub.views.view import ON_SCREEN, Moment, Record

WHY: Final[Mapping[str, Bilingual]] = {
    "open": Bilingual("尚未办结", "it is not at its end"),
    "needed": Bilingual("另一份未办结的单证引用它", "a document that is not at its end names it"),
    "held": Bilingual("已依法保全", "it is on hold"),
    "dispute": Bilingual("有争议待处理", "it is disputed"),
    "timer": Bilingual("计时未到", "a timer of it is running"),
    "outbox": Bilingual("有报文或通知待发送", "something of it waits to be sent"),
    "to-sign": Bilingual("有报文待签名", "a message of it waits for its signature"),
    "parked": Bilingual("有回执在等它", "a receipt waits for it"),
    "claim": Bilingual("占用过额度或金额", "it has, or had, an amount of an account"),
    "quarantined": Bilingual("有关于它的隔离件待处理", "a delivery about it is in quarantine"),
    "proposal": Bilingual("有关于它的操作待批准", "an act about it waits for a second operator"),
    "unsealed": Bilingual("办理记录尚未全部封存", "its trail is not all sealed"),
    "moved": Bilingual("归档期间有变动，或现在须留下", "it moved meanwhile, or has to stay now"),
}
"""What keeps a document in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptView:
    """A document that stays in the store whole."""

    document: str
    record: Record | None
    type: str
    status: str
    why: Sequence[str]
    """What keeps it: `open`, `needed`, `held`, `dispute`, `timer`, `outbox`, `to-sign`, `parked`, `claim`, `unsealed`,
    `quarantined`, `proposal`, `moved`."""
    words: Bilingual = field(metadata=ON_SCREEN, default=Bilingual.same(""))
    """The same for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedView:
    """An archive."""

    name: str
    """Its folder's name; with --dry-run the month."""
    documents: int
    """How many documents it has; 0 where the run only went on with it."""
    transitions: int
    """How many transitions left the store in this run."""
    finished: bool
    """Whether nothing of it is left to remove."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """The room of a month's trails in the store, which PostgreSQL gives back."""

    month: str
    before: int | None
    """The bytes that they took; null where somebody used the month just then: nothing is given back."""
    after: int | None
    """The bytes that they take now."""
    words: Bilingual = field(metadata=ON_SCREEN, default=Bilingual.same(""))
    """The same for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivingView:
    """What `hub audit archive` did."""

    done: bool
    """False with --dry-run."""
    place: str
    """Where the archives are."""
    archives: Sequence[ArchivedView]
    kept: Sequence[KeptView]
    """Documents that are older than asked and stay."""
    rooms: Sequence[RoomView]
    """Months of which rows left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnarchivedView:
    """An archived document that was brought back into the store."""

    document: str
    record: Record | None
    type: str
    status: str
    transitions: int
    """How many came back; 0 where the store had all."""
    payloads: int
    """How many stored bytes came back."""
    archives: Sequence[str]
    """The archives that hold it, now as before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnarchivingView:
    """What `hub audit unarchive` did."""

    documents: Sequence[UnarchivedView]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldView:
    """A document on hold, or not any more."""

    document: str
    record: Record | None
    held: bool
    act: str
    """The operator's act."""
    at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """Where rows or bytes are that left the store; by policy they are nowhere."""

    removal: str
    """The archive's name, or that of the removal by policy."""
    kind: Literal["archive", "prune"]
    """`archive`: trail and bytes are in the archive. `prune`: bytes were removed by the home's policy."""
    at: Moment
    act: str
    """The operator's act."""
    by: Sequence[str]
    """The operators who did it."""
    reason: str
    at_hand: bool
    """Whether the archive is there."""
    place: str
    """Where archives are; empty for a removal by policy."""
    back: bool
    """Whether the document was brought back: then it is whole in the store too."""

    @property
    def words(self) -> Bilingual:
        """For people."""
        by, at = ", ".join(self.by), self.at.clock
        if self.kind == "prune":
            return Bilingual(
                f"原文已于 {at} 由 {by} 按保存期限策略移出（{self.removal}），不在任何归档中",
                f"bytes were removed at {at} by {by}, by the retention policy ({self.removal}); no archive has them",
            )
        hand = Bilingual("在手", "at hand") if self.at_hand else Bilingual("不在手", "not at hand")
        if self.back:
            return Bilingual(
                f"已从归档调回审计库；归档 {self.removal}（{self.place}，{hand.zh}）中另有一份",
                f"it was brought back into the store; the archive {self.removal} ({self.place}, {hand.en}) has it too",
            )
        return Bilingual(
            f"办理记录和原文在归档 {self.removal} 中（{self.place}，{hand.zh}），{at} 由 {by} 归档",
            f"trail and bytes are in the archive {self.removal} ({self.place}, {hand.en}), archived at {at} by {by}",
        )


@dataclass(frozen=True, slots=True)
class Left:
    """What left the store of one document."""

    places: Sequence[PlaceView] = ()
    bytes_: Mapping[str, str] = field(default_factory=dict)
    """By digest: the removal by which the bytes left."""
    held: HoldView | None = None


_MB: Final = 1_000_000
NOTHING_LEFT: Final = Left()


def view_kept(document: Document, why: Sequence[str]) -> KeptView:
    """The view of a document that stays."""
    words = [WHY[one] for one in why]
    return KeptView(
        document=document.id,
        record=document.record,
        type=document.type,
        status=document.status,
        why=list(why),
        words=Bilingual("，".join(one.zh for one in words), ", ".join(one.en for one in words)),
    )


def view_room(month: str, room: Room | None) -> RoomView:
    """The view of what a month gave back."""
    if room is None:
        words = Bilingual(
            "空间未归还：该月正被读写；可在没有工作进程时运行 VACUUM FULL",
            "gave no room back: somebody used it; run VACUUM FULL while no worker runs",
        )
        return RoomView(month=month, before=None, after=None, words=words)
    was, is_now = f"{room.before / _MB:.1f} MB", f"{room.after / _MB:.1f} MB"
    words = Bilingual(f"办理记录占用由 {was} 减为 {is_now}", f"its trails took {was}, and take {is_now} now")
    return RoomView(month=month, before=room.before, after=room.after, words=words)


def view_hold(hold: Hold, record: str | None) -> HoldView:
    """The view of a hold or its end."""
    return HoldView(document=hold.document, record=record, held=hold.is_held, act=hold.act, at=Moment(hold.at))
