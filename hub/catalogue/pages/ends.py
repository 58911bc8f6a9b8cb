"""The final statuses of each document type, read without schemas: enough to show a trail, and quick."""

from collections.abc import Iterable
from pathlib import Path

from hub.catalogue.grammar.relations import AGAIN
from hub.catalogue.pages.lifecycle import LifecycleReader
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block, read_yaml
from hub.catalogue.words.vocabulary import Words
from hub.text.grammar import keys


def read_ends(files: Iterable[Path]) -> dict[str, frozenset[str]]:
    """By document type: the statuses that no other status follows.

    Of files of one name the last counts, as in a catalogue. A file that cannot be read is left out.
    """
    last = {path.stem: path for path in files}
    return {type_: _ends(block) for type_, path in last.items() if (block := read_yaml(path, type_, Problems()))}


def _ends(block: Block) -> frozenset[str]:
    words = Words(block, Problems(), keys(block))
    again = Words(words.raw("again"), Problems(), AGAIN)
    lifecycle = LifecycleReader(words, {}, Problems()).lifecycle(str(again.text("becomes")), again.texts("from"))
    return frozenset(code for code in lifecycle.next if lifecycle.ends_at(code))
