"""Who signs as the hub, who verifies what parties sent, and who verifies what cards signed."""

from typing import TYPE_CHECKING, Protocol

from hub.model import Card

if TYPE_CHECKING:
    from lxml.etree import _Element

UNECHOED = "0" * 64
"""Stands for the digest that an answer should echo and its envelope has no room for."""


class Signer(Protocol):
    """Signs as the hub. Thread-safe; file keys do not block."""

    def sign(self, message: "_Element") -> bytes:
        """Serialise with an enveloped signature over the whole root; nothing may change the bytes after.

        The bytes were verified once more before they are returned; raises HubError when that fails.
        """


class Verifier(Protocol):
    """Verifies what a party sent. Thread-safe, never blocks."""

    def verify(self, message: "_Element", party: str, at: int | None = None) -> "_Element":
        """Return the verified content: read nothing else. Raises Rejected (HUB-404 … HUB-407).

        By the certificates of that time (µs since 1970, UTC), when it was received; now, unless it is said.
        """


class CardVerifier(Protocol):
    """Verifies what cards signed. Thread-safe; blocks only to read lists of revoked cards that have changed."""

    def verify(self, signature: str, said: bytes, portal: str, at: int) -> Card:
        """The card that signed these bytes for this portal, as it is to be judged at that time (µs since 1970, UTC).

        What the card may sign, and for whom, is for others to say. Raises Rejected (HUB-121 … HUB-128, HUB-132).
        """
