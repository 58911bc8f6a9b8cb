"""YAML as text with its lines kept, and the problems found in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import yaml


class Where(NamedTuple):
    """A place in a file."""

    file: str
    line: int


class Problem(NamedTuple):
    """One thing that does not fit, and where to mend it."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass
class Problems:
    """Collects what is wrong with a catalogue; nothing starts while there is one."""

    found: list[Problem] = field(default_factory=list)

    def add(self, where: Where, text: str) -> None:
        if (problem := Problem(where.file, where.line, text)) not in self.found:
            self.found.append(problem)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self.found))

    def __len__(self) -> int:
        return len(self.found)


class Text(str):
    """A scalar exactly as written (`NO`, `01` and `12:30` survive), with its place."""

    where: Where

    def __new__(cls, value: str, where: Where) -> "Text":
        text = super().__new__(cls, value)
        text.where = where
        return text


class Items(list["Tree"]):
    """A sequence with its place."""

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where


class Block(dict[Text, "Tree"]):
    """A mapping with its place; its keys carry their own."""

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where

    def word(self, key: str) -> "Tree | None":
        """What stands under a key; None when nothing does."""
        return self.get(Text(key, self.where))

    def at(self, key: str) -> Where:
        """Where a key stands; the block's own place when it is missing."""
        return next((k.where for k in self if k == key), self.where)


Tree = Text | Items | Block


def read_yaml(path: Path, name: str, problems: Problems) -> Block:
    """Read one file whose outermost value is a mapping; an empty Block when it cannot be read."""
    nowhere = Where(name, 1)
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.add(Where(name, mark.line + 1 if mark else 1), f"not YAML: {error.problem or error.context}")
        return Block(nowhere)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problems.add(nowhere, f"cannot be read: {type(error).__name__}")
        return Block(nowhere)
    tree = _tree(node, name, problems) if node is not None else None
    if isinstance(tree, Block):
        return tree
    problems.add(nowhere, "the file must hold a mapping")
    return Block(nowhere)


def _tree(node: yaml.Node, name: str, problems: Problems) -> Tree:
    where = Where(name, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return Text(node.value, where)
    if isinstance(node, yaml.SequenceNode):
        items = Items(where)
        items.extend(_tree(child, name, problems) for child in node.value)
        return items
    block = Block(where)
    for key, value in node.value:
        word = Text(str(key.value), Where(name, key.start_mark.line + 1))
        if word in block:
            problems.add(word.where, f"“{word}” stands twice")
        block[word] = _tree(value, name, problems)
    return block
