"""What the hub works on goes away: it stops taking, keeps what it has, and goes on by itself in the same process."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import psycopg
import pytest
from at_work import TIMEOUT_S, Hub
from places import FolderPlace, RabbitPlace, waiting
from rig import a_credit_authorization, usccs
from services import DURABLE, Postgres, RabbitMQ, start_postgres, start_rabbitmq
from stage import Stage

from adapters.store import open_store, upgrade
from hub.flow.dispatch import UNDER_WAY_LIMIT

pytestmark = pytest.mark.slow
_uscc = usccs()


@pytest.fixture(scope="module")
def broker() -> Iterator[RabbitMQ]:
    """A broker of these tests' own, for it will be killed."""
    broker = start_rabbitmq()
    yield broker
    broker.remove()


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A database server of these tests' own, for it will be stopped."""
    server = start_postgres(DURABLE)
    yield server
    server.remove()


@pytest.fixture
def stage(broker: RabbitMQ, server: Postgres, tmp_path: Path) -> Iterator[Stage]:
    url = server.create()
    upgrade(url)
    store, place = open_store(url), RabbitPlace(broker)
    yield Stage(store, url, place, tmp_path / "keys")
    store.close()
    place.close()


@pytest.fixture
def hub(stage: Stage, tmp_path: Path) -> Iterator[Hub]:
    at_work = Hub(stage, tmp_path / "aside")
    yield at_work
    at_work.end()


def _in_the_middle(hub: Hub, outage: Callable[[], None]) -> None:
    """Submit, let the outage come while the hub works, submit again; all must be as if nothing had been."""
    hub.submit(5)
    hub.wait()
    hub.submit(150)
    time.sleep(0.1)
    outage()
    hub.submit(20)
    hub.wait()
    hub.end()
    hub.stage.assert_all()


def test_a_broker_that_is_killed_and_comes_back(hub: Hub, broker: RabbitMQ) -> None:
    """Both connections return; what was not confirmed is published again under the same ids."""

    def outage() -> None:
        broker.kill()
        time.sleep(1)
        broker.start()

    _in_the_middle(hub, outage)


def test_a_broker_that_blocks_its_publishers(stage: Stage, broker: RabbitMQ, tmp_path: Path) -> None:
    """The hub promises so much, and then takes no more; all of it goes out once the alarm is over."""
    forms = [a_credit_authorization(uscc) for uscc in islice(_uscc, 1200)]
    stage.place.drop("national", *(json.dumps(form).encode() for form in forms))
    broker.set_memory_alarm(True)
    hub = Hub(stage, tmp_path / "aside")
    hub.names = [form["id"] for form in forms]
    try:
        taken = _at_rest(lambda: len(stage.documents()))
        assert 0 < taken < UNDER_WAY_LIMIT
    finally:
        broker.set_memory_alarm(False)
    hub.wait()
    hub.end()
    stage.assert_all()


def _at_rest(count: Callable[[], int]) -> int:
    """The count, once it has not changed for a second."""
    last, since, end = -1, time.monotonic(), time.monotonic() + TIMEOUT_S
    while time.monotonic() - since < 1 or last < 1:
        if (now := count()) != last:
            last, since = now, time.monotonic()
        assert time.monotonic() < end
        time.sleep(0.1)
    return last


def test_connections_that_are_cut(hub: Hub, stage: Stage, broker: RabbitMQ) -> None:
    """The broker's and the database's, all at once, three times."""

    def outage() -> None:
        assert isinstance(stage.place, RabbitPlace)
        for _ in range(3):
            broker.cut(stage.place.vhost)
            with psycopg.connect(stage.store_url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            time.sleep(0.3)

    _in_the_middle(hub, outage)


def test_a_database_that_is_stopped_at_once_and_comes_back(hub: Hub, server: Postgres) -> None:
    """Nothing more is taken meanwhile; what was taken is recorded afterwards."""

    def outage() -> None:
        server.crash()
        time.sleep(1)
        server.start()

    _in_the_middle(hub, outage)


@contextmanager
def _small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own that can be filled."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can make a small disk to fill")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_disk_that_is_full_for_a_while(tmp_path: Path, migrated_file: Path) -> None:
    """On the embedded default: nothing is lost, nothing is half there, and it goes on when there is room."""
    with _small_disk(tmp_path / "disk", 24) as disk:
        (disk / "hub.db").write_bytes(migrated_file.read_bytes())
        url = f"sqlite:///{disk / 'hub.db'}"
        stage = Stage(open_store(url), url, FolderPlace(disk / "queues"), tmp_path / "keys")
        hub = Hub(stage, tmp_path / "aside")
        hub.submit(5)
        hub.wait()
        hub.submit(300)
        ballast = disk / "ballast"
        _fill(ballast)
        _at_rest(lambda: len(stage.documents()) + waiting(stage.place.spec))
        assert not hub.is_done()
        ballast.unlink()
        hub.wait()
        hub.end()
        stage.assert_all()
        stage.store.close()


def _fill(ballast: Path) -> None:
    """Leave no room at all."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(os.urandom(size)) == size:
                    pass
            except OSError:
                continue
