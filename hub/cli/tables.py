"""Tables on a screen: headings, a line for each record, widths in cells, of which a Chinese character takes two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from hub.cli.screen import screen
from hub.text.visible import visible

Cell = str | Text
"""A string comes from outside, whatever is in it; `styled` makes a Text of one."""
_GAP = 2
"""Cells between columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    heading: str
    least: int | None = None
    """In a terminal that is too narrow the column is cut to no less than this; None: it is never cut."""
    width: int = 0
    """Cells that it has at least, for what comes later."""
    is_spare: bool = False
    """Left out in a terminal that has no room for it though others are cut; the last spare column goes first."""


class Table:
    """Writes rows below each other. In a terminal they are cut to its width; anywhere else nothing is cut."""

    def __init__(self, *columns: Column, indent: int = 0, on: Console = screen) -> None:
        self._columns = columns
        self._indent = " " * indent
        self._on = on
        self._widths = [max(cell_len(column.heading), column.width) for column in columns]
        self._shown = list(range(len(columns)))

    def fit(self, rows: Iterable[Sequence[Cell]]) -> "Table":
        """Make the columns wide enough for these rows, as far as the terminal is."""
        for row in rows:
            for place, cell in enumerate(row):
                self._widths[place] = max(self._widths[place], _text(cell).cell_len)
        if self._on.is_terminal:
            self._narrow(self._on.width - len(self._indent))
        return self

    def show(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Headings and all rows; nothing where there are no rows."""
        if rows:
            self.fit(rows).head()
            self.add(*rows)

    def head(self) -> None:
        """The line of headings."""
        self.add([styled(column.heading, "bold dim") for column in self._columns])

    def add(self, *rows: Sequence[Cell]) -> None:
        """More rows, in columns as wide as they are."""
        if rows:
            self._on.print(Text("\n").join(map(self._line, rows)))

    def _narrow(self, room: int) -> None:
        """Cut columns, and leave spare ones out, until a row has room; it is wrapped where that is not enough."""
        wanted = list(self._widths)
        while not self._cut(room) and (spare := [place for place in self._shown if self._columns[place].is_spare]):
            self._shown.remove(spare[-1])
            self._widths = list(wanted)

    def _cut(self, room: int) -> bool:
        """Take from the widest column that can give, until a row has room; False where it never has."""
        while sum(self._widths[place] + _GAP for place in self._shown) - _GAP > room:
            givers = [place for place in self._shown if self._can_give(place)]
            if not givers:
                return False
            self._widths[max(givers, key=self._widths.__getitem__)] -= 1
        return True

    def _can_give(self, place: int) -> bool:
        least = self._columns[place].least
        return least is not None and self._widths[place] > max(least, 1)

    def _line(self, row: Sequence[Cell]) -> Text:
        line = Text(self._indent)
        for place in self._shown:
            text, width = _text(row[place]), self._widths[place]
            if self._on.is_terminal and self._columns[place].least is not None:
                text.truncate(width, overflow="ellipsis")
            gap = width - text.cell_len + _GAP
            line.append_text(text)
            line.append(" " * max(gap, _GAP))
        line.rstrip()
        return line


def styled(value: object, style: str) -> Text:
    """A value from outside in a style: one line that does nothing to a terminal."""
    return Text(visible(str(value)), style)


def _text(cell: Cell) -> Text:
    """A copy that may be cut."""
    return cell.copy() if isinstance(cell, Text) else Text(visible(cell))
