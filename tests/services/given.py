"""The servers of compose.yml beside this file, used where `HUB_TEST_SERVICES=compose` says so, and never ended.

For machines on which the servers' programs are not installed. A test that has to end, cut off or change a server needs
a private one: without the programs it is skipped.
"""

import os
from itertools import count

import psycopg

from services.machine import missing
from services.postgresql import TEMPLATE, Postgres
from services.rabbitmq import ADMIN, RabbitMQ

POSTGRES_PORT, RABBITMQ_PORT, MANAGEMENT_PORT = 55432, 55672, 55673
"""On this machine alone; the compose file has the same."""
_OURS = "SELECT datname FROM pg_database WHERE datname = %s OR datname LIKE 'store\\_%%'"


def are_given() -> bool:
    """Whether the tests are to use servers that run already; raises ValueError for settings that cannot be."""
    chosen = os.environ.get("HUB_TEST_SERVICES", "")
    if chosen not in {"", "compose"}:
        raise ValueError(f"HUB_TEST_SERVICES is {chosen!r}: leave it empty, or say compose")
    if chosen and "PYTEST_XDIST_WORKER" in os.environ:
        raise ValueError("HUB_TEST_SERVICES=compose is for one process of pytest: all share the broker's users")
    return bool(chosen)


class GivenPostgres(Postgres):
    """A server for tests alone: databases that tests made are dropped before and after."""

    def __init__(self) -> None:
        self.port = POSTGRES_PORT
        self._names = count(1)
        self.remove()

    @property
    def for_operators(self) -> str:
        return self.url("postgres")

    def remove(self) -> None:
        with psycopg.connect(self.for_operators, autocommit=True) as connection:
            for (name,) in connection.execute(_OURS, [TEMPLATE]).fetchall():
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def require_private(self) -> None:
        missing("this test ends or changes its server: apt-get install postgresql")

    def _run(self, program: str, *_: str) -> None:
        self.require_private()

    def _run_as_told(self, program: str, *_: str) -> None:
        self.require_private()


class GivenRabbitMQ(RabbitMQ):
    """A broker for tests alone: virtual hosts and users that tests made are deleted before and after."""

    def __init__(self) -> None:
        self.port, self.management_port = RABBITMQ_PORT, MANAGEMENT_PORT
        self._names = count(1)
        self.remove()

    def remove(self) -> None:
        for kind, kept in (("vhosts", "/"), ("users", ADMIN[0])):
            for name in (found["name"] for found in self.api("GET", kind)):
                if name != kept:
                    self.api("DELETE", f"{kind}/{name}")

    def require_private(self) -> None:
        missing("this test ends or changes its broker: apt-get install rabbitmq-server")
