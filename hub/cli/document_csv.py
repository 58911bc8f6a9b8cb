"""Documents as CSV (RFC 4180), one line each."""

import csv
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final

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
"""Spreadsheets calculate what begins so."""


def print_csv(documents: Iterable[DocumentView]) -> None:
    """Print the headings and a line for each document."""
    writer = csv.writer(sys.stdout)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(_value(document, name)) for name in COLUMNS] for document in documents)
    sys.stdout.flush()


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
    return f"'{text}" if text.startswith(_FORMULA) else text
