"""The order in which one message of a party is decided on. It stands here alone: whoever walks it differs.

A worker walks it for what was delivered, the look at early notices and the match of parked receipts for what waited.
"""

from dataclasses import dataclass

from hub.catalogue import Route
from hub.model import Books, Document, Message
from hub.stages.apply_receipt import apply_receipt
from hub.stages.correlate import original_of, route_of
from hub.stages.interpret import interpret
from hub.stages.keep_received import keep_received
from hub.stages.open_message import Opened
from hub.stages.record_notice import announced_id, is_early, notice_of, record_notice
from hub.stages.write_message import Means
from hub.xml.times import today_in_shanghai


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What became of a message."""

    document: Document | None = None
    """What it moved, made or was observed on."""
    waits: bool = False
    """What it names is not there yet; nothing is recorded."""
    notice: Route | None = None
    """Of a notice that waits: its route."""
    is_answered: bool = True
    """Whether its party gets a receipt. A receipt for a receipt gets none, or two hubs would talk for ever."""


WAITS = Decided(waits=True)


def decide(books: Books, means: Means, opened: Opened) -> Decided:
    """Take one opened message through all stages that need the books; raises Rejected for one that cannot be used.

    What it moves or makes is in the books; what follows from that is not yet.
    """
    if opened.is_kept:
        keep_received(books, opened, None, None)
        return Decided()
    if (notice := notice_of(opened, means.catalogue)) is not None:
        return _announce(books, means, notice, opened)
    original = original_of(opened, books)
    return WAITS if original is None else _answer(books, means, original, opened)


def _announce(books: Books, means: Means, notice: Route, opened: Opened) -> Decided:
    """Make the document that a notice announces."""
    if is_early(books, notice, opened):
        return Decided(waits=True, notice=notice)
    today, new_id = today_in_shanghai(books.now), announced_id(means.hub_id, opened)
    document = record_notice(books, notice, opened, new_id, today)
    keep_received(books, opened, document.id, None)
    return Decided(document=document)


def _answer(books: Books, means: Means, original: Message, opened: Opened) -> Decided:
    """Let a receipt act on the document whose message it answers."""
    if original.kind in ("receipt", "copy") or original.document is None:
        keep_received(books, opened, original.document, original)
        return Decided(is_answered=False)
    document = books.trails.document(original.document)
    route = route_of(opened, original, document, means.catalogue)
    meaning = interpret(opened, original, document, route, today_in_shanghai(books.now))
    apply_receipt(books, means.catalogue, document, opened, meaning)
    keep_received(books, opened, document.id, original)
    return Decided(document=document)
