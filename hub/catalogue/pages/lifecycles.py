"""Read `lifecycles.yaml`: how lifecycles begin that routes name with `like`."""

from dataclasses import dataclass
from pathlib import Path

from hub.catalogue.grammar.routes import BEGINNING
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block, Tree, read_yaml
from hub.catalogue.words.vocabulary import Words


@dataclass(frozen=True)
class Beginning:
    """The statuses that lifecycles begin with, and what dispatch and technical receipts lead to."""

    lifecycle: Block
    dispatch: Tree
    technical: Tree


def read_lifecycles(path: Path, file: str, problems: Problems) -> dict[str, Beginning]:
    """The beginnings by name; what does not fit is reported and left out."""
    block = read_yaml(path, file, problems)
    found: dict[str, Beginning] = {}
    for name, value in block.items() if block is not None else ():
        words = Words(value, problems, BEGINNING)
        lifecycle, dispatch, technical = (words.raw(word) for word in BEGINNING.words)
        if isinstance(lifecycle, Block) and dispatch is not None and technical is not None:
            found[str(name)] = Beginning(lifecycle, dispatch, technical)
    return found
