"""Ports that sign as the hub, verify parties' messages, and verify cards' signatures."""

from typing import TYPE_CHECKING, Protocol

from hub.model import Card

if TYPE_CHECKING:
    from lxml.etree import _Element

UNECHOED = "0" * 64
"""Stands for the digest that an answer should state, if its envelope cannot carry one."""


class Signer(Protocol):
    """Signs as the hub. Thread-safe; keys in files do not block."""

    def sign(self, message: "_Element", receiver: str) -> bytes:
        """Serialise with an enveloped signature over the whole root, as agreed with the party that receives it.

        Nothing may change the bytes afterwards.

        The signature is verified before the bytes are returned; raises HubError if this fails. Raises SignerUnavailable
        (HUB-505) when no key can sign at once for this party: then the message waits for a lane (`Lanes`).
        """


class Verifier(Protocol):
    """Verifies parties' messages. Thread-safe; never blocks."""

    def verify(self, message: "_Element", party: str, at: int | None = None) -> "_Element":
        """Return the verified content; read nothing else. Raises Rejected (HUB-404 … HUB-407).

        Uses the certificates that were valid at `at`, the time of receipt (microseconds since 1970, UTC); without `at`,
        now.
        """

    def unwrap(self, message: "_Element") -> "_Element":
        """The hub-form message in a message that was verified when it came. Nothing is verified again."""


class CardVerifier(Protocol):
    """Verifies cards' signatures. Thread-safe; blocks only to read revocation lists that have changed."""

    def verify(self, signature: str, said: bytes, portal: str, at: int) -> Card:
        """The card that signed these bytes for this portal, judged at this time (microseconds since 1970, UTC).

        Does not judge what the card may sign, or for which enterprise. Raises Rejected (HUB-121 … HUB-128, HUB-132).
        """
