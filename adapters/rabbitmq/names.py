"""Names of exchanges and queues: their owners, and what each side does with them."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["portal", "party"]

OUT: Final = "out"
"""The exchange that only the hub writes to; its routing keys are names of outgoing queues."""
DEAD: Final = "dead"
"""The exchange and the queue of dead letters (delivered too often); its routing keys are owners."""
CHECKPOINT: Final = "hub.checkpoint"
"""The queue of the sealed log's newest checkpoint; only the hub writes to it and reads it."""

_INBOUND: Final = {"portal": "submit", "party": "replies"}
_OUTGOING: Final = {"portal": "status", "party": "messages"}


def exchange_of(owner: str) -> str:
    """The only exchange that an owner may write to; its routing key is the owner's inbound queue."""
    return f"in.{owner}"


def inbound_queue(owner: str, kind: Kind) -> str:
    """The queue from which the hub takes an owner's messages."""
    return f"{kind}.{owner}.{_INBOUND[kind]}"


def outgoing_queue(owner: str, kind: Kind) -> str:
    """The queue from which an owner takes the hub's messages."""
    return f"{kind}.{owner}.{_OUTGOING[kind]}"


@dataclass(frozen=True, slots=True)
class Side:
    """One side: the hub, or its owners."""

    is_hub: bool

    def takes_from(self, owner: str, kind: Kind) -> str:
        """The queue that this side consumes."""
        return inbound_queue(owner, kind) if self.is_hub else outgoing_queue(owner, kind)

    def puts_in(self, owner: str, kind: Kind) -> tuple[str, str]:
        """The exchange and the routing key that this side publishes with."""
        if self.is_hub:
            return OUT, outgoing_queue(owner, kind)
        return exchange_of(owner), inbound_queue(owner, kind)


HUB_SIDE: Final = Side(is_hub=True)
OWNER_SIDE: Final = Side(is_hub=False)
