"""The queue port over RabbitMQ, for production."""

from adapters.rabbitmq.ailments import Ailment, ailments, missing
from adapters.rabbitmq.broker import Broker
from adapters.rabbitmq.checkpoint import RabbitCheckpoint
from adapters.rabbitmq.dead import DeadLetter, dead_letters
from adapters.rabbitmq.depths import depths
from adapters.rabbitmq.management import Management
from adapters.rabbitmq.names import HUB_SIDE, OWNER_SIDE, Kind, Side
from adapters.rabbitmq.provision import Difference, apply, check, definitions
from adapters.rabbitmq.queue import RabbitQueue
from adapters.rabbitmq.topology import Topology
from adapters.rabbitmq.watch import AilmentWatch

__all__ = [
    "HUB_SIDE",
    "OWNER_SIDE",
    "Ailment",
    "AilmentWatch",
    "Broker",
    "DeadLetter",
    "Difference",
    "Kind",
    "Management",
    "RabbitCheckpoint",
    "RabbitQueue",
    "Side",
    "Topology",
    "ailments",
    "apply",
    "check",
    "dead_letters",
    "definitions",
    "depths",
    "missing",
]
