"""Go on listing documents as they move."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from hub.cli.document_rows import document_table, row_of
from hub.cli.screen import print_json
from hub.cli.unread import is_read
from hub.model import Document, Statuses
from hub.ports import Documents, Filter
from hub.views.documents import view_document
from hub.views.view import json_of

LATE: Final = 5_000_000
"""Microseconds by which a transaction may commit after the time that it wrote into its rows."""


def follow(
    documents: Documents,
    chosen: Filter,
    found: Sequence[Document],
    stop: Callable[[], bool],
    tell: Callable[[Document], None],
) -> None:
    """Print each document that has moved since it was printed, until `stop`."""
    shown = {(d.id, d.updated_at) for d in found}
    while not stop() and is_read():
        time.sleep(0.3)
        newest = max([chosen.since or 0, *(at - LATE for _, at in shown)])
        moved = documents.log(replace(chosen, since=newest, sort="oldest"))
        for document in moved:
            if (document.id, document.updated_at) not in shown:
                tell(document)
        shown = {(d.id, d.updated_at) for d in moved} or shown


def teller(found: Sequence[Document], statuses: Statuses, *, as_json: bool) -> Callable[[Document], None]:
    """Print what was found, oldest first. Returns how to print one that moves later."""
    views = [view_document(document, statuses) for document in sorted(found, key=lambda d: (d.updated_at, d.id))]
    if as_json:
        for view in views:
            print_json(json_of(view))
        return lambda document: print_json(json_of(view_document(document, statuses)))
    table, rows = document_table(), [row_of(view) for view in views]
    table.fit(rows).head()
    table.add(*rows)
    return lambda document: table.add(row_of(view_document(document, statuses)))
