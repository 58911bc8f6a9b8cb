"""Counterparties and upstream portals, as their files have them."""

from dataclasses import dataclass
from pathlib import Path

from hub.catalogue.reading import ROLES
from hub.catalogue.source import Problems, Where, read_yaml
from hub.catalogue.words import Words, seconds_of

LONGEST_DXP_ID = 16
SIGNATURES = ("required", "vouched")
REVOCATION = ("required", "when-fresh")


@dataclass(frozen=True)
class Party:
    """A counterparty: an insurer, a bank or customs."""

    id: str
    zh: str
    en: str
    role: str
    deduplicates: bool
    """True when it takes the same message id once, so that sending again is safe."""
    answers_within: int = 0
    """Seconds in which it promised to answer; 0 where the routes' deadlines hold."""
    dialect: str = ""
    """Its own forms of some messages (`routes/dialects/`); empty where it takes and sends ours."""
    envelope: str = ""
    """What its messages travel in; empty where they are bare."""
    dxp_id: str = ""
    """Its id on the customs platform."""


@dataclass(frozen=True)
class Portal:
    """An upstream system."""

    id: str
    zh: str
    en: str
    signatures: str
    """Who answers for the signer: with `required` only a card that signed; with `vouched` the portal where none did."""
    revocation: str
    """A card of which no list in force says whether it is revoked: `required` refuses it, `when-fresh` takes it."""
    where: Where
    """Where the file speaks of signatures."""


def read_party(path: Path, file: str, problems: Problems) -> Party | None:
    """Read one party's file; None when it holds no mapping at all."""
    if (block := read_yaml(path, file, problems)) is None:
        return None
    words = Words(
        block,
        problems,
        required=("party", "zh", "en", "role"),
        optional=("deduplicates", "answers-within", "dialect", "envelope", "dxp-id"),
    )
    if "deduplicates" in words:
        words.one_of("deduplicates", ("message-id",))
    if "envelope" in words:
        words.one_of("envelope", ("dxp",))
    if ("envelope" in words) != ("dxp-id" in words) or len(words.text("dxp-id")) > LONGEST_DXP_ID:
        problems.add(words.where("dxp-id"), f"“envelope: dxp” goes with “dxp-id”, {LONGEST_DXP_ID} characters at most")
    return Party(
        _named_as_its_file(words, "party", path, problems),
        words.text("zh"),
        words.text("en"),
        words.one_of("role", ROLES),
        "deduplicates" in words,
        seconds_of(words.text("answers-within"), problems),
        words.text("dialect"),
        words.text("envelope"),
        words.text("dxp-id"),
    )


def read_portal(path: Path, file: str, problems: Problems) -> Portal | None:
    """Read one portal's file; None when it holds no mapping at all."""
    if (block := read_yaml(path, file, problems)) is None:
        return None
    words = Words(block, problems, required=("portal", "zh", "en"), optional=("signatures", "revocation"))
    return Portal(
        _named_as_its_file(words, "portal", path, problems),
        words.text("zh"),
        words.text("en"),
        words.one_of("signatures", SIGNATURES) or "vouched",
        words.one_of("revocation", REVOCATION) or "required",
        words.where("signatures"),
    )


def _named_as_its_file(words: Words, word: str, path: Path, problems: Problems) -> str:
    name = words.text(word)
    if name and name != path.stem:
        problems.add(name.where, f"the file must be named {name}.yaml")
    return path.stem
