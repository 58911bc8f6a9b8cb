"""Read a leg of a route, and the messages beside a document's own way, as far as no schema is needed."""

from collections.abc import Mapping
from typing import NamedTuple

from hub.catalogue.grammar.receipts import DISPATCH, LATER_DISPATCH, TECHNICAL
from hub.catalogue.pages.lifecycle import LifecycleReader
from hub.catalogue.pages.receipts import ReceiptsPage, read_receipts
from hub.catalogue.words.places import Where
from hub.catalogue.words.text import Block, Text, Tree
from hub.catalogue.words.vocabulary import Words
from hub.text.grammar import Grammar


class MessagePage(NamedTuple):
    """An element, and the mapping that fills it."""

    element: Text
    table: Block | None
    """None where there is no mapping."""
    where: Where
    """Where the mapping stands."""


class LegPage(NamedTuple):
    """One message that a document sends, and what its answers mean."""

    on: str
    becomes: str
    role: str
    party: str
    message: MessagePage
    receipts: ReceiptsPage | None
    dispatch: Mapping[str, str]
    """`confirmed` and `returned`: the statuses that a dispatch leads to."""
    technical: Mapping[str, str]
    """`accepted` and `refused`: the statuses that a technical receipt leads to."""


class WritingPage(NamedTuple):
    """`inquiry:` or `shares:`."""

    message: MessagePage
    on: str
    role: str


def read_leg(words: Words, lifecycle: LifecycleReader, names: Tree | None, *, is_first: bool) -> LegPage:
    """A leg; `names` is the route's word for other documents. A later leg has no message to give back."""
    return LegPage(
        on=lifecycle.one(words, "on"),
        becomes=lifecycle.one(words, "becomes"),
        role=words.text("to"),
        party=words.text("party", "party"),
        message=_message(words),
        receipts=read_receipts(words, lifecycle, names) if "receipts" in words else None,
        dispatch=lifecycle.named(words, "dispatch", DISPATCH if is_first else LATER_DISPATCH),
        technical=lifecycle.named(words, "technical", TECHNICAL),
    )


def read_writing(route: Words, word: str, grammar: Grammar, lifecycle: LifecycleReader) -> WritingPage | None:
    """A message beside a document's own way; None where the route has no such word."""
    if word not in route:
        return None
    words = Words(route.raw(word), route.problems, grammar)
    return WritingPage(message=_message(words), on=lifecycle.one(words, "on"), role=words.text("with"))


def _message(words: Words) -> MessagePage:
    table = words.raw("map")
    return MessagePage(
        element=words.text("element"),
        table=table if isinstance(table, Block) else None,
        where=words.where("map"),
    )
