"""The labels of statuses in lists, where a document type has its own."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from hub.catalogue.grammar.routes import LABEL
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block, Text, Tree, read_yaml
from hub.catalogue.words.vocabulary import Words
from hub.model import Status

Labels = Mapping[str, tuple[str, str]]
"""By status: the Chinese and the English label."""
WORD = "labels"


def read_labels(table: Tree | None, problems: Problems) -> dict[Text, tuple[str, str]]:
    """A route's `labels`: for each status `zh` and `en`."""
    found: dict[Text, tuple[str, str]] = {}
    for code, block in table.items() if isinstance(table, Block) else ():
        words = Words(block, problems, LABEL)
        found[code] = (words.text("zh"), words.text("en"))
    return found


def labelled(statuses: Mapping[str, Status], own: Mapping[str, Labels]) -> dict[str, Status]:
    """The statuses, with the labels of their own that document types have; `own` is by document type."""
    return {
        code: replace(status, own={type_: labels[code] for type_, labels in own.items() if code in labels})
        for code, status in statuses.items()
    }


def own_labels(routes: Iterable[Path]) -> dict[str, Labels]:
    """The labels in route files, read without compiling a route. A file that cannot be read has no labels."""
    found: dict[str, Labels] = {}
    for path in routes:
        problems = Problems()
        block = read_yaml(path, path.name, problems) if _may_have(path) else None
        labels = read_labels(block.word(WORD), problems) if block is not None else {}
        found[path.stem] = {str(code): both for code, both in labels.items()}
    return found


def _may_have(path: Path) -> bool:
    """Whether a file is worth parsing. Every command that shows a trail asks this of every route."""
    try:
        return f"\n{WORD}:" in path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
