"""The queue through which owners send to the hub and receive from it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from hub.errors import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Bytes that an owner sent, held by the hub until they are acknowledged."""

    owner: str
    """Owner of the queue that it came from: a portal's or a party's id. The queue proves the owner."""
    tag: str
    """Names the delivery to `acknowledge`; unique within the queue object."""
    body: bytes
    taken_at: int
    """Microseconds since 1970, UTC."""
    wire: bytes = b""
    """The exact bytes that came, where `body` was decrypted from them; empty otherwise."""
    is_opened: bool = False
    """True if `body` comes from the store, where it lies as it was when it could be read: decrypted."""
    redelivered: bool = False
    """True if a worker that did not finish may have taken it before."""
    trace: str = ""
    """The traceparent that came with it (`hub/model/trace.py`); empty if none came, or none that can be read."""
    doubt: Code | Literal[""] = ""
    """The queue's own reason against it (HUB-117, HUB-118). Such a delivery is quarantined without processing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Bytes to put on an owner's queue."""

    id: str
    """The outbox row's id."""
    destination: str
    name: str
    """Names the content. Publishing the same name again replaces or repeats the content, and adds no second one."""
    body: bytes
    trace: str = ""
    """A traceparent that goes beside the bytes, where the queue has headers; empty for none."""


Confirmation = Literal["confirmed", "returned", "full", "silent", "lost"]
"""The result for a parcel.

confirmed: it survives a crash of the queue. returned: its destination has no queue. full: its destination takes no more
at present. silent: its destination does not answer; lost: the queue was lost. After both the result is unknown, so it
must be published again.
"""


class Queue(Protocol):
    """The queue through which owners send to the hub and receive from it.

    Not thread-safe: each worker has its own queue object. The object connects by itself, and connects again after a
    failure.
    """

    def take(self, limit: int, wait: float) -> list[Delivery]:
        """Take up to `limit` deliveries, oldest first for each owner; block at most `wait` seconds for the first.

        Owners take turns, so that a long queue of one owner does not delay the others. Returns early, without
        deliveries, if there are confirmations to collect. If the process dies or the queue is lost, a delivery that was
        taken and not acknowledged is delivered again, marked as redelivered. Raises Deferred when the queue is
        unavailable.
        """

    def acknowledge(self, deliveries: Sequence[Delivery], refused: Collection[str] = ()) -> None:
        """Remove deliveries from the queue for good. Those with tags in `refused` are kept apart if the queue can.

        Idempotent. Called after the commit that recorded the deliveries, never before it.
        """

    def publish(self, parcels: Sequence[Parcel]) -> None:
        """Put parcels on their destinations' queues, in order, without waiting for their confirmations.

        Blocks only while more parcels are under way than the queue holds in memory. Raises Deferred when the queue is
        unavailable: then publish the parcels again.
        """

    def confirmations(self, wait: float) -> dict[str, Confirmation]:
        """The results of parcels since the last call, by parcel id, each once; block at most `wait` seconds for one.

        Every parcel that `publish` accepted gets a result, unless the process dies.
        """

    def close(self) -> None:
        """Give back all deliveries that were taken and not acknowledged. Idempotent."""
