"""The final statuses of each document type, read without schemas: enough to show a trail, and quick."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from hub.catalogue.grammar.relations import AGAIN
from hub.catalogue.grammar.routes import ROUTES
from hub.catalogue.pages.lifecycle import LifecycleReader
from hub.catalogue.pages.lifecycles import Beginning, read_lifecycles
from hub.catalogue.short.blocks import block_of
from hub.catalogue.short.lifecycles import write_lifecycle
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block, read_yaml
from hub.catalogue.words.vocabulary import Words
from hub.text.grammar import Grammar


def read_ends(files: Iterable[Path], lifecycles: Path) -> dict[str, frozenset[str]]:
    """By document type: the statuses that no other status follows; `lifecycles` says how lifecycles begin.

    Of files of one name the last counts, as in a catalogue. A file that cannot be read is left out.
    """
    beginnings = read_lifecycles(lifecycles, lifecycles.name, Problems())
    blocks = {path.stem: read_yaml(path, path.stem, Problems()) for path in {p.stem: p for p in files}.values()}
    return {type_: _ends(block, beginnings) for type_, block in blocks.items() if block is not None}


_READ = Grammar("ends", *(ROUTES["portal-to-party"].words[name] for name in ("lifecycle", "outcomes", "again")))


def _ends(route: Block, beginnings: Mapping[str, Beginning]) -> frozenset[str]:
    block = write_lifecycle(route, beginnings, Problems())
    read = block_of(block.where, {word: value for word, value in block.items() if word in _READ.words})
    words = Words(read, Problems(), _READ)
    again = Words(words.raw("again"), Problems(), AGAIN)
    lifecycle = LifecycleReader(words, {}, Problems()).lifecycle(str(again.text("becomes")), again.texts("from"))
    return frozenset(code for code in lifecycle.next if lifecycle.ends_at(code))
