"""Where a card's certificate says who its holder is, and in which role."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Place(NamedTuple):
    """Where a certificate says something."""

    where: str
    """`subject`: an attribute of its name; `san`: an otherName; `extension`: a text in an extension of its own."""
    oid: str


class Mark(NamedTuple):
    """What the certificates of one role bear."""

    place: Place
    """`policy` and a policy's identifier, or a place."""
    value: str
    """What stands there; empty for a policy."""


@dataclass(frozen=True)
class CardProfile:
    """How the card CAs of a hub write their certificates."""

    enterprise: tuple[Place, ...] = ()
    """Where the enterprise's USCC stands; those places that a certificate has must all say the same."""
    holder: tuple[Place, ...] = ()
    """Where the holder's name stands; empty where it is not compared."""
    roles: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)
    """What marks the cards of a role: one of these is enough, and a certificate bears those of one role only."""
