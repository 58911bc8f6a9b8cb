"""Read tables in CSV, each with its line, and the tables that extend them."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import unreadable
from hub.text.bilingual import Bilingual, listed

Row = dict[str, str]
"""A value by column."""


@dataclass(frozen=True)
class Columns:
    """The heading of a table; its first column is `code`."""

    needed: tuple[str, ...]
    """Every row has a value in these."""
    optional: tuple[str, ...] = ()
    """These come last. They can be blank, and missing from the end of the heading."""


@dataclass(frozen=True)
class Line:
    """A row of a table."""

    table: int
    """0 for the first table, 1 for the one that extends it, and so on."""
    number: int
    """The row's line in its file, counted from 1."""
    row: Row


def merged_rows(paths: Sequence[Path], file: str, columns: Columns, problems: Problems) -> list[Line]:
    """The rows of the first table as the others extend it, in order.

    A row replaces the row with its code in an earlier table, and a row that has a code alone withdraws that row. A row
    that lacks a value is reported and returned all the same.
    """
    merged: dict[str, Line] = {}
    for table, path in enumerate(paths):
        seen: set[str] = set()
        for number, row in _rows(path, file, columns, problems):
            code, where = row["code"], Where(file, number)
            if code and code in seen:
                problems.add(where, Bilingual(f"code 列的“{code}”出现两次", f"code “{code}” stands twice"))
            elif table and _withdraws(row):
                _withdraw(merged, code, where, problems)
            else:
                if not all(row[name] for name in columns.needed):
                    problems.add(where, _blank(len(columns.needed)))
                merged[code] = Line(table, number, row)
            seen.add(code)
    return list(merged.values())


def _withdraws(row: Row) -> bool:
    return bool(row["code"]) and not any(value for name, value in row.items() if name != "code")


def _withdraw(merged: dict[str, Line], code: str, where: Where, problems: Problems) -> None:
    if merged.pop(code, None) is None:
        text = Bilingual(f"没有可撤销的代码“{code}”", f"there is no code “{code}” to withdraw")
        problems.add(where, text)


def _blank(needed: int) -> Bilingual:
    return Bilingual(f"{needed} 列每列都须有一个值", f"each of the {needed} columns needs one value")


def _rows(path: Path, file: str, columns: Columns, problems: Problems) -> Iterable[tuple[int, Row]]:
    """Each row with its line; one of another length is reported, and returned as far as it goes."""
    line, whole = 1, (*columns.needed, *columns.optional)
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:  # spreadsheets write a byte order mark
            reader = csv.reader(handle, strict=True)
            heading = tuple(next(reader, ()))
            if len(heading) < len(columns.needed) or heading != whole[: len(heading)]:
                names = listed(columns.needed)
                problems.add(Where(file, 1), Bilingual(f"各列必须是：{names.zh}", f"the columns must be: {names.en}"))
                return
            line = reader.line_num + 1
            for cells in reader:
                if cells and len(cells) != len(heading):
                    problems.add(Where(file, line), _blank(len(columns.needed)))
                if cells:
                    yield line, dict(zip(heading, (*cells, *[""] * len(heading)), strict=False))
                line = reader.line_num + 1
    except (OSError, UnicodeDecodeError) as error:
        problems.add(Where(file, 1), unreadable(error))
    except csv.Error as error:
        problems.add(Where(file, line), Bilingual(f"不是 CSV：{error}", f"not CSV: {error}"))
