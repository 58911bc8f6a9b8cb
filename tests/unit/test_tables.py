"""Tables: headings, a line a record, widths in cells; cut in a terminal that is too narrow and nowhere else."""

from collections.abc import Sequence
from io import StringIO
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from hub.cli.tables import Column, Table, styled
from hub.text.bilingual import Bilingual


def column(heading: str, **more: Any) -> Column:
    """A column with the same heading in both languages."""
    return Column(Bilingual(heading, heading), **more)


COLUMNS = (column("编号 id"), column("企业 enterprise", least=8), column("状态 status", least=8))
ROWS = [
    ("1", "大连某某进出口贸易有限公司", styled("P002 已发送", "cyan")),
    ("22", "Dalian", Text.assemble(("S 通过", "green"), " accepted")),
]


def drawn(rows: Sequence[Sequence[str | Text]], width: int, *, is_terminal: bool) -> list[str]:
    """The lines of a table, without colours."""
    file = StringIO()
    Table(*COLUMNS, on=_console(file, width, is_terminal=is_terminal)).show(rows)
    return file.getvalue().splitlines()


def _console(file: StringIO, width: int, *, is_terminal: bool) -> Console:
    return Console(
        file=file,
        width=width,
        force_terminal=is_terminal,
        no_color=True,
        color_system=None,
        soft_wrap=True,
        emoji=False,
    )


def test_columns_begin_at_the_same_cell_whatever_is_in_them() -> None:
    """A Chinese character takes two cells."""
    head, first, second = drawn(ROWS, 200, is_terminal=False)
    assert {cell_len(line[: line.index(word)]) for line, word in ((first, "P002"), (second, "S 通过"))} == {
        cell_len(head[: head.index("状态")])
    }


def test_nothing_is_cut_where_there_is_no_terminal() -> None:
    """A program that reads lines, or a file, gets all of it, however narrow the window is."""
    lines = drawn(ROWS, 20, is_terminal=False)
    assert (len(lines), "大连某某进出口贸易有限公司" in lines[1], "accepted" in lines[2]) == (3, True, True)


def test_a_row_is_one_line_of_a_narrow_terminal() -> None:
    """What may be cut ends with a sign for it; what may not stays whole."""
    lines = drawn(ROWS, 32, is_terminal=True)
    assert [cell_len(line) <= 32 for line in lines] == [True] * 3
    assert ("…" in lines[1], lines[2].startswith("22 ")) == (True, True)


def test_a_spare_column_is_left_out_where_a_row_has_no_room() -> None:
    """Only in a terminal; the last of them goes first."""
    file = StringIO()
    columns = (column("one"), column("two", is_spare=True), column("three"), column("four", is_spare=True))
    rows = [("a" * 9, "b" * 9, "c" * 9, "d" * 9)]
    Table(*columns, on=_console(file, 32, is_terminal=True)).show(rows)
    Table(*columns, on=_console(file, 31, is_terminal=False)).show(rows)
    assert file.getvalue().splitlines()[1::2] == [
        "aaaaaaaaa  bbbbbbbbb  ccccccccc",
        "aaaaaaaaa  bbbbbbbbb  ccccccccc  ddddddddd",
    ]


def test_a_table_of_nothing_is_nothing() -> None:
    """Headings without rows say nothing."""
    assert drawn([], 80, is_terminal=True) == []


def test_what_comes_from_outside_stays_on_its_line_and_in_its_column() -> None:
    """Nothing of it is markup, and nothing moves the terminal."""
    (_, line) = drawn([("1", "[red]\n\x1b[2J:skull:", "x")], 200, is_terminal=False)
    assert line.split() == ["1", "[red]\ufffd\ufffd[2J:skull:", "x"]


def test_rows_that_come_later_stay_in_their_columns() -> None:
    """As with `hub log --follow`."""
    file = StringIO()
    table = Table(column("编号 id", width=10), column("状态"), on=_console(file, 80, is_terminal=False)).fit([])
    table.head()
    table.add(("中", "one"))
    table.add(("b", "two"))
    assert file.getvalue().splitlines() == ["编号 id     状态", "中          one", "b           two"]
