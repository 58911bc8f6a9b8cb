"""Documents as CSV (RFC 4180), one line each."""

import csv
import sys
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any, Final, TextIO
from unicodedata import normalize

from hub.cli.screen import write_bytes
from hub.text.bilingual import readers_language
from hub.text.visible import visible
from hub.views.documents import DocumentView
from hub.views.view import Moment

COLUMNS: Final = (
    *("updated_at", "record", "document", "type", "portal", "party", "enterprise", "enterprise_name", "status"),
    *("label", "final", "disputed", "submission", "submitted_at", "tracks"),
)
"""As `--json` names them; `label` is the list's label in the reader's language."""
_FORMULA: Final = ("=", "+", "-", "@")
"""Spreadsheets calculate what begins so, in their Chinese editions also with the full-width signs."""
_MARKED: Final = "utf-8-sig"


def print_csv(documents: Iterable[DocumentView], *, for_excel: bool = False) -> None:
    """Print the headings and a line for each document; `for_excel`: in UTF-8, with a byte order mark."""
    if for_excel:
        held = StringIO(newline="")
        _write(held, documents)
        write_bytes(held.getvalue().encode(_MARKED))
    else:
        _write(sys.stdout, documents)
        sys.stdout.flush()


def _write(to: TextIO, documents: Iterable[DocumentView]) -> None:
    writer = csv.writer(to)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(_value(document, name)) for name in COLUMNS] for document in documents)


def _value(document: DocumentView, name: str) -> Any:
    if name == "label":
        return document.list_label_zh if readers_language() == "zh" else document.list_label_en
    return getattr(document, name)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Moment():
            return str(value)
        case Mapping():
            return " ".join(":".join((name, *said)) for name, said in value.items())
        case list():
            return " ".join(value)
    text = visible(str(value))
    return f"'{text}" if _is_calculated(text) else text


def _is_calculated(text: str) -> bool:
    """Whether a spreadsheet takes the text for a formula: by its first sign, of whichever width."""
    return normalize("NFKC", text.lstrip()[:1]).startswith(_FORMULA)
