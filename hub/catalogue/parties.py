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


def read_party(path: Path, file: str, problems: Problems) -> Party:
    words = Words(
        read_yaml(path, file, problems), problems, required=("party", "zh", "en", "role"), optional=("deduplicates",)
    )
    if words.text("party") != path.stem:
        problems.add(words.where("party"), f"the file must be named {words.text('party')}.yaml")
    if "deduplicates" in words:
        words.one_of("deduplicates", ("message-id",))
    return Party(
        words.text("party"), words.text("zh"), words.text("en"), words.one_of("role", ROLES), "deduplicates" in words
    )


def read_portal(path: Path, file: str, problems: Problems) -> Portal:
    words = Words(read_yaml(path, file, problems), problems, required=("portal", "zh", "en"))
    if words.text("portal") != path.stem:
        problems.add(words.where("portal"), f"the file must be named {words.text('portal')}.yaml")
    return Portal(words.text("portal"), words.text("zh"), words.text("en"))
