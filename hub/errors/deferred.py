"""The world's faults: store, clock, keys or queue cannot be used now. Nothing is lost, and the hub tries again."""

from dataclasses import dataclass

from hub.errors.code import Code
from hub.errors.failure import HubError, worded
from hub.text.bilingual import Bilingual
from hub.text.wording import Wording


@dataclass(eq=False)
class Deferred(HubError):
    """The world's fault: nothing is lost, try again later."""

    reason: str | Bilingual
    """Our own words are in both languages; those of a library or a server are as they came."""
    code: Code = Code.STORE_UNAVAILABLE

    @property
    def wording(self) -> Wording:
        """What is said of it, without secrets."""
        return worded(self.code, self.reason)

    def __str__(self) -> str:
        return self.wording.fixed


class StoreUnavailable(Deferred):
    """The store cannot be reached or does not take writes."""


@dataclass(eq=False)
class StoreNotReady(StoreUnavailable):
    """The store has not the tables that this hub reads; an operator makes them, and a running hub waits for that."""

    code: Code = Code.STORE_NOT_READY


@dataclass(eq=False)
class StoreForbidden(StoreUnavailable):
    """The store does not let us read or write: a right is missing, which somebody may give while the hub waits."""

    code: Code = Code.STORE_FORBIDDEN


@dataclass(eq=False)
class StoreNewer(StoreNotReady):
    """A newer hub has migrated the store: this one does not know what it would read and write."""

    code: Code = Code.STORE_NEWER


@dataclass(eq=False)
class StoreDamaged(StoreUnavailable):
    """What the store holds cannot be read as it was written; an operator restores it."""

    code: Code = Code.STORE_DAMAGED


@dataclass(eq=False)
class StoreForgot(StoreUnavailable):
    """The store lacks what a checkpoint outside it proves: it was restored, and an operator says if that was meant."""

    code: Code = Code.STORE_OLDER


@dataclass(eq=False)
class StoreLocked(StoreUnavailable):
    """Another session holds a lock that we need, for longer than any of ours does."""

    code: Code = Code.STORE_LOCKED


@dataclass(eq=False)
class StoreNotDurable(StoreUnavailable):
    """The store does not force to disk what it says is committed."""

    code: Code = Code.STORE_NOT_DURABLE


@dataclass(eq=False)
class ClockApart(Deferred):
    """The hub's clock and the store's differ by minutes; nothing is judged by a time that may be wrong."""

    code: Code = Code.CLOCKS_APART


@dataclass(eq=False)
class ClockBehind(Deferred):
    """The hub's clock is behind what is recorded already; nothing is judged by a time that may be wrong."""

    code: Code = Code.CLOCK_BEHIND


@dataclass(eq=False)
class SignerUnavailable(Deferred):
    """The hub cannot sign a message at once: it is recorded without a signature, and signed as soon as a key may."""

    code: Code = Code.OWN_CERTIFICATE_NOT_VALID


@dataclass(eq=False)
class ReceiverUnavailable(Deferred):
    """No certificate is valid now by which a message could be encrypted for its receiver: try again later."""

    code: Code = Code.RECEIVER_UNAVAILABLE


@dataclass(eq=False)
class DeviceGone(Deferred):
    """The token or card with the key, its reader, or what serves them, is away: try again later."""

    code: Code = Code.DEVICE_GONE


@dataclass(eq=False)
class DeviceHangs(Deferred):
    """A call of the device has not come back for a long time. Nobody can end it but who mends the device."""

    code: Code = Code.DEVICE_HANGS


@dataclass(eq=False)
class DeviceLocked(Deferred):
    """The device takes no PIN, or one more wrong PIN would block it: nothing is tried until a person has acted."""

    code: Code = Code.DEVICE_LOCKED


@dataclass(eq=False)
class DeviceRefused(Deferred):
    """The device is there, and its key cannot do what is asked of it."""

    code: Code = Code.DEVICE_REFUSED


@dataclass(eq=False)
class MessageRefused(DeviceRefused):
    """The device is open and refuses this signature, such as one by SHA-1. It may make others."""


@dataclass(eq=False)
class QueueUnavailable(Deferred):
    """The queue cannot be reached, or takes nothing at present."""

    code: Code = Code.QUEUE_UNAVAILABLE


@dataclass(eq=False)
class QueueForbidden(QueueUnavailable):
    """The queue does not let us read or write: a right is missing, which somebody may give while the hub waits."""

    code: Code = Code.QUEUE_FORBIDDEN
