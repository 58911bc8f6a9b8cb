"""Groups of deliveries in quarantine: those of one portal or party with one code."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from hub.errors import Code
from hub.model import Note, OperatorAct
from hub.ports import QuarantineGroup
from hub.text.bilingual import Bilingual
from hub.views.attention import NoteView, view_note
from hub.views.view import ABSENT, ON_SCREEN, Absent, ErrorCode, Moment

HOUR: Final = 3_600_000_000
"""Microseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """The deliveries in quarantine of one portal or party with one code."""

    name: str
    """The stable name of the group: `--group` and notes of operators take it."""
    owner: str
    code: ErrorCode
    zh: str | None
    en: str | None
    count: int
    oldest: Moment
    newest: Moment
    last_hour: int
    """How many came within the last hour."""
    per_hour: str
    """The average between the oldest and the newest, with one decimal; of less than an hour, all of them."""
    note: NoteView | Absent = ABSENT
    """The newest note of an operator (`hub attention note`), if there is one: who deals with the group, and how."""
    number: int = field(metadata=ON_SCREEN, default=0)
    """Its place in this list."""

    @property
    def text(self) -> Bilingual | None:
        """What the code means, for people."""
        return None if self.zh is None or self.en is None else Bilingual(self.zh, self.en)


def view_groups(
    groups: Sequence[QuarantineGroup], notes: Iterable[tuple[Note, OperatorAct]] = ()
) -> Iterator[GroupView]:
    """Groups in their order, numbered from 1. `recent` of each counts the last hour; notes come oldest first."""
    newest = {note.item: view_note(note, act) for note, act in notes}
    for number, group in enumerate(groups, start=1):
        code = Code.of(group.code)
        text = code.filled({}) if code else None  # a code of a newer hub has no words
        yield GroupView(
            name=group.name,
            owner=group.owner,
            code=group.code,
            zh=text.zh if text else None,
            en=text.en if text else None,
            count=group.count,
            oldest=Moment(group.first),
            newest=Moment(group.last),
            last_hour=group.recent,
            per_hour=f"{group.count / max((group.last - group.first) / HOUR, 1):.1f}",
            note=newest.get(group.item, ABSENT),
            number=number,
        )
