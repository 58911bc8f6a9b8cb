"""Counterparties and upstream portals, as their files have them."""

from dataclasses import dataclass
from pathlib import Path

from hub.catalogue.reading import ROLES
from hub.catalogue.source import Problems, read_yaml
from hub.catalogue.words import Words


@dataclass(frozen=True)
class Party:
    """A counterparty: an insurer, a bank or customs."""

    id: str
    zh: str
    en: str
    role: str
    deduplicates: bool
    """True when it takes the same message id once, so that sending again is safe."""


@dataclass(frozen=True)
class Portal:
    """An upstream system."""

    id: str
    zh: str
    en: str


def read_party(path: Path, file: str, problems: Problems) -> Party | None:
    """Read one party's file; None when it holds no mapping at all."""
    if (block := read_yaml(path, file, problems)) is None:
        return None
    words = Words(block, problems, required=("party", "zh", "en", "role"), optional=("deduplicates",))
    if "deduplicates" in words:
        words.one_of("deduplicates", ("message-id",))
    return Party(
        _named_as_its_file(words, "party", path, problems),
        words.text("zh"),
        words.text("en"),
        words.one_of("role", ROLES),
        "deduplicates" in words,
    )


def read_portal(path: Path, file: str, problems: Problems) -> Portal | None:
    """Read one portal's file; None when it holds no mapping at all."""
    if (block := read_yaml(path, file, problems)) is None:
        return None
    words = Words(block, problems, required=("portal", "zh", "en"))
    return Portal(_named_as_its_file(words, "portal", path, problems), words.text("zh"), words.text("en"))


def _named_as_its_file(words: Words, word: str, path: Path, problems: Problems) -> str:
    name = words.text(word)
    if name and name != path.stem:
        problems.add(name.where, f"the file must be named {name}.yaml")
    return path.stem
