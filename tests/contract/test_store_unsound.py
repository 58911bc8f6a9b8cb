"""A store of a newer hub, a damaged one and one that somebody keeps locked: each by its own code."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from services import Postgres
from sqlalchemy import Engine, create_engine, make_url, text

from adapters.store import open_store, soundness, upgrade
from adapters.store.health import ask
from adapters.store.unit import SqlUnit
from hub.bootstrap.clock import SystemClock
from hub.errors import StoreDamaged, StoreLocked, StoreNewer, StoreNotReady
from hub.ports import Store
from hub.testing.rows import brought


def execute(url: str, statement: str) -> None:
    """As somebody with SQL at hand."""
    parsed = make_url(url)
    engine = create_engine(parsed.set(drivername="postgresql+psycopg") if "postgresql" in url else parsed)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


# ---- newer -------------------------------------------------------------------------------------


@pytest.mark.parametrize("use", [lambda url: open_store(url).identity(), upgrade, lambda url: ask(url, SystemClock())])
def test_a_store_of_a_newer_hub_is_refused(store_url: str, use: Callable[[str], object]) -> None:
    """Whoever opens it, `hub init` included."""
    execute(store_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreNewer, match=r"HUB-782.*revision 9999"):
        use(store_url)


@pytest.mark.parametrize(("table", "column"), [("claim", "key"), ("transition", "before"), ("document", "head")])
def test_a_store_without_a_column_is_not_ready(store_url: str, raw: Engine, table: str, column: str) -> None:
    """Also one whose name is a word of SQL: SQLite takes such a name in quotes for a text where no column has it."""
    with raw.begin() as connection:
        connection.execute(text(f'ALTER TABLE {table} RENAME COLUMN "{column}" TO gone'))
    try:
        with pytest.raises(StoreNotReady):
            ask(store_url, SystemClock())
    finally:
        with raw.begin() as connection:
            connection.execute(text(f'ALTER TABLE {table} RENAME COLUMN gone TO "{column}"'))


# ---- damaged -----------------------------------------------------------------------------------


def test_a_page_that_was_overwritten_is_found(tmp_path: Path, migrated_file: Path) -> None:
    """By whoever looks at all of the file, before anybody stumbles over it."""
    shutil.copy(migrated_file, file := tmp_path / "hub.db")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'outbox'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("rb+") as out:
        out.seek((root - 1) * size)
        out.write(b"\xa5" * size)
    assert ask_or_told(file) != ""


def test_a_log_beside_another_copy_of_the_file_is_found(tmp_path: Path, migrated_file: Path) -> None:
    """As when a backup was put in place and the `-wal` of the store before it was left."""
    shutil.copy(migrated_file, file := tmp_path / "hub.db")
    store = open_store(f"sqlite:///{file}")
    for _ in range(3):
        brought(store)
    store.close()
    shutil.copy(file, old := tmp_path / "old.db")
    store = open_store(f"sqlite:///{file}")
    keeps_the_log = sqlite3.connect(file)
    keeps_the_log.execute("SELECT count(*) FROM document").fetchone()
    for _ in range(40):
        brought(store)
    wal = file.with_name("hub.db-wal").read_bytes()
    store.close()
    keeps_the_log.close()
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("CREATE TABLE other AS SELECT * FROM payload, document")
        connection.execute("VACUUM")
        connection.execute("PRAGMA journal_mode=WAL")
    old.with_name("old.db-wal").write_bytes(wal)
    assert ask_or_told(old) != ""


def ask_or_told(file: Path) -> str:
    """The damage that is found, or the refusal to read at all."""
    try:
        return str(ask(f"sqlite:///{file}", SystemClock()).damage)
    except StoreDamaged as error:
        assert str(error).startswith("HUB-783")
        return str(error)


def test_a_sound_file_is_read_whole_unless_the_time_is_over(
    migrated_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A snapshot says that it was one."""
    found = ask(f"sqlite:///{migrated_file}", SystemClock())
    assert (found.damage, found.is_read_whole) == ("", True)
    monkeypatch.setattr(soundness, "STEP", 1)
    found = ask(f"sqlite:///{migrated_file}", SystemClock(), seconds=-1)
    assert (found.damage, found.is_read_whole) == ("", False)


@pytest.mark.parametrize("state", ["XX001", "XX002", "58030"])
def test_what_a_server_says_of_damage_has_its_code(postgres: Postgres, state: str) -> None:
    """data_corrupted, index_corrupted and io_error are no outages that pass."""
    url = postgres.create()
    upgrade(url)
    raising = f"BEGIN RAISE EXCEPTION 'damaged' USING ERRCODE = '{state}'; END"
    execute(url, f"CREATE FUNCTION damage() RETURNS trigger LANGUAGE plpgsql AS $${raising}$$")
    execute(url, "CREATE TRIGGER damage BEFORE INSERT ON worker FOR EACH ROW EXECUTE FUNCTION damage()")
    store = open_store(url)
    with pytest.raises(StoreDamaged, match="HUB-783"):
        store.heartbeats.record("w", 1)
    store.close()


# ---- locked ------------------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks are given up sooner than in production."""
    monkeypatch.setattr("adapters.store.postgresql.LOCK_TIMEOUT", "200ms")
    monkeypatch.setattr("adapters.store.sqlite.BUSY_TIMEOUT_S", 0.2)
    monkeypatch.setattr(soundness, "PROBE_MS", 200)
    monkeypatch.setattr(soundness, "LONGEST_LOCK_S", 0)


@contextmanager
def forgotten(url: str) -> Iterator[None]:
    """Somebody who locked the workers' table and went away."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(url) as connection:
            connection.execute("LOCK TABLE worker IN SHARE ROW EXCLUSIVE MODE")
            yield


@pytest.mark.usefixtures("impatient")
def test_a_lock_that_somebody_forgot_is_reported_and_passes(store_url: str) -> None:
    """The one who waits gives up with a code of its own; when the lock is gone, the same store goes on."""
    store: Store = open_store(store_url)
    with forgotten(store_url):
        with pytest.raises(StoreLocked, match="HUB-784"):
            store.heartbeats.record("w", 1)
        assert ask(store_url, SystemClock()).lock is not None
    assert store.heartbeats.record("w", 1) == {"w": 1}
    assert ask(store_url, SystemClock()).lock is None
    store.close()


def test_a_lock_of_another_role_is_reported_by_its_session(postgres: Postgres) -> None:
    """As an operator's own: since when it is held is hidden from the hub's role."""
    url = postgres.create()
    upgrade(url)
    execute(url, "DROP ROLE IF EXISTS a_reader")
    execute(url, "CREATE ROLE a_reader LOGIN")
    execute(url, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO a_reader")
    as_reader = url.replace("hub@", "a_reader@")
    assert ask(as_reader, SystemClock()).lock is None
    with forgotten(url):
        assert "(hub)" in str(ask(as_reader, SystemClock()).lock)


def test_every_session_gives_up_a_lock_after_ten_seconds(postgres: Postgres) -> None:
    """The server's own patience has no end."""
    url = postgres.create()
    upgrade(url)
    store = open_store(url)
    with store.transactions.begin() as unit:
        assert isinstance(unit, SqlUnit)
        assert unit._connection.scalar(text("SHOW lock_timeout")) == "10s"
    store.close()
