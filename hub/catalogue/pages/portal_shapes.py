"""Read `writes:` of a portal's file: its own names for what submissions and events hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.catalogue.grammar.owners import SHAPE, SHAPED_DOCUMENT
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Block, Text, Tree
from hub.catalogue.words.vocabulary import Words
from hub.text.grammar import PAIRS, keys

Table = Mapping[Text, Text]


@dataclass(frozen=True)
class DocumentPage:
    """What the portal calls otherwise in documents of one type."""

    where: Where
    fields: Table
    """By our path below `data`: the portal's path below its own."""
    returned: Table


@dataclass(frozen=True)
class ShapePage:
    """One `writes:`; each table is from ours to theirs."""

    where: Where
    style: str = ""
    root: Text | None = None
    submission: Table = field(default_factory=dict)
    event: Table = field(default_factory=dict)
    names: Table = field(default_factory=dict)
    types: Table = field(default_factory=dict)
    parties: Table = field(default_factory=dict)
    cards: Table = field(default_factory=dict)
    statuses: Table = field(default_factory=dict)
    booleans: Table = field(default_factory=dict)
    tracks: Table = field(default_factory=dict)
    codes: Mapping[Text, Table] = field(default_factory=dict)
    documents: Mapping[Text, DocumentPage] = field(default_factory=dict)


def read_shape(tree: Tree | None, problems: Problems) -> ShapePage | None:
    """The page; None when the portal's file has no such word."""
    if tree is None:
        return None
    words = Words(tree, problems, SHAPE)
    codes = words.raw("codes")
    lists = Words(codes, problems, keys(list(codes) if isinstance(codes, Block) else [], PAIRS))
    pages = words.raw("documents")
    tables = ("submission", "event", "names", "types", "parties", "cards", "statuses", "booleans", "tracks")
    return ShapePage(
        words.block.where,
        str(words.text("style")),
        words.text("root") if "root" in words else None,
        **{name: words.pairs(name) for name in tables},
        codes={name: lists.pairs(name) for name in lists.block},
        documents={
            name: _document(block, problems) for name, block in (pages.items() if isinstance(pages, Block) else ())
        },
    )


def _document(tree: Tree, problems: Problems) -> DocumentPage:
    words = Words(tree, problems, SHAPED_DOCUMENT)
    return DocumentPage(words.block.where, words.pairs("fields"), words.pairs("returned"))
