"""docs/runbook.md and its Chinese twin as an operator reads them: the questions, and the commands to type."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
PAGES: Final[Mapping[str, Path]] = {"en": DOCS / "runbook.md", "zh": DOCS / "runbook.zh-CN.md"}
WORDS: Final = ("ITEM", "ID", "NUMBER", "GROUP", "FILE", "PARTY", "PORTAL", "MESSAGE", "REASON", "REFERENCE", "TIME")
"""What stands in a command for what an operator has in hand."""
_BLOCKS: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""Those without a language are typed."""
_SECTIONS: Final = re.compile(r"^## (\d+)\. (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def commands(language: str) -> list[str]:
    """Every command of a page's blocks, in its order, once."""
    return list(dict.fromkeys(_commands_in(_text(language))))


def questions(language: str) -> Mapping[str, str]:
    """The command that answers each question: the first one of its section."""
    found = {f"{number}. {title}": text for number, title, text in _SECTIONS.findall(_text(language))}
    return {question: next(_commands_in(text)) for question, text in found.items()}


def listed(language: str) -> list[str]:
    """The commands of the list on top of a page."""
    return re.findall(r"^\| \d+ \| .* \| `(.+)` \|$", _text(language), re.MULTILINE)


def in_general(command: str) -> str:
    """A command without what an operator says in it, which is in the language of the page."""
    return re.sub(r'"[^"]*"', '"…"', command)


def filled(command: str, *given: str) -> str:
    """A command with what an operator has in hand in the place of its words, in their order."""
    values = iter(given)
    made = re.sub(rf"\b({'|'.join(WORDS)})\b", lambda _: next(values), command)
    assert next(values, None) is None, f"{command} has fewer words than {given}"
    return made


def _commands_in(text: str) -> Iterator[str]:
    for written_in, block in _BLOCKS.findall(text):
        if not written_in:
            yield from block.splitlines()


def _text(language: str) -> str:
    return PAGES[language].read_text("utf-8")
