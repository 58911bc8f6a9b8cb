"""Read `codes/*.csv`: code lists and statuses."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import unreadable
from hub.model import Status
from hub.model.lifecycle import StatusKind, StatusResult
from hub.text.bilingual import Bilingual, listed

KINDS = ("open", "rest", "final", "event")
RESULTS = ("good", "bad")
_KINDS, _RESULTS = listed(KINDS), listed(RESULTS)


def read_code_list(path: Path, file: str, problems: Problems) -> CodeList:
    """Read the columns `code,wire,zh,en`. Codes are unique, and so are wire values. A list with a problem is empty."""
    before = len(problems)
    rows = list(_rows(path, file, ("code", "wire", "zh", "en"), problems))
    for column in ("code", "wire"):
        seen: set[str] = set()
        for line, row in rows:
            if row[column] and row[column] in seen:
                text = Bilingual(f"{column} 列的“{row[column]}”出现两次", f"{column} “{row[column]}” stands twice")
                problems.add(Where(file, line), text)
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
        code, kind, result = row["code"], row["kind"], row.get("result", "")
        if kind not in KINDS:
            text = Bilingual(f"kind 列不接受“{kind}”；可用：{_KINDS.zh}", f"kind “{kind}” must be one of: {_KINDS.en}")
            problems.add(Where(file, line), text)
        if result not in ("", *RESULTS):
            text = Bilingual(
                f"result 列不接受“{result}”；可用：{_RESULTS.zh}，也可留空",
                f"result “{result}” must be one of: {_RESULTS.en}; or blank",
            )
            problems.add(Where(file, line), text)
        if code in statuses:
            problems.add(Where(file, line), Bilingual(f"状态 {code} 出现两次", f"status {code} stands twice"))
        statuses[code] = Status(
            code,
            row["zh"],
            row["en"],
            cast(StatusKind, kind),
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
                names = listed(columns)
                problems.add(Where(file, 1), Bilingual(f"各列必须是：{names.zh}", f"the columns must be: {names.en}"))
                return
            columns = heading
            line = reader.line_num + 1
            for cells in reader:
                if cells and (len(cells) != len(columns) or not all(cells[:needed])):
                    text = Bilingual(f"{needed} 列每列都须有一个值", f"each of the {needed} columns needs one value")
                    problems.add(Where(file, line), text)
                if cells:
                    yield line, dict(zip(columns, (*cells, *[""] * len(columns)), strict=False))
                line = reader.line_num + 1
    except (OSError, UnicodeDecodeError) as error:
        problems.add(Where(file, 1), unreadable(error))
    except csv.Error as error:
        problems.add(Where(file, line), Bilingual(f"不是 CSV：{error}", f"not CSV: {error}"))
