"""The picture of a business: a lane for each document, a mark for each thing that happened, long waits squeezed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.model.transition import CauseKind
from hub.text.bilingual import Bilingual
from hub.views.family import FamilyView, RelativeView
from hub.views.statuses import Tone
from hub.views.timeline import LONG_WAIT_S, StepView, wait_words

LEFT: Final = 250
"""Where the first mark can stand; lengths are pixels at the usual size."""
TOP: Final = 46
LANE: Final = 56
RIGHT: Final = 40
_GAPS: Final = ((LONG_WAIT_S, 110), (60, 52), (0, 40))
"""How far a mark stands from the one before: the last wait (seconds) that is not longer decides."""
_LONGEST: Final = 26
CAUSES: Final[Mapping[CauseKind, str]] = {
    "document": "circle",
    "confirm": "small",
    "receipt": "diamond",
    "clock": "triangle",
    "operator": "square",
}
"""The shape of a mark by what caused it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkPicture:
    """One thing that happened."""

    x: int
    y: int
    shape: str
    tone: Tone
    is_quiet: bool
    """Nothing changed by it."""
    text: str
    href: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchPicture:
    """A document stood in one status from here to there."""

    x: int
    to: int
    y: int
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePicture:
    """The name of a lane."""

    y: int
    text: str
    under: Bilingual
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePicture:
    """A word above the lanes: a day that begins, or a long wait."""

    x: int
    text: str
    is_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePicture:
    """Everything, with its size."""

    width: int
    height: int
    lanes: Sequence[LanePicture]
    stretches: Sequence[StretchPicture]
    marks: Sequence[MarkPicture]
    notes: Sequence[NotePicture]


def draw_timeline(family: FamilyView) -> TimelinePicture:
    """The lanes are the members by age; steps stand as the timeline has them, so the picture has its order."""
    members = [one for one in family.documents if one.role == "member"]
    lanes = {one.document.document: TOP + LANE * place + LANE // 2 for place, one in enumerate(members)}
    places = list(_places(family.timeline))
    width = (places[-1] if places else LEFT) + RIGHT
    return TimelinePicture(
        width=width,
        height=TOP + LANE * len(members) + 10,
        lanes=[_lane(one, lanes[one.document.document]) for one in members],
        stretches=[one for document in lanes for one in _stretches(family, document, places, lanes[document], width)],
        marks=[
            _mark(step, x, lanes[step.document], n)
            for n, (step, x) in enumerate(zip(family.timeline, places, strict=True))
        ],
        notes=list(_notes(family.timeline, places)),
    )


def _places(steps: Sequence[StepView]) -> Iterator[int]:
    x = LEFT
    for place, step in enumerate(steps):
        if place:
            x += next(gap for wait, gap in _GAPS if step.waited >= wait)
        yield x


def _lane(one: RelativeView, y: int) -> LanePicture:
    name = f"{one.mark} {one.name}"
    return LanePicture(
        y=y,
        text=name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…",
        under=Bilingual(
            f"{one.document.status} {one.document.list_label_zh}", f"{one.document.status} {one.document.list_label_en}"
        ),
        tone=one.document.tone,
    )


def _stretches(
    family: FamilyView, document: str, places: Sequence[int], y: int, width: int
) -> Iterator[StretchPicture]:
    """From each change of a document's own status to the next, and on to the end of the picture."""
    moves = [
        (x, step.tone)
        for step, x in zip(family.timeline, places, strict=True)
        if step.document == document and step.kind == "moved"
    ]
    ends = [x for x, _ in moves[1:]] + [width - 10]
    for (x, tone), to in zip(moves, ends, strict=False):
        yield StretchPicture(x=x, to=to, y=y, tone=tone)


def _mark(step: StepView, x: int, y: int, number: int) -> MarkPicture:
    times = "" if step.times == 1 else f" ×{step.times}"
    return MarkPicture(
        x=x,
        y=y,
        shape=CAUSES[step.cause],
        tone=step.tone,
        is_quiet=step.kind == "observed",
        text=f"{step.code}{times}".strip(),
        href=f"#step-{number}",
        title=f"{step.at} {step.numbered} {step.code} {step.label} · {step.why}{times}",
    )


def _notes(steps: Sequence[StepView], places: Sequence[int]) -> Iterator[NotePicture]:
    day = ""
    for place, (step, x) in enumerate(zip(steps, places, strict=True)):
        if place and step.waited >= LONG_WAIT_S:
            yield NotePicture(x=(x + places[place - 1]) // 2, text=f"… {wait_words(step.waited)} …", is_day=False)
        if step.at.clock[:10] != day:
            day = step.at.clock[:10]
            yield NotePicture(x=x, text=day, is_day=True)
