"""The document types that move money, read without compiling a route: enough to list them first."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import read_yaml

_WORD: Final = "moves-money"


def read_money(files: Iterable[Path]) -> frozenset[str]:
    """The types whose files say so. Of files of one name the last counts; one that cannot be read says nothing."""
    return frozenset(name for name, path in {path.stem: path for path in files}.items() if _moves_money(path))


def _moves_money(path: Path) -> bool:
    try:
        may = f"\n{_WORD}:" in path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    block = read_yaml(path, path.name, Problems()) if may else None
    return block is not None and str(block.word(_WORD)) == "yes"
