"""The ground that every loop runs on: one private PostgreSQL and one private RabbitMQ, both durable."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Literal

import pika
import psycopg
from settings import HUB, OWNERS, PARTY, Settings

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
os.environ["HUB_TESTS_ON_DISK"] = "1"  # the tests' own servers are in memory where there is room

from services import Postgres, RabbitMQ, start_rabbitmq
from services import postgresql as services_postgresql

from adapters.rabbitmq import Management, Topology, apply
from adapters.store import upgrade
from adapters.trust import write_key
from adapters.x509 import make_key

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
SERVER = DURABLE | {"shared_buffers": "512MB", "max_wal_size": "4GB", "max_connections": "50"}
"""The same for every loop; all else is PostgreSQL's default."""
PASSWORD = "bench"
MIGRATED = "migrated"


class DurablePostgres(Postgres):
    """The tests' private server with nothing given up: what is committed survives a power cut."""

    def start(self) -> None:
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": self._home, "port": self.port, **SERVER}
        given = " ".join(f"-c {name}={value}" for name, value in options.items())
        self._run("pg_ctl", "-w", "-l", str(self._home / "log"), "-o", given, "start")

    @property
    def pid(self) -> int:
        """The process that starts all others of the server, and counts what they spent when they have ended."""
        return int((self._home / "data" / "postmaster.pid").read_text().partition("\n")[0])

    def ask(self, statement: str, database: str = "postgres") -> Any:
        """The first value of the first row."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            found = connection.execute(statement)
            row = found.fetchone() if found.description else None
            return row[0] if row else None


@dataclass(frozen=True, slots=True)
class Place:
    """One run's own virtual host and database."""

    vhost: str
    settings: Settings
    amqp: dict[str, str]
    """The broker's URL for each user."""


class Ground:
    """Makes places, and clears them away."""

    def __init__(self, postgres: DurablePostgres, broker: RabbitMQ, keys: Path, kind: str, batch: int) -> None:
        self.postgres, self.broker = postgres, broker
        self.keys, self._kind, self._batch = keys, kind, batch
        self._names = count(1)

    def versions(self) -> dict[str, str]:
        return {
            "postgresql": str(self.postgres.ask("SHOW server_version")),
            "rabbitmq": self.broker.api("GET", "overview")["rabbitmq_version"],
        }

    @contextmanager
    def place(
        self, template: Literal["migrated", "template1"] = "migrated", given: str = "", **more: Any
    ) -> Iterator[Place]:
        """A new virtual host with the hub's topology, and a new database: like the hub's, or empty.

        `given`: the URL of a database that is used instead, and stays.
        """
        vhost = self.broker.create_vhost()
        store = given or self.postgres.create(template)
        users = dict.fromkeys((HUB, *OWNERS), PASSWORD)
        topology = Topology(vhost=vhost, hub=HUB, owners=OWNERS)
        apply(topology, users, Management(self.broker.management))
        amqp = {user: self.broker.url(vhost, user, PASSWORD) for user in users}
        keys, kind = str(self.keys), self._kind
        settings = Settings(amqp=amqp[HUB], store=store, keys=keys, kind=kind, batch=self._batch, **more)
        try:
            yield Place(vhost, settings, amqp)
        finally:
            self.broker.api("DELETE", f"vhosts/{vhost}")
            if not given:
                self.postgres.ask(f"DROP DATABASE {store.rpartition('/')[2]} WITH (FORCE)")


@contextmanager
def open_ground(kind: Literal["ecdsa", "rsa"], batch: int) -> Iterator[Ground]:
    """Start both services, make keys and a migrated database; all of it is gone at the end."""
    programs = services_postgresql._programs()
    if programs is None:
        raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
    keys = Path(tempfile.mkdtemp(prefix="hub-bench-"))
    postgres, broker = DurablePostgres(programs), None
    try:
        postgres.start()
        broker = start_rabbitmq()
        upgrade(url := postgres.create())
        postgres.keep_as_template(url)
        for name in (HUB, PARTY):
            write_key(make_key(name, time.time_ns() // 1000, kind), keys / name)
        yield Ground(postgres, broker, keys, kind, batch)
    finally:
        if broker is not None:
            broker.remove()
        postgres.remove()
        shutil.rmtree(keys, ignore_errors=True)


class Watch:
    """Looks at a place without disturbing it: passive queue declarations, and whether the outbox is empty."""

    def __init__(self, place: Place) -> None:
        parameters = pika.URLParameters(place.amqp[HUB])
        parameters.heartbeat = 0
        self._connection = pika.BlockingConnection(parameters)
        self._channel = self._connection.channel()
        self._store = psycopg.connect(place.settings.store, autocommit=True)

    def depth(self, queue: str) -> int:
        return int(self._channel.queue_declare(queue, passive=True).method.message_count)

    def ask(self, statement: str) -> Any:
        row = self._store.execute(statement).fetchone()
        return row[0] if row else None

    def tell(self, statement: str) -> None:
        self._store.execute(statement)

    def purge(self, queue: str) -> None:
        self._channel.queue_purge(queue)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self._store.execute(statement).fetchall()

    def close(self) -> None:
        self._connection.close()
        self._store.close()
