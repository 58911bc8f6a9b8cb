"""The topology: one virtual host, with an exchange, two queues and a user for every owner."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.rabbitmq.names import CHECKPOINT, DEAD, OUT, Kind, exchange_of, inbound_queue, outgoing_queue

DELIVERIES: Final = 50
"""How often a message is delivered before it becomes a dead letter. The hub itself quarantines much earlier."""
LIMITS: Final = {"max-length": 200_000, "max-length-bytes": 4 * 1024**3}
"""Limits at which a queue is full; set by a policy, so that operators can set others."""

Definition = dict[str, Any]
"""One object in the form of RabbitMQ's definitions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """All objects that one hub and its owners need in one virtual host."""

    vhost: str
    hub: str
    """The hub's broker user. It may do everything in the virtual host."""
    owners: Mapping[str, Kind]
    """Each owner is a broker user of the same name. It may write to its exchange and read its queue, and nothing
    else."""

    def exchanges(self) -> list[Definition]:
        direct = [OUT, *(exchange_of(owner) for owner in self.owners)]
        return [self._exchange(name, "direct") for name in direct] + [self._exchange(DEAD, "fanout")]

    def queues(self) -> list[Definition]:
        ways = [self._queue(name, _arguments(owner)) for owner, name, _ in self._ways()]
        return [*ways, self._queue(DEAD, _LASTING), self._queue(CHECKPOINT, _NEWEST)]

    def bindings(self) -> list[Definition]:
        ways = [(exchange, name) for _, name, exchange in self._ways()]
        return [self._binding(exchange, name, name) for exchange, name in ways] + [self._binding(DEAD, DEAD, "")]

    def policies(self) -> list[Definition]:
        """Operators may add a policy with a higher priority."""
        return [
            {
                "vhost": self.vhost,
                "name": "hub-limits",
                "pattern": r"^(portal|party)\.",
                "apply-to": "queues",
                "priority": 0,
                "definition": dict(LIMITS),
            }
        ]

    def permissions(self) -> list[Definition]:
        return [self._permission(self.hub, ".*", ".*", ".*"), *map(self._of_owner, self.owners)]

    def users(self) -> list[str]:
        return [self.hub, *self.owners]

    def _ways(self) -> Iterator[tuple[str, str, str]]:
        """Owner, queue, and the exchange that leads to it."""
        for owner, kind in self.owners.items():
            yield owner, inbound_queue(owner, kind), exchange_of(owner)
            yield owner, outgoing_queue(owner, kind), OUT

    def _of_owner(self, owner: str) -> Definition:
        """The empty expression matches no name."""
        read = outgoing_queue(owner, self.owners[owner])
        return self._permission(owner, "", _exactly(exchange_of(owner)), _exactly(read))

    def _exchange(self, name: str, type_: str) -> Definition:
        return {
            "vhost": self.vhost,
            "name": name,
            "type": type_,
            "durable": True,
            "auto_delete": False,
            "internal": False,
            "arguments": {},
        }

    def _queue(self, name: str, arguments: Mapping[str, object]) -> Definition:
        return {
            "vhost": self.vhost,
            "name": name,
            "durable": True,
            "auto_delete": False,
            "arguments": dict(arguments),
        }

    def _binding(self, source: str, queue: str, key: str) -> Definition:
        return {
            "vhost": self.vhost,
            "source": source,
            "destination": queue,
            "destination_type": "queue",
            "routing_key": key,
            "arguments": {},
        }

    def _permission(self, user: str, configure: str, write: str, read: str) -> Definition:
        return {"vhost": self.vhost, "user": user, "configure": configure, "write": write, "read": read}


_LASTING: Final = {"x-queue-type": "quorum", "x-overflow": "reject-publish", "x-delivery-limit": 1_000_000}
"""Arguments of the queue of dead letters: it is the last place, whatever default limit the broker has."""

_NEWEST: Final = {
    "x-queue-type": "quorum",
    "x-overflow": "drop-head",
    "x-max-length": 1,
    "x-delivery-limit": 1_000_000,
}
"""Arguments of the queue of the newest checkpoint: who only reads it lets it be delivered again."""


def _arguments(owner: str) -> Definition:
    return {
        "x-queue-type": "quorum",
        "x-overflow": "reject-publish",
        "x-delivery-limit": DELIVERIES,
        "x-dead-letter-exchange": DEAD,
        "x-dead-letter-routing-key": owner,
        "x-dead-letter-strategy": "at-least-once",
    }


def _exactly(name: str) -> str:
    """A regular expression (PCRE) for the broker; of the characters in the hub's names only the dot is special."""
    return "^" + name.replace(".", r"\.") + "$"
