"""Tables on a terminal: headings, one line per record. Widths are in cells; a Chinese character takes two."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from hub.cli.screen import screen
from hub.text.bilingual import Bilingual
from hub.text.visible import visible

Cell = str | Text
"""A string may come from outside, so it is made safe to print. `styled` makes a Text of a value."""
_GAP = 2
"""Cells between columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    heading: Bilingual
    least: int | None = None
    """Cells that it keeps in a terminal that is too narrow. None: it is never cut."""
    width: int = 0
    """Cells that it has at least, for rows that come later."""
    is_spare: bool = False
    """The column is left out where a terminal is too narrow although others were cut. The last one goes first."""
    goes_below: bool = False
    """Where a terminal is too narrow, it stands beneath its row before another one is cut, for it is never cut."""


class Table:
    """Prints rows. In a terminal a row is cut to its width; in a file or a pipe nothing is cut."""

    def __init__(self, *columns: Column, indent: int = 0, on: Console = screen) -> None:
        self._columns = columns
        self._indent = " " * indent
        self._on = on
        self._widths = [max(cell_len(str(column.heading)), column.width) for column in columns]
        self._shown = list(range(len(columns)))
        self._below: list[int] = []

    def fit(self, rows: Iterable[Sequence[Cell]]) -> "Table":
        """Make the columns wide enough for these rows, within the width of the terminal."""
        for row in rows:
            for place, cell in enumerate(row):
                self._widths[place] = max(self._widths[place], _text(cell).cell_len)
        if self._on.is_terminal:
            self._narrow(self._on.width - len(self._indent))
        return self

    def show(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Print headings and rows; nothing where there are no rows."""
        if rows:
            self.fit(rows).head()
            self.add(*rows)

    def head(self) -> None:
        """Print the line of headings."""
        self._on.print(self._line([styled(column.heading, "bold dim") for column in self._columns]))

    def add(self, *rows: Sequence[Cell]) -> None:
        """Print rows. The widths of the columns stay as they are."""
        if rows:
            self._on.print(Text("\n").join(line for row in rows for line in (self._line(row), *self._beneath(row))))

    def _narrow(self, room: int) -> None:
        """Cut columns, and leave spare ones out, until a row fits; otherwise the terminal wraps the row."""
        if not self._fits(room):
            self._below = [place for place in self._shown if self._columns[place].goes_below]
            self._shown = [place for place in self._shown if place not in self._below]
        wanted = list(self._widths)
        while not self._cut(room) and (spare := [place for place in self._shown if self._columns[place].is_spare]):
            self._shown.remove(spare[-1])
            self._widths = list(wanted)

    def _cut(self, room: int) -> bool:
        """Narrow the widest column that may be cut, again and again, until a row fits. False where it never fits."""
        while not self._fits(room):
            givers = [place for place in self._shown if self._can_give(place)]
            if not givers:
                return False
            self._widths[max(givers, key=self._widths.__getitem__)] -= 1
        return True

    def _fits(self, room: int) -> bool:
        return sum(self._widths[place] + _GAP for place in self._shown) - _GAP <= room

    def _can_give(self, place: int) -> bool:
        least = self._columns[place].least
        return least is not None and self._widths[place] > max(least, 1)

    def _beneath(self, row: Sequence[Cell]) -> Iterator[Text]:
        """What stands beneath a row, a line each, with its heading."""
        for place in self._below:
            if text := _text(row[place]):
                heading = styled(self._columns[place].heading, "dim")
                yield Text.assemble(self._indent, " " * _GAP, heading, " ", text)

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


def filled(text: str, width: int) -> str:
    """A text with spaces behind it, so that it takes `width` cells."""
    return text + " " * (width - cell_len(text))


def styled(value: object, style: str) -> Text:
    """A value in a style, on one line; control characters in it are replaced by a mark."""
    return Text(visible(str(value)), style)


def _text(cell: Cell) -> Text:
    """The cell as a text of its own, which may be cut."""
    return cell.copy() if isinstance(cell, Text) else Text(visible(cell))
