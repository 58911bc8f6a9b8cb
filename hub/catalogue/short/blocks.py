"""Make new blocks of text for what a short form stands for."""

from collections.abc import Mapping

from hub.catalogue.words.kinds import fitting
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Block, Items, Text, Tree
from hub.text.grammar import Kind


def block_of(where: Where, rows: Mapping[str, Tree]) -> Block:
    """A mapping at a place; rows whose names have places of their own keep them."""
    block = Block(where)
    for name, value in rows.items():
        block[name if isinstance(name, Text) else Text(name, where)] = value
    return block


def with_rows(block: Block, rows: Mapping[str, Tree], without: tuple[str, ...] = ()) -> Block:
    """A copy of a mapping in which some words have other values, or are gone; places of words stay."""
    kept: dict[str, Tree] = {name: rows.get(name, value) for name, value in block.items() if name not in without}
    return block_of(block.where, {**kept, **{name: value for name, value in rows.items() if name not in kept}})


def word_of(block: Block, word: str, kind: Kind, problems: Problems) -> Tree | None:
    """The value of a word that is written out, as far as it is of its kind; None when the word is missing."""
    key = next((key for key in block if key == word), None)
    return fitting(key, block[key], kind, problems) if key is not None else None


def items_of(where: Where, texts: list[str]) -> Items:
    """A list of words at a place."""
    items = Items(where)
    items.extend(text if isinstance(text, Text) else Text(text, where) for text in texts)
    return items
