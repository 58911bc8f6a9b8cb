"""What happened to the documents of a family, in one line of time: repeats are folded, causes are told in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from hub.catalogue import Kinship
from hub.model import Document, Operator, Statuses, Transition
from hub.model.transition import MAIN, UNSENT, CauseKind
from hub.ports import Trail
from hub.text.bilingual import Bilingual, listed
from hub.views.exchanges import queue_said
from hub.views.statuses import Tone, called, status_of, tone_of
from hub.views.view import ON_SCREEN, Moment
from hub.views.words import OBSERVED

StepKind = Literal["moved", "track", "observed"]
LONG_WAIT_S: Final = 3_600
"""A wait of so many seconds is told on a line of its own."""
_CLOCK: Final[Mapping[str, Bilingual]] = {
    "resent": Bilingual("到时无回执，已自动重发", "no answer in time: sent again"),
    "overdue": Bilingual("到时仍无回执", "no answer by the deadline"),
    f"{UNSENT} message": Bilingual("到时报文仍未发出", "the message was still waiting to be sent"),
    f"{UNSENT} copy": Bilingual(
        "到时仍无回执，重发的报文待发送", "no answer by the deadline; a copy waited to be sent"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One thing that happened, or the same one several times."""

    at: Moment
    document: str
    seq: int
    """The row of that document's trail; the first one, if it is folded."""
    kind: StepKind
    """moved: the document's status changed. track: a status beside it changed. observed: nothing changed."""
    track: str
    code: str
    """The status that it came to; of what was observed, the code that was said, if one was."""
    label_zh: str
    label_en: str
    cause: CauseKind
    why_zh: str
    """Who or what caused it, in words."""
    why_en: str
    reason: Sequence[str]
    """What the party or the operator said in words."""
    faults: Sequence[Mapping[str, Any]]
    """What a submission was refused for: code, field, zh, en."""
    returned: Mapping[str, Any]
    """Values that came back, by name."""
    times: int = 1
    """How often the same happened without another status in between."""
    last_at: Moment
    waited: int
    """Seconds since the step before."""
    mark: str = field(metadata=ON_SCREEN)
    number: str = field(metadata=ON_SCREEN)
    """`#` and the row, where an operator may have to name it: of a document with a dispute of its own."""
    label: Bilingual = field(metadata=ON_SCREEN)
    why: Bilingual = field(metadata=ON_SCREEN)
    tone: Tone = field(metadata=ON_SCREEN)
    type: str = field(metadata=ON_SCREEN)

    @property
    def numbered(self) -> str:
        """The mark, with the row where it has to be known."""
        return f"{self.mark} {self.number}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The trails of a family, and what is needed to put them into words."""

    trails: Mapping[str, Trail]
    marks: Mapping[str, str]
    statuses: Statuses
    kinship: Kinship


def timeline(told: Told) -> list[StepView]:
    """All steps, oldest first."""
    steps = [
        step for trail in told.trails.values() for step in _folded([_step(t, trail, told) for t in trail.transitions])
    ]
    steps.sort(key=lambda step: (step.at, step.mark, step.seq))
    before = [step.at.at for step in steps]
    return [
        replace(step, waited=(step.at.at - earlier) // 1_000_000)
        for step, earlier in zip(steps, [*before[:1], *before], strict=False)
    ]


def wait_words(seconds: int) -> Bilingual:
    """A long wait, in its two largest units."""
    days, rest = divmod(seconds, 86_400)
    hours, minutes = rest // 3_600, rest % 3_600 // 60
    units = [
        (days, Bilingual("天", "day")),
        (hours, Bilingual("小时", "hour")),
        (minutes, Bilingual("分钟", "minute")),
    ]
    first = next((n for n, unit in enumerate(units) if unit[0]), 2)
    told = [unit for unit in units[first : first + 2] if unit[0]] or units[2:]
    zh = " ".join(f"{n} {unit.zh}" for n, unit in told)
    return Bilingual(zh, " ".join(f"{n} {unit.en}{'' if n == 1 else 's'}" for n, unit in told))


def _folded(steps: Sequence[StepView]) -> list[StepView]:
    """The steps of one document; what was observed several times within one status is one step."""
    found: list[StepView] = []
    places: dict[tuple[Any, ...], int] = {}
    for step in steps:
        if step.kind != "observed":
            places.clear()
        key = (step.code, step.label_en, step.why_en, tuple(step.reason), str(step.returned))
        if step.kind == "observed" and key in places:
            first = found[places[key]]
            found[places[key]] = replace(first, times=first.times + 1, last_at=step.at)
        else:
            places[key] = len(found)
            found.append(step)
    return found


def _step(row: Transition, trail: Trail, told: Told) -> StepView:
    kind = _kind(row)
    code, label, tone = _what(row, kind, trail.document.type, told.statuses)
    why, said = _why(row, trail, told), row.detail.get("reason")
    at = Moment(row.at)
    return StepView(
        at=at,
        document=row.document,
        seq=row.seq,
        kind=kind,
        track=row.track,
        code=code,
        label_zh=label.zh,
        label_en=label.en,
        cause=row.cause.kind,
        why_zh=why.zh,
        why_en=why.en,
        reason=[*([said] if isinstance(said, str) and said else []), *row.reason],
        faults=list(row.detail.get("faults", ())),
        returned=row.returned,
        last_at=at,
        waited=0,
        mark=told.marks[row.document],
        number=f"#{row.seq}" if trail.document.own_disputes else "",
        label=label,
        why=why,
        tone=tone,
        type=trail.document.type,
    )


def _kind(row: Transition) -> StepKind:
    if row.is_beside:
        return "track"
    return "observed" if row.is_observation else "moved"


def _what(row: Transition, kind: StepKind, type_: str, statuses: Statuses) -> tuple[str, Bilingual, Tone]:
    """The code of a step, its label and its tone. What was observed says why it changed nothing."""
    if kind != "observed":
        status = status_of(row.detail["event"] if kind == "track" else row.after, statuses)
        return status.code, called(status, type_), tone_of(status)
    code, observed = str(row.detail.get("code", "")), str(row.detail.get("observed", ""))
    known = statuses.get(code)
    label = OBSERVED.get(observed, Bilingual.same(observed))
    if known is not None:
        name = called(known, type_)
        label = Bilingual(f"{name.zh}（{label.zh}）", f"{name.en} ({label.en})")
    return code if known is not None else "", label, "bad" if row.detail.get("event") else "event"


def _why(row: Transition, trail: Trail, told: Told) -> Bilingual:
    """Who or what caused it; and whether the document stood so before the hub."""
    why = _cause(row, trail, told)
    if not row.detail.get("taken_over"):
        return why
    stock = OBSERVED["taken-over"]
    return Bilingual(f"{why.zh}（{stock.zh}）", f"{why.en} ({stock.en})")


def _cause(row: Transition, trail: Trail, told: Told) -> Bilingual:
    match row.cause.kind:
        case "receipt":
            return _of_receipt(row, trail)
        case "confirm":
            return _of_confirm(row)
        case "clock":
            said = f"{UNSENT} {row.detail[UNSENT]}" if UNSENT in row.detail else str(row.detail.get("observed", ""))
            return _CLOCK.get(said, Bilingual("到期", "its time was over"))
        case "operator":
            by = listed(Operator(**facts).label for facts in row.detail.get("operators", ()))
            return Bilingual(f"人工 {by.zh}".rstrip(), f"operator {by.en}".rstrip())
        case "document":
            return _of_document(row, trail.document, told)


def _of_confirm(row: Transition) -> Bilingual:
    """What the queue did with the message."""
    match queue_said(row):
        case "returned":
            return Bilingual("队列退回报文", "the queue returned the message")
        case "taken":
            return Bilingual("队列已接收报文", "the queue took the message")
    return Bilingual("队列对报文的答复", "what the queue said of the message")


def _of_receipt(row: Transition, trail: Trail) -> Bilingual:
    """Who said it, and whether it answers something."""
    message = next((m for m in trail.messages if m.direction == "in" and m.id == row.cause.ref), None)
    party = message.party if message is not None else trail.document.party
    if message is not None and not message.answers:
        return Bilingual(f"{party} 发来", f"sent by {party}")
    return Bilingual(f"{party} 回执", f"receipt of {party}")


def _of_document(row: Transition, document: Document, told: Told) -> Bilingual:
    """The submission, or another document's move."""
    other, _, seq = row.cause.ref.partition(":")
    if other == document.id:
        return Bilingual("随之办理下一步", "the next step follows")
    if row.seq == 1 and document.sender == document.portal:
        return Bilingual(f"渠道 {document.portal} 申报", f"submitted by {document.portal}")
    if row.seq == 1 and document.sender == document.party:
        return Bilingual(f"{document.party} 发来", f"sent by {document.party}")
    trail = told.trails.get(other)
    if trail is None:
        return Bilingual(f"随单证 {other}", f"by document {other}")
    cause = next((t for t in trail.transitions if str(t.seq) == seq), None)
    return _of_move(row, cause, trail.document, told)


def _of_move(row: Transition, cause: Transition | None, other: Document, told: Told) -> Bilingual:
    """What another document came to, or what was observed of it. Without a row of its trail, it replaced this one."""
    mark = told.marks[other.id]
    if cause is None:
        return Bilingual(f"被 {mark} 替代", f"replaced by {mark}")
    code, label, _ = _what(cause, _kind(cause), other.type, told.statuses)
    if row.seq == 1 and row.track == MAIN:
        return Bilingual(f"由 {mark} {code} {label.zh} 生成", f"made as {mark} came to {code} {label.en}")
    if _kind(cause) == "observed":
        return Bilingual(f"因 {mark} {code} {label.zh}", f"because of {mark}: {code} {label.en}")
    return Bilingual(f"因 {mark} 变为 {code} {label.zh}", f"as {mark} came to {code} {label.en}")
