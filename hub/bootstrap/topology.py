"""What must be on a home's broker, compared with what is there."""

from dataclasses import dataclass
from typing import Any

from adapters import rabbitmq
from adapters.rabbitmq import Difference, Topology
from hub.bootstrap.broker import Owners, broker_of, management_of, password_of
from hub.home.place import Home


@dataclass(frozen=True, slots=True)
class Plan:
    """What must be on the broker, and what its users know."""

    topology: Topology
    passwords: dict[str, str]


def plan(home: Home, owners: Owners, *, make: bool) -> Plan:
    """`make`: make passwords where there are none; otherwise they must be there (HUB-705)."""
    broker = broker_of(home, make=make)
    topology = Topology(vhost=broker.vhost, hub=broker.user, owners=owners)
    return Plan(topology, {user: password_of(home, user, make=make) for user in topology.users()})


def definitions(planned: Plan) -> dict[str, list[dict[str, Any]]]:
    """What RabbitMQ imports."""
    return rabbitmq.definitions(planned.topology, planned.passwords)


def apply(home: Home, planned: Plan, patience: float = 0) -> list[Difference]:
    """Make the broker fit; return what differed. Raises QueueUnavailable, OperatorError (HUB-721).

    `patience`: seconds to wait for a broker that does not answer yet.
    """
    return rabbitmq.apply(planned.topology, planned.passwords, management_of(home, patience))


def check(home: Home, planned: Plan) -> list[Difference]:
    """What differs; nothing is changed. Raises QueueUnavailable, OperatorError (HUB-721)."""
    return rabbitmq.check(planned.topology, planned.passwords, management_of(home))
