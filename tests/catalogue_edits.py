"""Small edits of a catalogue's files: a line dropped, a word changed, a value emptied, neighbours swapped.

Each is one change that a person could make by mistake. Comments are no part of a catalogue, so no edit is made there.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

ROWS = 40
"""Rows of a code list that are edited: they are alike, and the longest list has thousands."""
_WORD = re.compile(r"[\w@./*-]+")
_CLASSES = (
    re.compile(r"[A-Z]\d{3}r?|[SFE]"),
    re.compile(r"\d+(\.\d+)*"),
    re.compile(r"\w[\w-]*(\.[\w\[\]]+)+"),
    re.compile(r"[A-Z]\w*(/@?\w+)*"),
    re.compile(r"[a-z][a-z_]*"),
    re.compile(r".*"),
)
"""Kinds of words: a status, a number, a path in a form, an element, a plain word, anything else."""
_VALUE = re.compile(r"(?<=[\w-]: )(\{[^{}]*\}|\[[^\[\]]*\]|[^\s,{}\[\]][^,{}\[\]]*)")
"""A value of a mapping that stands in one line."""
_FLOW = re.compile(r"\[([^\[\],]+), ([^\[\],]+)")
_ATTRIBUTE = re.compile(r'(?<=\s)([\w:]+)="([^"]*)"')
_COMMENT = re.compile(r"(^|\s)#.*|<!--.*?-->")


class Edit(NamedTuple):
    """One change of one file."""

    file: str
    line: int
    """Counted from 1."""
    kind: str
    was: str
    """The line, or the two lines, as they were."""
    now: str
    """As they are; empty when the line was dropped."""

    def of(self, text: str) -> str:
        """The file's text with this change."""
        lines = text.split("\n")
        lines[self.line - 1 : self.line + self.was.count("\n")] = self.now.split("\n") if self.now else []
        return "\n".join(lines)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.kind}: {self.was.strip()!r} -> {self.now.strip()!r}"


def edits(root: Path, file: str) -> Iterator[Edit]:
    """All edits of one file of a catalogue; `file` is its path below `root`."""
    lines = (root / file).read_text("utf-8-sig").split("\n")
    of_kind = {".csv": _of_cells, ".xsd": _of_attributes}.get(Path(file).suffix, _of_words)
    for number, line in enumerate(lines, 1):
        if not _told(line).strip() or (number > ROWS and file.endswith(".csv")):
            continue
        yield Edit(file, number, "drop", line, "")
        for kind, now in of_kind(lines, number - 1):
            if now != line:
                yield Edit(file, number, kind, line, now)
        if number < len(lines) and _is_ordered(file, lines, number - 1) and _are_neighbours(lines, number - 1):
            yield Edit(file, number, "swap", f"{line}\n{lines[number]}", f"{lines[number]}\n{line}")


def _told(line: str) -> str:
    """A line without its comment."""
    return _COMMENT.sub("", line)


def _of_words(lines: Sequence[str], at: int) -> Iterator[tuple[str, str]]:
    """Each word of a line of YAML misspelt, and replaced by another one of its kind in the file; values emptied."""
    line = lines[at]
    words = sorted({match[0] for each in lines for match in _WORD.finditer(_told(each))})
    for match in _WORD.finditer(_told(line)):
        before, after, word = line[: match.start()], line[match.end() :], match[0]
        yield "misspell", f"{before}{word}x{after}"
        kind = next(kind for kind in _CLASSES if kind.fullmatch(word))
        if kind is _CLASSES[1]:
            yield "number", f"{before}{int(word.split('.')[-1]) + 1}{after}"
        if others := [other for other in words if other != word and _kind(other) is kind]:
            yield "replace", f"{before}{Random(f'{at}{match.start()}').choice(others)}{after}"
    for match in _VALUE.finditer(_told(line)):
        for empty in ("{}", "[]"):
            yield "empty", f"{line[: match.start()]}{empty}{line[match.end() :]}"
    for match in _FLOW.finditer(_told(line)):
        yield "reorder", f"{line[: match.start()]}[{match[2]}, {match[1]}{line[match.end() :]}"


def _kind(word: str) -> re.Pattern[str]:
    return next(kind for kind in _CLASSES if kind.fullmatch(word))


def _of_cells(lines: Sequence[str], at: int) -> Iterator[tuple[str, str]]:
    """Each cell of a line of CSV misspelt, and exchanged with the cell below."""
    cells = lines[at].split(",")
    below = lines[at + 1].split(",") if at + 1 < len(lines) else []
    for column, cell in enumerate(cells):
        yield "misspell", ",".join([*cells[:column], f"{cell}x", *cells[column + 1 :]])
        if at > 0 and len(below) == len(cells) and below[column] != cell:
            yield "replace", ",".join([*cells[:column], below[column], *cells[column + 1 :]])


def _of_attributes(lines: Sequence[str], at: int) -> Iterator[tuple[str, str]]:
    """Each attribute of a line of XSD left out, misspelt, and given the value that it has elsewhere; each text too."""
    line = lines[at]
    known: dict[str, set[str]] = {}
    for name, value in (match.groups() for each in lines for match in _ATTRIBUTE.finditer(_told(each))):
        known.setdefault(name, set()).add(value)
    for match in _ATTRIBUTE.finditer(_told(line)):
        before, after, (name, value) = line[: match.start()], line[match.end() :], match.groups()
        yield "attribute", f"{before.rstrip()}{after}"
        yield "misspell", f'{before}{name}="{value}x"{after}'
        if value.isdecimal():
            yield "number", f'{before}{name}="{int(value) + 1}"{after}'
        if others := sorted(known[name] - {value}):
            other = Random(f"{at}{match.start()}").choice(others)
            yield "replace", f'{before}{name}="{other}"{after}'
    if text := re.search(r">([^<>]+)<", _told(line)):
        yield "text", f"{line[: text.end(1)]}x{line[text.end(1) :]}"


def _is_ordered(file: str, lines: Sequence[str], at: int) -> bool:
    """Whether the order of the lines here says anything: elements, items of a list, and the statuses of a lifecycle.

    The keys of a mapping, and the rows of a code list, have no order.
    """
    if file.endswith(".xsd"):
        return True
    above = next((line for line in reversed(lines[:at]) if _told(line).strip() and not line.startswith(" ")), "")
    return lines[at].lstrip().startswith("- ") or (lines[at].startswith(" ") and above.startswith("lifecycle:"))


def _are_neighbours(lines: Sequence[str], at: int) -> bool:
    """Whether a line and the next one are of one level, and nothing belongs to either alone."""
    first, second = lines[at], lines[at + 1]
    after = lines[at + 2] if at + 2 < len(lines) else ""
    same = _told(second).strip() and _indent(first) == _indent(second) and first != second
    return bool(same and _indent(after) <= _indent(second))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
