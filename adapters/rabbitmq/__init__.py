"""Queue over RabbitMQ: what production uses."""

from adapters.rabbitmq.broker import Broker
from adapters.rabbitmq.depths import depths
from adapters.rabbitmq.management import Management
from adapters.rabbitmq.names import HUB_SIDE, OWNER_SIDE, Kind, Side
from adapters.rabbitmq.provision import Difference, apply, check, definitions
from adapters.rabbitmq.queue import RabbitQueue
from adapters.rabbitmq.topology import Topology

__all__ = [
    "HUB_SIDE",
    "OWNER_SIDE",
    "Broker",
    "Difference",
    "Kind",
    "Management",
    "RabbitQueue",
    "Side",
    "Topology",
    "apply",
    "check",
    "definitions",
    "depths",
]
