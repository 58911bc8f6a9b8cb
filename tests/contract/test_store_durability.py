"""What is committed is on the disk, whatever somebody has set; a store that cannot promise that is not opened."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from services import TEMPLATE, Postgres
from sqlalchemy import text

from adapters.store import open_store
from adapters.store.backend import Backend
from adapters.store.store import backend_of
from hub.errors import StoreNotDurable


def asked(url: str, question: str) -> str:
    """What a session of the hub's own says to a question."""
    backend: Backend = backend_of(url)
    engine = backend.engine(url)
    try:
        with engine.connect() as connection:
            return str(connection.scalar(text(question)))
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    ("said", "used"),
    [
        ("off", "on"),
        ("local", "on"),
        ("remote_write", "on"),
        ("on", "on"),
        ("remote_apply", "remote_apply"),
    ],
)
def test_every_session_waits_until_what_it_commits_is_on_the_disk(postgres: Postgres, said: str, used: str) -> None:
    """Whatever the database, the role or the server says; what is stronger stays."""
    url = postgres.create(TEMPLATE)
    database = url.rsplit("/", 1)[1]
    with psycopg.connect(postgres.for_operators, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {database} SET synchronous_commit = '{said}'")
    assert asked(url, "SHOW synchronous_commit") == used


def test_a_url_that_asks_for_less_is_overruled(postgres: Postgres) -> None:
    """libpq's `options` count for the connection alone, and so do we, later."""
    url = f"{postgres.create(TEMPLATE)}?options=-c%20synchronous_commit%3Doff"
    assert asked(url, "SHOW synchronous_commit") == "on"


@pytest.fixture
def file(migrated_file: Path, tmp_path: Path) -> Path:
    (tmp_path / "hub.db").write_bytes(migrated_file.read_bytes())
    return tmp_path / "hub.db"


def test_a_file_that_was_set_to_another_journal_is_turned_back(file: Path) -> None:
    """As a tool may leave it."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    url = f"sqlite:///{file}"
    assert (asked(url, "PRAGMA journal_mode"), asked(url, "PRAGMA synchronous")) == ("wal", "2")


def test_a_file_whose_pragmas_do_not_hold_is_not_opened(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a file system that knows no shared memory, where SQLite answers `delete` and goes on."""
    monkeypatch.setattr("adapters.store.sqlite.PRAGMAS", ("journal_mode=DELETE",))
    store = open_store(f"sqlite:///{file}")
    with pytest.raises(StoreNotDurable, match=r"HUB-785.*journal_mode is delete"):
        store.identity()
    store.close()
