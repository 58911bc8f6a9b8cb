"""How things that need a person are shown."""

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.markup import escape

from hub.cli.screen import plain, screen
from hub.cli.wrapping import wrapped
from hub.text.bilingual import Bilingual
from hub.text.visible import visible
from hub.views.attention import AttentionView, ItemView, NoteView
from hub.views.view import ABSENT, ZONE
from hub.views.words import AWAITED, label

_NOTHING: Final = Bilingual("没有需要人处理的事", "nothing needs a person")
_NOTED: Final = Bilingual("已有人跟进", "noted, and not grown since")
_INDENT: Final = 10
"""Cells before a sentence: the ages stand alone on the left."""


def show_names(items: Sequence[ItemView], now: int) -> None:
    """The same list for other verbs, a line each; nothing where there is nothing."""
    if items:
        count = len(items)
        text = Bilingual(f"{count} 项需要人处理（hub attention）", f"{count} need a person (hub attention)")
        screen.print(f"[red bold]{text}[/]")
    for item in items:
        screen.print(_head(item, now) + plain(item.name))


def show_all(seen: AttentionView, now: int) -> None:
    """What nobody has noted; below it, dimmed, what somebody has."""
    if not seen.items:
        screen.print(f"[green]{_NOTHING}[/]")
    for item in seen.items:
        _show(item, now, "")
    if seen.acknowledged:
        screen.print(f"[dim]{_NOTED}[/]")
    for item in seen.acknowledged:
        _show(item, now, "dim")


def _show(item: ItemView, now: int, style: str) -> None:
    """How old it is, its name and who is waited for; what it is; what to type; what was noted."""
    whom = label(item.waits_for, AWAITED) + ("" if item.whom is ABSENT else f" {item.whom}")
    head = Bilingual(f"等{whom}", f"waits for {whom}")
    name = f"{_head(item, now)}[bold]{plain(item.name)}[/]"
    if screen.is_terminal and _INDENT + cell_len(f"{item.name}  {head}") > screen.width:
        screen.print(name, style=style)
        _put(str(head), style)
    else:
        screen.print(f"{name}  {plain(head)}", style=style)
    _put(str(item.text), style)
    if item.note is not ABSENT:
        _put(_said(item.note), style or "magenta")
    _put(item.next, style or "cyan", whole=True)


def _head(item: ItemView, now: int) -> str:
    """Whether money is concerned, and how old it is."""
    age = "–" if item.since is None else item.since.age(now)
    return f"{'¥' if item.money else ' '} {age:<{_INDENT - 2 - _wide(age)}}"


def _wide(text: str) -> int:
    """Cells that a text takes beyond its characters."""
    return sum(ord(one) > 0x2E80 for one in text)


def _put(text: str, style: str, *, whole: bool = False) -> None:
    lines: Sequence[str] = [visible(text)]
    if screen.is_terminal and not whole:  # a command stays on one line: it is copied
        lines = wrapped(lines[0], screen.width - _INDENT)
    for line in lines:
        screen.print(" " * _INDENT + escape(line), style=style)


def _said(note: NoteView) -> str:
    ticket = "" if note.ticket is ABSENT else f" [{note.ticket}]"
    return f"{note.by} {note.at.clock} {ZONE}{ticket}: {note.text}"
