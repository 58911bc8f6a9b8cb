"""No word of a catalogue's files takes an empty value, or a value of another kind: each is told once, with its line.

The words are those of the tables in `hub/catalogue/grammar`: a new word is tested as it comes.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.catalogue.grammar.files import FILE_KINDS, MAPPINGS
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Block, Items, Text, Tree
from hub.catalogue.words.vocabulary import Words
from hub.text.grammar import MEANING, BlockOf, Either, Grammar, Kind, ListOf, OneOf, Scalar, TableOf, Word

BLOCK, LINE, BELOW = Where("a.yaml", 1), Where("a.yaml", 2), Where("a.yaml", 3)
"""Where a block, its word and the word's value stand."""


def tables() -> list[Grammar]:
    """The table of every kind of block, each once."""
    found: dict[int, Grammar] = {}
    waiting = [*(kind.kind for kind in FILE_KINDS), *MAPPINGS.values()]
    while waiting:
        for one in _alternatives(waiting.pop()):
            if isinstance(one, BlockOf) and id(one.grammar) not in found:
                found[id(one.grammar)] = one.grammar
                waiting += [word.kind for word in one.grammar.words.values()]
            elif isinstance(one, ListOf | TableOf):
                waiting.append(one.of)
    return list(found.values())


def _alternatives(kind: Kind) -> tuple[Kind, ...]:
    return kind.kinds if isinstance(kind, Either) else (kind,)


WORDS = [
    pytest.param(table, word, id=f"{table.name}: {word.name}") for table in tables() for word in table.words.values()
]


def tree(value: Any, where: Where = BELOW) -> Tree:
    """A value as it is read from a file."""
    if isinstance(value, str):
        return Text(value, where)
    if isinstance(value, list):
        items = Items(where)
        items.extend(tree(one) for one in value)
        return items
    block = Block(where)
    for name, one in value.items():
        block[Text(name, where)] = tree(one)
    return block


def problems_of(table: Grammar, word: Word, value: Any) -> list[tuple[int, str]]:
    """Line and text of what is told of a block with this word alone, but for the words that are missing."""
    block, problems = Block(BLOCK), Problems()
    block[Text(word.name, LINE)] = tree(value)
    Words(block, problems, table)
    return [(one.line, one.text.en) for one in problems if not one.text.en.endswith("is missing")]


@pytest.mark.parametrize(("table", "word"), WORDS)
@pytest.mark.parametrize("value", [{}, [], ""], ids=["mapping", "list", "text"])
def test_an_empty_value_is_told_at_its_word(table: Grammar, word: Word, value: Any) -> None:
    """It would say nothing."""
    ((line, text),) = problems_of(table, word, value)
    assert line == LINE.line
    assert text.startswith(f"“{word.name}” ")


@pytest.mark.parametrize(("table", "word"), WORDS)
def test_a_value_of_another_kind_is_told_at_its_word(table: Grammar, word: Word) -> None:
    """A text for a list, a list for a mapping, and so on."""
    for value in other_kinds(word.kind):
        ((line, text),) = problems_of(table, word, value)
        assert line == LINE.line
        assert text.startswith(f"“{word.name}” must ")


def other_kinds(kind: Kind) -> Iterator[Any]:
    """Values that no alternative of a kind takes."""
    kinds = _alternatives(kind)
    if not any(isinstance(one, Scalar | OneOf) and one not in MAPPINGS for one in kinds):
        yield "x"
    if not any(isinstance(one, ListOf) for one in kinds):
        yield ["x"]
    if not any(isinstance(one, TableOf | BlockOf) or one in MAPPINGS for one in kinds):
        yield {"x": "y"}


ROWS = [
    pytest.param(table, word, one, id=f"{table.name}: {word.name}")
    for table in tables()
    for word in table.words.values()
    for one in _alternatives(word.kind)
    if isinstance(one, TableOf)
]


@pytest.mark.parametrize(("table", "word", "kind"), ROWS)
def test_an_empty_row_of_a_table_is_told_at_its_name(table: Grammar, word: Word, kind: TableOf) -> None:
    """And one of another kind; a code may stand for no value."""
    for value in ({}, [], "", *other_kinds(kind.of)):
        found = problems_of(table, word, {"name": value})
        if value == "" and MEANING in _alternatives(kind.of):
            assert found == []
        else:
            assert [(line, text[:7]) for line, text in found] == [(BELOW.line, "“name” ")]


@pytest.mark.parametrize("value", [["a", ""], ["a", ["b"]], ["a", {"b": "c"}]], ids=["blank", "list", "mapping"])
def test_an_odd_item_of_a_list_is_told_at_its_word(value: Any) -> None:
    """A list of words holds words."""
    table = Grammar("a", Word("words", ListOf(Scalar("text"))))
    assert problems_of(table, table.words["words"], value) == [(LINE.line, "“words” must be a list of words")]


@given(
    st.sampled_from([param.values for param in WORDS]),
    st.recursive(
        st.text("ab", max_size=2),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
        max_leaves=8,
    ),
)
def test_a_block_can_be_read_whatever_it_holds(word: tuple[Grammar, Word], value: Any) -> None:
    """Readers get a usable value of the kind they ask for."""
    table, one = word
    block = Block(BLOCK)
    block[Text(one.name, LINE)] = tree(value)
    words = Words(block, Problems(), table)
    assert isinstance(words.text(one.name), Text)
    assert all(isinstance(item, Text) for item in words.texts(one.name))
    assert all(isinstance(item, Block) for item in words.blocks(one.name))
    assert all(isinstance(item, Text) for item in words.pairs(one.name).values())
