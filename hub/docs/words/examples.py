"""An example of each word: the shortest use in the files of a catalogue, or the one that its sentence has."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from hub.catalogue import FileKind
from hub.docs.words.sentences import sentences
from hub.docs.words.tables import KINDS_OF_FILES, Tree, Use, uses

EXAMPLES = {name: Path(__file__).with_name(f"example-{name}.yaml") for name in ("script", "retention")}
"""Of files that stand in no folder of routes."""
_NOT_SERVICES = ("parties", "portals", "codes", "dialects")


def read_texts(path: Path) -> Tree:
    """A file as the hub reads it: every scalar is text. Of a code list the first row."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return next(csv.DictReader(handle), {})
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - texts only


def files_of(kind: FileKind, roots: Sequence[Path]) -> Iterator[Path]:
    """The files of one kind in folders of routes."""
    for root in roots:
        found = sorted(root.glob(kind.place)) if kind.place else [EXAMPLES[kind.name]]
        for path in found:
            is_special = kind.name == "route" and path.parent.name in _NOT_SERVICES
            if not is_special and not (kind.name == "code-list" and path.stem == "statuses"):
                yield path


def examples(roots: Sequence[Path]) -> Mapping[tuple[str, str], str]:
    """By table and word: `word: value`, in one line."""
    found: dict[tuple[str, str], str] = {}
    for use in _all(roots):
        key, text = (use.table, use.word), one_line(use.word, use.value)
        if key not in found or len(text) < len(found[key]):
            found[key] = text
    for key, sentence in sentences().words.items():
        if sentence.example and key not in found:
            found[key] = f"{key[1]}: {sentence.example}"
    return found


def one_line(word: str, value: Any) -> str:
    """A word and its value as YAML in one line."""
    return f"{word}: {_flow(value)}"


def _all(roots: Sequence[Path]) -> Iterable[Use]:
    for kind in KINDS_OF_FILES:
        for path in files_of(kind, roots):
            yield from uses(kind.kind, read_texts(path))


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    needs_quotes = (
        not value or value.strip() != value or any(mark in value for mark in "{}[],:#\"'&*!|>%@`") or value.isdecimal()
    )
    return _quoted(value) if needs_quotes and not _is_source(value) else str(value)


def _is_source(value: str) -> bool:
    """Whether a text with a stroke is safe as it is: `data.amount | money`."""
    return " | " in value and not any(mark in value for mark in "{}[],:#\"'&*!>%@`")


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
