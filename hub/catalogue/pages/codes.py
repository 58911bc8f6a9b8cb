"""Read `codes/*.csv`: code lists and statuses. Files of one name in several folders extend each other."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from hub.catalogue.grammar.codes import CODE_LIST, STATUS_LIST
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.pages.tables import Columns, merged_rows
from hub.catalogue.words.places import Problems, Where
from hub.model import Status
from hub.model.lifecycle import StatusKind, StatusResult
from hub.text.bilingual import Bilingual, listed

KINDS, RESULTS = STATUS_LIST.choices("kind"), STATUS_LIST.choices("result")
_KINDS, _RESULTS = listed(KINDS), listed(RESULTS)
_LIST = Columns(CODE_LIST.required)
_STATUSES = Columns(STATUS_LIST.required, tuple(word for word in STATUS_LIST.words if word not in STATUS_LIST.required))
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*")
_OUTSIDE_XML = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff"
_CELL = re.compile(rf"[^\s{_OUTSIDE_XML}]([^{_OUTSIDE_XML}]*[^\s{_OUTSIDE_XML}])?")
"""One line of characters that XML has, without white space at its ends."""


def read_code_list(paths: Sequence[Path], file: str, problems: Problems) -> CodeList:
    """Read the columns `code,wire,zh,en`. Codes are unique, and so are wire values. A list with a problem is empty."""
    before, name = problems.reported, paths[-1].stem
    rows = merged_rows(paths, file, _LIST, problems)
    wires: set[str] = set()
    for line in sorted(rows, key=lambda line: line.table):  # of two wire values, the later table's is reported
        where, wire = Where(file, line.number), line.row["wire"]
        for cell in filter(None, line.row.values()):
            if not _CELL.fullmatch(cell):
                problems.add(where, _not_a_line(cell))
        if wire and wire in wires:
            problems.add(where, Bilingual(f"wire 列的“{wire}”出现两次", f"wire “{wire}” stands twice"))
        wires.add(wire)
    if not rows and problems.reported == before:
        problems.add(Where(file, 1), Bilingual("代码表没有任何代码", "the code list has no code"))
    if not _NAME.fullmatch(name):
        problems.add(Where(file, 1), _not_a_name(name))
    if problems.reported > before:
        rows = []
    return CodeList(
        name=name,
        to_wire={line.row["code"]: line.row["wire"] for line in rows},
        from_wire={line.row["wire"]: line.row["code"] for line in rows},
        labels={line.row["code"]: line.row["zh"] for line in rows},
        labels_en={line.row["code"]: line.row["en"] for line in rows},
    )


def read_statuses(paths: Sequence[Path], file: str, problems: Problems) -> dict[str, Status]:
    """Read the columns `code,zh,en,kind,list_zh,list_en,result`.

    The last three can be blank, or missing from the end of the whole file. A status without a result is neither good
    nor bad.
    """
    statuses: dict[str, Status] = {}
    for line in merged_rows(paths, file, _STATUSES, problems):
        row, where = line.row, Where(file, line.number)
        code, kind, result = row["code"], row["kind"], row.get("result", "")
        if kind not in KINDS:
            text = Bilingual(f"kind 列不接受“{kind}”；可用：{_KINDS.zh}", f"kind “{kind}” must be one of: {_KINDS.en}")
            problems.add(where, text)
        if result not in ("", *RESULTS):
            text = Bilingual(
                f"result 列不接受“{result}”；可用：{_RESULTS.zh}，也可留空",
                f"result “{result}” must be one of: {_RESULTS.en}; or blank",
            )
            problems.add(where, text)
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


def _not_a_line(cell: str) -> Bilingual:
    return Bilingual(
        f"“{cell}”不能写入 XSD：须为一行文字，首尾无空白，且不含控制字符",
        f"“{cell}” cannot stand in XSD: it must be one line without white space at its ends or control characters",
    )


def _not_a_name(name: str) -> Bilingual:
    return Bilingual(
        f"代码表名“{name}”须由小写字母和数字组成，各段以字母开头，以“-”相连",
        f"code list “{name}” must be named in small letters and digits: parts that begin with a letter, joined by “-”",
    )
