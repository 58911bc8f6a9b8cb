"""Everything that needs a person now, and what operators have noted about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from shlex import join
from typing import Final

from hub.flow.attention import MINUTE, Item, Kind, Whom, in_order
from hub.model import Note, OperatorAct
from hub.text.bilingual import Bilingual
from hub.views.view import ABSENT, ON_SCREEN, Absent, ErrorCode, Moment

_LASTS: Final = 24 * 60 * MINUTE
"""How long a note on an item without any time holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """What an operator noted about an item."""

    item: str
    """The name of the item."""
    text: str
    ticket: str | Absent = ABSENT
    at: Moment
    operators: Sequence[Mapping[str, str]]
    """Who noted it."""
    count: int
    """How many the item was about then."""
    newest: Moment | None
    """Since when the newest of them waited then; null where nobody knows."""
    by: str = field(metadata=ON_SCREEN, default="")
    """The operator's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One thing that needs a person."""

    name: str
    """The same at every call; `hub attention note` takes it."""
    kind: Kind
    money: bool
    """Whether a document that moves money is among them."""
    count: int
    """How many documents, deliveries or findings it is about."""
    since: Moment | None
    """Since when the oldest waits; null where nobody noted it."""
    waits_for: Whom
    whom: str | Absent = ABSENT
    """The portal or party that is waited for."""
    party: str | Absent = ABSENT
    type: str | Absent = ABSENT
    """Document type."""
    example: str | Absent = ABSENT
    """The one that waits longest, as verbs take it."""
    code: ErrorCode | Absent = ABSENT
    zh: str
    en: str
    next: str
    """The next command to type."""
    note: NoteView | Absent = ABSENT
    """The newest note, if there is one."""

    @property
    def text(self) -> Bilingual:
        """The sentence, for people."""
        return Bilingual(self.zh, self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionView:
    """What needs a person, in the order in which to look at it: money first, then the oldest."""

    items: Sequence[ItemView]
    acknowledged: Sequence[ItemView]
    """What somebody has noted, and what has not grown since."""


def view_attention(
    items: Iterable[Item], notes: Iterable[tuple[Note, OperatorAct]], now: int, before: Sequence[str]
) -> AttentionView:
    """The view of these items, each name once; notes come oldest first; `before` are the words before each command."""
    newest = {note.item: (note, act) for note, act in notes}
    open_: list[ItemView] = []
    acknowledged: list[ItemView] = []
    for item in in_order({one.name: one for one in items}.values()):
        note, act = newest.get(item.name, (None, None))
        is_known = note is not None and act is not None and _covers(note, act.at, item, now)
        (acknowledged if is_known else open_).append(_view_item(item, note, act, before))
    return AttentionView(items=open_, acknowledged=acknowledged)


def _covers(note: Note, at: int, item: Item, now: int) -> bool:
    """Whether a note that was made then is still about all of an item, and not about one that was over since."""
    if item.since is None and not item.newest:  # nobody knows whether it is the same as then
        return item.count <= note.count and now - at < _LASTS
    return item.count <= note.count and item.newest <= note.newest and (item.since is None or item.since <= at)


def view_note(note: Note, act: OperatorAct) -> NoteView:
    """The view of a note."""
    return NoteView(
        item=note.item,
        text=act.reason,
        ticket=note.ticket or ABSENT,
        at=Moment(act.at),
        operators=[one.facts() for one in act.operators],
        count=note.count,
        newest=Moment(note.newest) if note.newest else None,
        by=", ".join(one.label for one in act.operators),
    )


def _view_item(item: Item, note: Note | None, act: OperatorAct | None, before: Sequence[str]) -> ItemView:
    return ItemView(
        name=item.name,
        kind=item.kind,
        money=item.is_money,
        count=item.count,
        since=None if item.since is None else Moment(item.since),
        waits_for=item.waits_for,
        whom=item.whom or ABSENT,
        party=item.party or ABSENT,
        type=item.type or ABSENT,
        example=item.example or ABSENT,
        code=item.code or ABSENT,
        zh=item.text.zh,
        en=item.text.en,
        next=join([*before, *item.next]),
        note=ABSENT if note is None or act is None else view_note(note, act),
    )
