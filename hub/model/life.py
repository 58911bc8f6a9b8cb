"""The lives of a sealed log: after an accepted restore a log goes on under another name, as nobody may see a fork."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FIRST: Final = 1
"""The life that every log begins with; its name is the log's origin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A later life of a log: it goes on from a restored store."""

    number: int
    """2 or more. Numbers grow, but not always by one: a store may be restored to a time before an earlier life."""
    size: int
    """Entries that the restored store had: this life's tree begins with them."""
    at: int
    """When the restore was accepted, in microseconds since 1970, UTC."""
    act: str
    """The operator's act that accepted it."""
    note: str
    """The first checkpoint of this life, at `size`, signed. Its fourth line names the checkpoint that was given up."""


def life_name(origin: str, number: int) -> str:
    """The name that a life's checkpoints have."""
    return origin if number == FIRST else f"{origin}/{number}"


def life_number(name: str, origin: str) -> int | None:
    """Which life of the log has this name; None for another log."""
    if name == origin:
        return FIRST
    said = name.removeprefix(f"{origin}/")
    is_one = said != name and said.isascii() and said.isdecimal() and len(said) < 10 and said[0] != "0"
    return int(said) if is_one and int(said) > FIRST else None


def newest_life(lives: Sequence[Life]) -> int:
    """The number of the life that goes on."""
    return lives[-1].number if lives else FIRST


def life_at(lives: Sequence[Life], size: int) -> int:
    """The number of the life that signed the log's checkpoint of this size, other than a life's first."""
    return newest_life([life for life in lives if life.size < size])
