"""*Audit*: how the sealed log stands, who else has seen it, and what it proves of one document."""

from typing import Final

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.log_state import log_state_of
from hub.bootstrap.reader import Reader
from hub.text.bilingual import Bilingual
from hub.window.asked import Asked
from hub.window.commands import command
from hub.window.page import Page, Painted, Sent

TITLE: Final = Bilingual("审计", "Audit")
CHECKPOINT: Final = "checkpoint"


def show(asked: Asked, reader: Reader) -> Painted | Sent:
    """The log's state; with `file` the newest checkpoint as it was signed, for others to keep."""
    seen = log_state_of(reader.home, reader.store)
    if asked.value("file") == CHECKPOINT and seen.note is not None:
        return Sent(seen.note.encode(), "text/plain; charset=utf-8", f"{CHECKPOINT}-{seen.checkpoints[0].size}.txt")
    typed = asked.value("name")
    found = reader.store.documents.find(typed, 1) if typed else []
    values = {
        "title": TITLE,
        "now": SystemClock().now(),
        "seen": seen,
        "typed": typed,
        "document": found[0] if found else None,
        "proving": command(reader, "audit", "prove", found[0].record or found[0].id) if found else "",
        "checking": command(reader, "audit", "check", after="FILE.asice"),
        "verifying": command(reader, "audit", "verify"),
    }
    return Painted("audit.html", values)


PAGE: Final = Page("audit", TITLE, show)
