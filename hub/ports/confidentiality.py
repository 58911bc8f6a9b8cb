"""Port that encrypts messages for parties, and decrypts theirs."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A signed message, and what goes out in its place."""

    content: bytes
    """The signed message, exactly as its receiver decrypts it. Its digest is the one that the receiver may echo."""
    wire: bytes
    """The exact bytes that go out."""


class Confidentiality(Protocol):
    """Encrypts and decrypts as agreed with each party. Thread-safe; does not block."""

    def encrypt(self, signed: bytes, receiver: str) -> Encrypted | None:
        """A signed message for a party, encrypted; None where nothing was agreed.

        Encrypting the same message again gives other bytes. Raises Deferred (HUB-813) when no certificate of the party
        is valid now, HubError (HUB-508) when the message is too large.
        """

    def largest(self, receiver: str) -> int | None:
        """The most bytes that a signed message for a party may have; None where nothing was agreed."""

    def decrypt(self, body: bytes, sender: str, *, is_kept: bool = False) -> bytes | None:
        """The signed message in what a party sent; None where nothing was agreed.

        `is_kept`: it comes from the store, where it may lie decrypted; then None for what is not encrypted.

        Raises Rejected: HUB-810 when it is not encrypted, HUB-811, always the same, when it cannot be decrypted for
        whatever reason.
        """
