"""What the contract suite of signing devices needs of an adapter's tests."""

from typing import Protocol

from hub.ports import SignatureAlgorithm, SigningDevice
from hub.testing.elsewhere import Program, Running

DIGESTS = (bytes(32), bytes(range(32)), b"\xff" * 32)
"""Digests of 32 bytes, with zeros at the beginning and at the end."""


class DeviceRig(Protocol):
    """One device with a key, which a test may take away and put back."""

    algorithm: SignatureAlgorithm
    """What the key signs by; of a digest of 32 bytes."""
    impossible: SignatureAlgorithm
    """What needs a key of another kind."""

    def device(self, pin: bytes | None = None) -> SigningDevice:
        """The device, not open; with the right PIN unless another is given. All share what this process remembers."""

    def verify(self, certificate: bytes, digest: bytes, signature: bytes) -> None:
        """Raise unless the signature is that of the certificate's key."""

    def take_away(self) -> None:
        """Pull the card or token."""

    def put_back(self) -> None:
        """Insert it again."""

    def was_tried(self) -> bool:
        """Whether the device got a wrong PIN since the last call. Then a person gives it the right one elsewhere."""

    def start(self, program: Program, *arguments: object) -> Running:
        """Run a program in another process, with a device of its own."""

    def close(self) -> None:
        """End everything."""
