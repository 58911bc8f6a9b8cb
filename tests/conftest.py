"""What tests of several folders share."""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog
from compiled_once import remember_catalogues
from services import TEMPLATE, Postgres, RabbitMQ, start_postgres, start_rabbitmq
from services.given import GivenPostgres, GivenRabbitMQ, are_given
from services.machine import quick_folder
from services.pcsc import CardService, start_pcscd
from services.softhsm import SoftHSM, start_softhsm

from adapters.store import open_store, upgrade
from hub.ports import Store

if TYPE_CHECKING:  # modules of one name that nobody imports: mypy checks them because they stand here
    import faults.conftest  # noqa: F401
    import integration.conftest  # noqa: F401
    import packaging.conftest  # noqa: F401
    import security.conftest
    import security.signers.conftest  # noqa: F401
    import unit.conftest  # noqa: F401
os.environ["HUB_LANG"] = "en"
"""Verbs answer in English, whatever the developer's terminal speaks: tests that quote Chinese ask for it."""


if (quick := quick_folder()) is not None:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(quick))  # where pytest makes what tests write into


def _keep_what_is_compiled() -> None:
    """Else each process that tests start compiles the hub's modules again: a second and a half of processor time."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def _write_plain_tracebacks() -> None:
    """Without the values of local names: these are whole catalogues, a minute's work and half a gigabyte to print."""
    steps = structlog.get_config()["processors"][:-1]
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*steps, plain])


def _let_children_be_interrupted() -> None:
    """A run in the background ignores Ctrl-C, and so would the verbs that tests start and interrupt."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


_keep_what_is_compiled()
remember_catalogues()
_let_children_be_interrupted()
_write_plain_tracebacks()  # at once: a test that captures events must not lose its own steps at the first of them


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A private server, or the one that is given; its template database `migrated` holds an empty store."""
    server = GivenPostgres() if are_given() else start_postgres()
    try:
        url = server.create()
        upgrade(url)
        server.keep_as_template(url)
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[RabbitMQ]:
    """A private broker, or the one that is given; each test has a virtual host of its own on it."""
    broker = GivenRabbitMQ() if are_given() else start_rabbitmq()
    try:
        yield broker
    finally:
        broker.remove()


@pytest.fixture(scope="session")
def card_service() -> Iterator[CardService]:
    """A private card service with two readers; tests put their own cards in, and take them out."""
    service = start_pcscd()
    try:
        yield service
    finally:
        service.remove()


@pytest.fixture(scope="session")
def software_token() -> Iterator[SoftHSM]:
    """A private token, without keys; each test keeps its own there, under a label of its own."""
    token = start_softhsm()
    try:
        yield token
    finally:
        token.remove()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store in a SQLite file, to copy."""
    path = tmp_path_factory.mktemp("store") / "migrated.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store of the test's own can be made."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'hub.db'}"
    else:
        yield from _database(request.getfixturevalue("postgres"), "template1")


@pytest.fixture
def store_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a migrated, empty store of the test's own is."""
    if backend == "postgresql":
        yield from _database(request.getfixturevalue("postgres"), TEMPLATE)
    else:
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "hub.db")
        yield f"sqlite:///{tmp_path / 'hub.db'}"


def _database(server: Postgres, template: str) -> Iterator[str]:
    """A database that is dropped after the test: thousands of them would fill the disk, or the memory."""
    url = server.create(template)
    yield url
    server.drop(url)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()
