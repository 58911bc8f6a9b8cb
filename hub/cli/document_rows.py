"""Documents as the command line lists them: one a line."""

from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.text import Text

from hub.cli.choice import Listing
from hub.cli.screen import screen
from hub.cli.tables import Cell, Column, Table, styled
from hub.model import Document, Statuses
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
COLUMNS: Final = (
    Column(f"更新 updated {ZONE}", width=19),
    Column("记录编号 record", width=20),
    Column("单证 document", least=13, width=36, is_spare=True),
    Column("类型 type", least=10, width=27, is_spare=True),
    Column("编号 submission", least=8, width=20),
    Column("状态 status", least=12, width=24),
    Column("企业 enterprise", least=8, is_spare=True),
    Column("对方 party", least=8, width=13),
    Column("", least=8),
)
"""Some are as wide as what may come later, with `--follow`."""


def document_table(on: Console = screen) -> Table:
    """The table of `hub log`."""
    return Table(*COLUMNS, on=on)


def row_of(document: DocumentView) -> list[Cell]:
    """A document's row in it."""
    return [
        styled(document.updated_at.clock, "dim"),
        document.record or "—",
        document.document,
        document.type,
        document.submission,
        list_status(document),
        document.enterprise_name,
        document.party,
        styled("有争议 disputed" if document.dispute else "", "red"),
    ]


def list_status(document: DocumentView) -> Text:
    """A document's status in a list's words."""
    return status_text(document.status, document.list_label_zh, document.list_label_en, document.tone)


def status_text(code: str, zh: str, en: str, tone: Tone) -> Text:
    """A status in both languages, coloured by what it means."""
    return Text.assemble(styled(f"{code:<4} {zh}", COLOURS[tone]), " ", styled(en, "dim"))


def listing(statuses: Statuses) -> Listing[Document, DocumentView]:
    """How documents are told that a name may mean."""
    return Listing(lambda document: view_document(document, statuses), document_table, row_of, DocumentChoiceView)
