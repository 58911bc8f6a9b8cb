"""A business on a screen: how it stands, who is waited for, and what happened."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from hub.cli.document_rows import COLOURS, list_status
from hub.cli.screen import plain, screen
from hub.cli.submission_screen import print_heading, print_submission
from hub.cli.tables import Column, Table, filled, styled
from hub.cli.trail_screen import REASON, Labels, print_head, print_numbers, print_unsigned
from hub.cli.wrapping import wrapped
from hub.text.bilingual import Bilingual
from hub.views.documents import TrailView
from hub.views.exchanges import ExchangeView, LayerView
from hub.views.family import FamilyView, RelativeView
from hub.views.timeline import LONG_WAIT_S, StepView, wait_words
from hub.views.values import value_text
from hub.views.view import ZONE
from hub.views.words import MESSAGE_KINDS, label

if TYPE_CHECKING:
    from hub.bootstrap.catalogue import ShownLabels

LabelsOf = Callable[[str], "ShownLabels"]
_OTHERS: Final[Mapping[str, Bilingual]] = {
    "beside": Bilingual("同批", "beside"),
    "rests-on": Bilingual("依据", "rests on"),
    "resting": Bilingual("以此为据", "resting on it"),
}
_OF_DOCUMENTS: Final = (
    Column(Bilingual("单证", "document"), least=3),
    Column(Bilingual("类型", "type"), least=12),
    Column(Bilingual("记录编号", "record")),
    Column(Bilingual("状态", "status"), least=12),
    Column(Bilingual("对方", "party"), least=8, is_spare=True),
)
_CODES: Final[Mapping[str, Bilingual]] = {
    "taken": Bilingual("已接收", "taken"),
    "returned": Bilingual("退回", "returned"),
    "accepted": Bilingual("已读取", "accepted"),
    "refused": Bilingual("拒收", "refused"),
    "": Bilingual("有答复", "said something"),
}
_HANDED_OVER: Final = Bilingual("已交队列", "handed over")
"""The queue has the message, and nothing says when."""
_LAYERS: Final = (Bilingual("队列", "queue"), Bilingual("网关", "gateway"), Bilingual("答复", "answer"))
_STATUS_CELLS: Final = 30
_MARK_CELLS: Final = 2
_INDENT: Final = " " * 13
"""What belongs to a step or to a message stands beneath its status, or its party."""


def print_family(trail: TrailView, family: FamilyView, labels: LabelsOf) -> None:
    """The document that was asked for, then everything about its business."""
    known = labels(trail.document.type).returned
    print_head(trail)
    print_numbers(trail.document, known, of_documents=False)
    _print_documents(family)
    print_unsigned(trail.to_sign)
    _print_timeline(family.timeline, labels)
    _print_exchanges(family)
    named_one = next(one for one in family.documents if one.document.document == family.named)
    print_submission(named_one.submission, labels(named_one.document.type).submitted)


def _print_documents(family: FamilyView) -> None:
    """Each with its status; beneath it, what it waits for."""
    rows = [
        (
            *(one.mark or str(_OTHERS[one.role]), one.name.__str__(), one.document.record or "—"),
            *(list_status(one.document), styled(one.document.party, "dim")),
        )
        for one in family.documents
    ]
    screen.print()
    table = Table(*_OF_DOCUMENTS).fit(rows)
    table.head()
    for one, row in zip(family.documents, rows, strict=True):
        table.add(row)
        for line in _awaited(one):
            screen.print(f"     {line}")
    if not any(one.awaited for one in family.documents):
        screen.print(
            f"[dim]{Bilingual('没有待办：各单证均已办结', 'Nothing is awaited: all of them are at their end.')}[/]"
        )
    if not family.whole:
        screen.print(f"[yellow]{Bilingual('单证过多，只列出一部分', 'There are more documents than are listed.')}[/]")


def _awaited(one: RelativeView) -> Iterator[str]:
    awaited = one.awaited
    if awaited is None:
        return
    since = awaited.since.clock
    due = "" if awaited.due is None else f" [dim]· {Bilingual('截至', 'until')} {awaited.due.clock}[/]"
    colour = "red" if awaited.overdue or awaited.whom == "operator" else "yellow"
    gap = " " if awaited.text_zh[0].isascii() else ""
    told = Bilingual(f"等待{gap}{plain(awaited.text_zh)}", f"awaits {plain(awaited.text_en)}")
    yield str(
        Bilingual(
            f"[dim]自 {since} 起[/][{colour}]{told.zh}[/]{due}", f"[{colour}]{told.en}[/] [dim]since {since}[/]{due}"
        )
    )
    if awaited.next is not None:
        yield f"{Bilingual('下一步', 'next step')}: {plain(awaited.next)}"


def _print_timeline(steps: Sequence[StepView], labels: LabelsOf) -> None:
    print_heading(Bilingual(f"经过（{ZONE}）", f"What happened ({ZONE})"))
    day, marks = "", max((cell_len(step.numbered) for step in steps), default=0)
    indent = _INDENT + " " * max(marks - _MARK_CELLS, 0)
    for step in steps:
        if step.waited >= LONG_WAIT_S:
            screen.print(f"{indent}[dim]… {wait_words(step.waited)} …[/]")
        if step.at.clock[:10] != day:
            day = step.at.clock[:10]
            screen.print(f"[dim]{day}[/]")
        _print_step(step, labels, indent)


def _print_step(step: StepView, labels: LabelsOf, indent: str) -> None:
    """The time, the document, what became of it, and why; beneath it what was said."""
    is_quiet = step.kind == "observed"
    what = f"{step.code or '·':<4} {step.label}"
    times = "" if step.times == 1 else str(_again(step))
    why = f"{step.why}{times}"
    colour = COLOURS[step.tone] if not is_quiet or step.tone == "bad" else "dim"
    begin = f"{filled(f'{step.at.clock[11:]}  {plain(step.numbered)}', len(indent))}[{colour}]"
    room = max(screen.width - len(indent) - _STATUS_CELLS - 1, 20) if screen.is_terminal else 1_000
    if cell_len(what) > _STATUS_CELLS or cell_len(why) > room:
        screen.print(f"{begin}{plain(what)}[/]")
        _print_wrapped(why, "dim", indent)
    else:
        screen.print(f"{begin}{plain(filled(what, _STATUS_CELLS))}[/] [dim]{plain(why)}[/]")
    for text in step.reason:
        _print_wrapped(f"{REASON} {text}", "yellow", indent)
    for fault in step.faults:
        said = Bilingual(fault["zh"], fault["en"])
        _print_wrapped(f"{fault['code']} {fault['field']} {said.both}", "red", indent)
    if step.returned:
        known = labels(step.type).returned
        values = " · ".join(f"{_label(name, known)} {value_text(value)}" for name, value in step.returned.items())
        _print_wrapped(values, "", indent)


def _again(step: StepView) -> Bilingual:
    last = step.last_at.clock if step.last_at.clock[:10] != step.at.clock[:10] else step.last_at.clock[11:]
    return Bilingual(f"，共 {step.times} 次，最后 {last}", f", {step.times} times, last at {last}")


def _label(name: str, labels: Labels) -> str:
    return str(Bilingual(*labels[name])) if name in labels else name


def _print_wrapped(text: str, style: str, indent: str) -> None:
    width = max(screen.width - len(indent), 20) if screen.is_terminal else 1_000_000
    for line in wrapped(text.replace("\n", " "), width):
        screen.print(indent, styled(line, style), sep="")


def _print_exchanges(family: FamilyView) -> None:
    """Each message of ours with the three layers of its receipts."""
    if not family.exchanges:
        return
    marks = {one.document.document: one.mark for one in family.documents}
    print_heading(Bilingual("发出的报文与三层回执", "Messages sent, and the three layers of receipts"))
    for one in family.exchanges:
        kind = label(one.kind, MESSAGE_KINDS)
        screen.print(f"{one.at.clock}  {marks[one.document]} → {plain(one.party)} {kind}")
        screen.print(f"{_INDENT}[dim]{plain(one.id)}[/]")
        screen.print(f"{_INDENT}{' · '.join(_layers(one))}")


def _layers(one: ExchangeView) -> Iterator[str]:
    for name, layer in zip(_LAYERS, (one.transport, one.technical, one.business), strict=True):
        is_known = name is _LAYERS[0] and one.handed_over
        yield f"[dim]{name}[/] {_HANDED_OVER if is_known else _layer(layer, one.at.clock[:10])}"


def _layer(layer: LayerView | None, day: str) -> str:
    """What a layer said last, and when: with the date, if that is not the day on which the message was sent."""
    if layer is None:
        return "—"
    at = layer.at.clock.removeprefix(f"{day} ")
    code = _CODES.get(layer.code)
    times = "" if layer.times == 1 else f" ×{layer.times}"
    return f"{plain(code if code is not None else layer.code)} {at}{times}"
