"""Servers of the tests' own: their files, their ports, their end; no service of the system is touched."""

from services.certificates import Authority, Pair
from services.postgresql import DURABLE, TEMPLATE, Postgres, start_postgres, start_standby
from services.rabbitmq import RabbitCluster, RabbitMQ, start_cluster, start_rabbitmq

__all__ = [
    "DURABLE",
    "TEMPLATE",
    "Authority",
    "Pair",
    "Postgres",
    "RabbitCluster",
    "RabbitMQ",
    "start_cluster",
    "start_postgres",
    "start_rabbitmq",
    "start_standby",
]
