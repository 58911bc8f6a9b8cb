"""Keys that sign after the commit, each in a lane of its own."""

from collections.abc import Sequence
from typing import Protocol

from hub.errors import Deferred
from hub.ports.confidentiality import Encrypted
from hub.ports.signatures import Signer


class LaneSigner(Signer, Protocol):
    """A Signer for one thread. `sign` blocks for as long as the key's device does.

    Besides what a Signer raises: DeviceGone, DeviceLocked and DeviceRefused; MessageRefused when the device refuses
    this signature only; SignerUnavailable when a key of another lane signs for the receiver now.
    """

    def seal_signed(self, signed: bytes, receiver: str) -> Encrypted | None:
        """A message that this signer signed, encrypted, where the same key must sign around that too; else None.

        Blocks and raises as `sign`, and as Confidentiality.encrypt: ReceiverUnavailable (HUB-813), HubError (HUB-508).
        """

    def look(self) -> None:
        """Reach the device without signing anything. Raises as `sign` does when it cannot be reached."""

    def close(self) -> None:
        """Let go of the device. Idempotent."""


class Lanes(Protocol):
    """The keys of the hub by lane: one lane for each device, one for all keys in files. Thread-safe.

    Nothing reaches for a device before `LaneSigner.sign` is called.
    """

    def lane_of(self, party: str) -> str | None:
        """The lane whose key signs for this party now; None if no key may."""

    def open(self, lane: str) -> LaneSigner:
        """A new signer by the key of this lane. It belongs to the thread that calls this."""

    def may_try(self, lane: str) -> bool:
        """False from the time at which a device was locked until an operator has acted."""

    def tell(self, lane: str, why: Deferred | None, ago_s: float = 0.0) -> None:
        """Note for operators why a lane does not sign, and since how many seconds; None: its device is in order.

        Called after each attempt, and while one does not end.
        """

    def away(self) -> Sequence[str]:
        """The lanes whose devices were noted as away or as hanging, and that may be in order again."""
