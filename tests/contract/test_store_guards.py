"""What the database itself refuses, whoever asks with SQL at hand, and how its tables are made."""

import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from adapters.store import open_store, tables, upgrade
from hub.errors import StoreConflict, StoreUnavailable
from hub.model import Changes, Operator, OperatorAct, Proposal, Request, Settled
from hub.ports import Store
from hub.testing.rows import a_message, a_quarantined, brought, moved, opened, trail_of, write

UPGRADE = """
import sys
from adapters.store.schema import upgrade
print("ready", flush=True)
sys.stdin.readline()
upgrade(sys.argv[1])
"""


def refusal(raw: Engine, statement: str) -> str:
    """What the database says to a statement that it must refuse."""
    with (
        pytest.raises(Exception, match=r"append-only|does not follow|FOREIGN KEY|foreign key") as caught,
        raw.begin() as c,
    ):
        c.execute(text(statement))
    return str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payload SET bytes = bytes",
        "UPDATE message SET at = at + 1",
        "UPDATE transition SET after = 'accepted'",
        "DELETE FROM payload",
        "DELETE FROM message",
        "DELETE FROM transition WHERE seq = 2",
    ],
)
def test_history_is_never_changed(store: Store, raw: Engine, statement: str) -> None:
    """Payloads, messages and transitions admit neither update nor delete."""
    books, document = opened("received", "sent")
    books.post.keep(a_message(b"<a/>", document=document.id), b"<a/>")
    write(store, books.changes())
    assert "append-only" in refusal(raw, statement)
    assert trail_of(store, document).transitions == list(books.trails.appended)


@pytest.mark.parametrize("table", ["payload", "message", "transition"])
def test_history_is_never_emptied(backend: str, store: Store, raw: Engine, table: str) -> None:
    """PostgreSQL's TRUNCATE and SQLite's REPLACE are no ways round it."""
    books, document = opened()
    books.post.keep(a_message(b"<a/>", document=document.id), b"<a/>")
    write(store, books.changes())
    changed = {"payload": "digest, x'00'", "transition": ", ".join(c.name for c in tables.transition.columns)}
    statement = f"INSERT OR REPLACE INTO {table} SELECT {changed.get(table, '*')} FROM {table}"
    if backend == "postgresql":
        statement = f"TRUNCATE {table} CASCADE"
    assert "append-only" in refusal(raw, statement)


@pytest.mark.parametrize("statement", ["UPDATE settled SET reason = ''", "DELETE FROM settled"])
def test_what_an_operator_did_is_never_changed(store: Store, raw: Engine, statement: str) -> None:
    """Neither by whoever did it."""
    row = a_quarantined(b"{")
    write(store, Changes(payloads={row.payload: b"{"}, quarantined=[row]))
    write(store, Changes(settled=[Settled(quarantine=row.id, act="discarded", reason="为何", at=7)]))
    assert "append-only" in refusal(raw, statement)


@pytest.mark.parametrize("table", ["act", "proposal"])
def test_who_acted_and_what_was_proposed_is_never_changed(store: Store, raw: Engine, backend: str, table: str) -> None:
    """Neither a second operator's name nor the heads that the first one saw."""
    who = Operator(user="li")
    request = Request(verb="settle", about="d", reason="为何", arguments={}, heads={"d": "00"})
    act = OperatorAct(id="a", verb="settle", about="d", reason="为何", operators=(who,), at=7)
    write(
        store,
        Changes(acts=[act], proposals=[Proposal(id="p", request=request, operator=who, cards=False, at=7, until=9)]),
    )
    replaced = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    emptied = f"TRUNCATE {table}" if backend == "postgresql" else replaced
    for statement in (f"UPDATE {table} SET reason = ''", f"DELETE FROM {table}", emptied):
        refused = refusal(raw, statement)  # of a table that others refer to, PostgreSQL itself refuses the last one
        assert "append-only" in refused or "cannot truncate a table referenced" in refused


def test_a_broken_chain_is_reported_as_one(store: Store) -> None:
    """An operator reads what was wrong with it."""
    changes = moved(brought(store), "sent")
    changes.transitions[0] = replace(changes.transitions[0], previous="f" * 64).sealed()
    with pytest.raises(StoreConflict, match="follow"):
        write(store, changes)


@pytest.mark.parametrize("change", [{"vouched_by": "card:0"}, {"record": "20260921000000000009"}, {"submitted_at": 1}])
def test_what_stays_with_a_document_is_reported_as_such(store: Store, change: dict[str, Any]) -> None:
    """An operator reads that it is append-only."""
    document = brought(store)
    with pytest.raises(StoreConflict, match="append-only"):
        write(store, Changes(moved={document.id: replace(document, **change)}))


@pytest.mark.usefixtures("store")
@pytest.mark.filterwarnings("ignore:.*expression-based index")  # SQLAlchemy cannot read SQLite's
def test_migrations_make_what_the_code_reads(raw: Engine) -> None:
    """Tables, columns, keys and indexes are those of `adapters.store.tables`; what divides a table is no table."""
    parts = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'transition'::regclass"
    with raw.connect() as connection:
        divided = set(connection.scalars(text(parts))) if connection.dialect.name == "postgresql" else set()
        only = {"include_name": lambda name, kind, _: kind != "table" or name not in divided}
        found = compare_metadata(MigrationContext.configure(connection, opts=only), tables.metadata)
    assert found == []


def test_migrating_again_changes_nothing(store: Store, store_url: str) -> None:
    """`hub init` in a home that is there leaves its documents alone."""
    document = brought(store)
    upgrade(store_url)
    assert store.documents.find(document.id) == [document]


def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    """One waits for the other and finds everything done."""
    command, path = [sys.executable, "-c", UPGRADE, empty_url], os.pathsep.join(sys.path)
    env, pipe = {**os.environ, "PYTHONPATH": path}, subprocess.PIPE
    started = [subprocess.Popen(command, text=True, env=env, stdin=pipe, stdout=pipe, stderr=pipe) for _ in range(4)]
    assert [process.stdout and process.stdout.readline() for process in started] == ["ready\n"] * 4
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    failures = [process.communicate(timeout=300)[1] for process in started]
    assert ([process.returncode for process in started], failures) == ([0] * 4, [""] * 4)
    store = open_store(empty_url)
    brought(store)
    store.close()


def test_a_store_that_was_never_made_is_unavailable(empty_url: str) -> None:
    """Reading makes no tables and no file; it says what is missing."""
    store = open_store(empty_url)
    try:
        with pytest.raises(StoreUnavailable):
            store.documents.find("anything")
    finally:
        store.close()
