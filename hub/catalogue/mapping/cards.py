"""The places in a card's certificate that name its holder and role."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class CertificateAttribute(NamedTuple):
    """A place in a certificate."""

    where: str
    """`subject`: an attribute of its name; `san`: an otherName; `extension`: a text in an extension of its own."""
    oid: str


class Mark(NamedTuple):
    """A mark in the certificates of one role."""

    place: CertificateAttribute
    """`policy` with a policy's identifier, or a place."""
    value: str
    """The text at the place; empty for a policy."""


@dataclass(frozen=True)
class CardProfile:
    """How the card CAs of a hub write their certificates."""

    enterprise: tuple[CertificateAttribute, ...] = ()
    """The places of the enterprise's USCC. All of them that a certificate has must contain the same text."""
    holder: tuple[CertificateAttribute, ...] = ()
    """The places of the holder's name; empty when it is not compared."""
    roles: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)
    """By role: the marks of its cards. One of them is enough. A certificate has marks of one role only."""
