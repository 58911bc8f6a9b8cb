"""The table of documents, one line each."""

from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.text import Text

from hub.cli.choice import Listing
from hub.cli.screen import screen
from hub.cli.tables import Cell, Column, Table, styled
from hub.model import Document, Statuses
from hub.text.bilingual import Bilingual
from hub.views.documents import DocumentChoiceView, DocumentView, view_document
from hub.views.statuses import Tone
from hub.views.view import ZONE

COLOURS: Final[Mapping[Tone, str]] = {
    "open": "cyan",
    "rest": "yellow",
    "final": "green",
    "event": "magenta",
    "good": "green",
    "bad": "red",
}
DISPUTED: Final = Bilingual("有争议", "disputed")
COLUMNS: Final = (
    Column(Bilingual(f"更新时间 {ZONE}", f"updated {ZONE}"), width=19),
    Column(Bilingual("记录编号", "record"), least=20, width=20),
    Column(Bilingual("单证", "document"), least=13, width=36, is_spare=True),
    Column(Bilingual("类型", "type"), least=10, width=27, is_spare=True),
    Column(Bilingual("申报编号", "submission"), least=8, width=20, is_spare=True),
    Column(Bilingual("状态", "status"), least=12, width=24),
    Column(Bilingual("企业", "enterprise"), least=8, is_spare=True),
    Column(Bilingual("对方", "party"), least=8, width=13),
    Column(Bilingual("争议", "dispute"), least=8),
)
"""Some are wide enough for rows that may come later, with `--follow`."""


def document_table(on: Console = screen) -> Table:
    """The table of `hub log`."""
    return Table(*COLUMNS, on=on)


def row_of(document: DocumentView) -> list[Cell]:
    """The row of a document in this table; in the place of a record number that there is not, the portal's own."""
    return [
        styled(document.updated_at.clock, "dim"),
        document.record or styled(document.submission, "dim"),
        document.document,
        document.type,
        document.submission,
        list_status(document),
        document.enterprise_name,
        document.party,
        styled(DISPUTED if document.dispute else "", "red"),
    ]


def list_status(document: DocumentView) -> Text:
    """The status of a document in the words of a list, and the statuses on its tracks."""
    own = status_text(document.status, Bilingual(document.list_label_zh, document.list_label_en), document.tone)
    return Text(" · ").join([own, *(status_text(*one) for one in document.beside)]) if document.beside else own


def status_text(code: str, label: Bilingual, tone: Tone) -> Text:
    """A status: code and label, coloured by whether it is good news."""
    return styled(f"{code:<4} {label}", COLOURS[tone])


def listing(statuses: Statuses) -> Listing[Document, DocumentView]:
    """How to list the documents that an ambiguous name may mean."""
    return Listing(lambda document: view_document(document, statuses), document_table, row_of, DocumentChoiceView)
