"""What each word of a catalogue's files says to people: read from `sentences/*.yaml` and nowhere else."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from hub.text.bilingual import Bilingual

PLACE = Path(__file__).with_name("sentences")
BLOCK, EVERYWHERE, KINDS = "block", "everywhere", "kinds"


class Sentence(NamedTuple):
    """One word."""

    says: Bilingual
    proved: Bilingual | None
    """What `hub check` proves of it beside its kind; None where that is all."""
    example: str
    """A value, where no packaged file has the word; otherwise empty."""


_NONE = Sentence(Bilingual("", ""), None, "")


class Sentences(NamedTuple):
    """All words, by table and word; the block itself stands under BLOCK."""

    words: Mapping[tuple[str, str], Sentence]
    shared: Mapping[tuple[str, str], Sentence]
    """By file and word: what a word says in each table of the file that has no sentence of its own."""
    files: Mapping[str, str]
    """By table: the file that it stands in."""

    def of(self, table: str, word: str) -> Sentence:
        """The sentence of a word; an empty one where nobody has written it yet, which a test reports."""
        return self.words.get((table, word)) or self.shared.get((self.files.get(table, ""), word), _NONE)


@cache
def sentences() -> Sentences:
    """Every sentence about tables and words."""
    words: dict[tuple[str, str], Sentence] = {}
    shared: dict[tuple[str, str], Sentence] = {}
    files: dict[str, str] = {}
    for path in sorted(PLACE.glob("*.yaml")):
        if path.stem != KINDS:
            for table, rows in _read(path).items():
                files[table] = path.stem
                for word, row in rows.items():
                    target, key = (shared, path.stem) if table == EVERYWHERE else (words, table)
                    target[key, word] = _sentence(row)
    return Sentences(words, shared, files)


@cache
def kinds() -> Mapping[str, Bilingual]:
    """What each kind of value is."""
    return {name: Bilingual(*texts) for name, texts in _read(PLACE / f"{KINDS}.yaml").items()}


def _read(path: Path) -> dict[str, dict[str, list[str]]]:
    read: dict[str, dict[str, list[str]]] = yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - texts only
    return read


def _sentence(row: list[str]) -> Sentence:
    """Chinese, English; what is proved in both; an example."""
    proved = Bilingual(row[2], row[3]) if len(row) > 2 else None
    return Sentence(Bilingual(row[0], row[1]), proved, row[4] if len(row) > 4 else "")
