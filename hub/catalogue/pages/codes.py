"""Read `codes/*.csv`: code lists and statuses."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.words.places import Problems, Where
from hub.model import Status
from hub.model.lifecycle import StatusKind, StatusResult

KINDS = ("open", "rest", "final", "event")
RESULTS = ("good", "bad")


def read_code_list(path: Path, file: str, problems: Problems) -> CodeList:
    """Read the columns `code,wire,zh,en`. Codes are unique, and so are wire values. A list with a problem is empty."""
    before = len(problems)
    rows = list(_rows(path, file, ("code", "wire", "zh", "en"), problems))
    for column in ("code", "wire"):
        seen: set[str] = set()
        for line, row in rows:
            if row[column] and row[column] in seen:
                problems.add(Where(file, line), f"{column} “{row[column]}” stands twice")
            seen.add(row[column])
    if len(problems) > before:
        rows = []
    return CodeList(
        name=path.stem,
        to_wire={row["code"]: row["wire"] for _, row in rows},
        from_wire={row["wire"]: row["code"] for _, row in rows},
        labels={row["code"]: row["zh"] for _, row in rows},
    )


def read_statuses(path: Path, file: str, problems: Problems) -> dict[str, Status]:
    """Read the columns `code,zh,en,kind,list_zh,list_en,result`.

    The last three can be blank, or missing from the end of the whole file. A status without a result is neither good
    nor bad.
    """
    statuses: dict[str, Status] = {}
    for line, row in _rows(path, file, ("code", "zh", "en", "kind"), problems, ("list_zh", "list_en", "result")):
        if row["kind"] not in KINDS:
            problems.add(Where(file, line), f"kind “{row['kind']}” must be one of: {', '.join(KINDS)}")
        if (result := row.get("result", "")) not in ("", *RESULTS):
            problems.add(Where(file, line), f"result “{result}” must be one of: {', '.join(RESULTS)}; or blank")
        if row["code"] in statuses:
            problems.add(Where(file, line), f"status {row['code']} stands twice")
        statuses[row["code"]] = Status(
            row["code"],
            row["zh"],
            row["en"],
            cast(StatusKind, row["kind"]),
            row.get("list_zh", ""),
            row.get("list_en", ""),
            cast(StatusResult, result),
        )
    return statuses


def _rows(
    path: Path, file: str, columns: tuple[str, ...], problems: Problems, blank: tuple[str, ...] = ()
) -> Iterable[tuple[int, dict[str, str]]]:
    """Each row with its line. A row that lacks a value is reported and returned all the same.

    The columns in `blank` come last. They can be blank, and missing from the end of the heading.
    """
    line, needed = 1, len(columns)
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:  # spreadsheets write a byte order mark
            reader = csv.reader(handle, strict=True)
            heading = tuple(next(reader, ()))
            if len(heading) < needed or heading != (*columns, *blank)[: len(heading)]:
                problems.add(Where(file, 1), f"the columns must be: {', '.join(columns)}")
                return
            columns = heading
            line = reader.line_num + 1
            for cells in reader:
                if cells and (len(cells) != len(columns) or not all(cells[:needed])):
                    problems.add(Where(file, line), f"each of the {needed} columns needs one value")
                if cells:
                    yield line, dict(zip(columns, (*cells, *[""] * len(columns)), strict=False))
                line = reader.line_num + 1
    except OSError as error:
        problems.add(Where(file, 1), f"cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        problems.add(Where(file, 1), "cannot be read: not UTF-8")
    except csv.Error as error:
        problems.add(Where(file, line), f"not CSV: {error}")
