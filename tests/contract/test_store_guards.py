"""What the database itself refuses, whoever asks: changed history, broken chains, second copies."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, make_url, text
from store_cases import (
    a_claim,
    a_document,
    a_message,
    a_resource,
    all_in_one,
    brought,
    empty_books,
    moved,
    opened,
    trail_of,
    write,
)

from adapters.store import SqlStore, open_store, tables, upgrade
from hub.errors import StoreConflict, StoreUnavailable
from hub.model import GENESIS, Cause, Changes, Claim, Reference, digest

UPGRADE = """
import sys
from adapters.store.schema import upgrade
print("ready", flush=True)
sys.stdin.readline()
upgrade(sys.argv[1])
"""


@pytest.fixture
def raw(store_url: str) -> Iterator[Engine]:
    """The database as somebody with SQL at hand sees it, past our adapter."""
    url = make_url(store_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if "postgresql" in store_url else url)
    yield engine
    engine.dispose()


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
def test_history_is_never_changed(store: SqlStore, raw: Engine, statement: str) -> None:
    """Payloads, messages and transitions admit neither update nor delete."""
    books, document = opened("received", "sent")
    books.post.keep(a_message(b"<a/>", document=document.id), b"<a/>")
    write(store, books.changes())
    assert "append-only" in refusal(raw, statement)
    assert trail_of(store, document.id).transitions == list(books.trails.appended)


@pytest.mark.parametrize("table", ["payload", "message", "transition"])
def test_history_is_never_emptied(backend: str, store: SqlStore, raw: Engine, table: str) -> None:
    """PostgreSQL's TRUNCATE and SQLite's REPLACE are no ways round it."""
    books, document = opened()
    books.post.keep(a_message(b"<a/>", document=document.id), b"<a/>")
    write(store, books.changes())
    changed = {"payload": "digest, x'00'", "transition": ", ".join(c.name for c in tables.transition.columns)}
    statement = f"INSERT OR REPLACE INTO {table} SELECT {changed.get(table, '*')} FROM {table}"
    if backend == "postgresql":
        statement = f"TRUNCATE {table} CASCADE"
    assert "append-only" in refusal(raw, statement)


def test_a_payload_may_come_again(store: SqlStore) -> None:
    """Equal bytes are stored once, without complaint."""
    write(store, Changes(payloads={digest(b"a"): b"a"}))
    write(store, Changes(payloads={digest(b"a"): b"a", digest(b"b"): b"b"}))
    assert (store.payload(digest(b"a")), store.payload(digest(b"b"))) == (b"a", b"b")


@pytest.mark.parametrize("previous", ["f" * 64, GENESIS])
def test_a_transition_follows_the_one_before_it(store: SqlStore, previous: str) -> None:
    """Its `previous` is the hash of the row before."""
    changes = moved(brought(store), "sent")
    changes.transitions[0] = replace(changes.transitions[0], previous=previous).sealed()
    with pytest.raises(StoreConflict, match="follow"):
        write(store, changes)


def test_a_first_transition_follows_nothing(store: SqlStore) -> None:
    """Its `previous` is all zeros."""
    books, _ = opened()
    changes = books.changes()
    changes.transitions[0] = replace(changes.transitions[0], previous="f" * 64)
    with pytest.raises(StoreConflict, match="follow"):
        write(store, changes)


@pytest.mark.parametrize("seq", [0, 3])
def test_no_transition_is_left_out(store: SqlStore, seq: int) -> None:
    """Sequence numbers count from one, without a gap."""
    changes = moved(brought(store), "sent")
    changes.transitions[0] = replace(changes.transitions[0], seq=seq)
    with pytest.raises(StoreConflict):
        write(store, changes)


def test_two_transitions_never_share_a_place(store: SqlStore) -> None:
    """Who read the same head second has lost."""
    document = brought(store)
    write(store, moved(document, "sent"))
    with pytest.raises(StoreConflict):
        write(store, moved(document, "accepted"))
    assert trail_of(store, document.id).document.status == "sent"


def test_a_sender_uses_an_id_once(store: SqlStore) -> None:
    """Another sender may use the same."""
    brought(store, sender_ref="order-1")
    brought(store, sender_ref="order-1", sender="portal-b")
    with pytest.raises(StoreConflict):
        write(store, all_in_one([a_document(sender_ref="order-1")]))


def test_a_message_is_kept_once_per_direction_and_party(store: SqlStore) -> None:
    """The same id of another party or in the other direction is another message."""

    def keep(**given: str) -> None:
        books = empty_books()
        books.post.keep(a_message(b"<a/>", id="m-1", **given), b"<a/>")
        write(store, books.changes())

    keep()
    keep(direction="in")
    keep(direction="in", party="bank-b")
    with pytest.raises(StoreConflict):
        keep()


def test_a_reference_may_be_told_again(store: SqlStore) -> None:
    """The same number is kept once."""
    books, document = opened()
    told = Reference(document.id, "policy-no", "PZ-1")
    for _ in range(2):
        books.names.refer(told)
    write(store, books.changes(), Changes(references={told: None}))
    assert trail_of(store, document.id).references == {"policy-no": "PZ-1"}


def test_an_exclusive_claim_has_one_holder(store: SqlStore) -> None:
    """While it is open; amounts are not exclusive."""
    first, second = brought(store), brought(store)
    quota = {"quota": a_resource("quota")}

    def claim(*claims: Claim) -> Changes:
        return Changes(resources=quota, claims={(c.document, c.resource, c.key): c for c in claims})

    write(store, claim(a_claim(first, "quota"), a_claim(first, "quota", "a", amount=1)))
    write(store, claim(a_claim(second, "quota", "a", amount=2), a_claim(second, "quota", open=False)))
    with pytest.raises(StoreConflict):
        write(store, claim(a_claim(second, "quota")))
    # Handed over within one transaction, in whichever order the two are written.
    write(store, claim(a_claim(second, "quota"), a_claim(first, "quota", open=False)))


def test_what_is_pointed_at_is_there(store: SqlStore) -> None:
    """No document without its bytes, no transition without its document, no message without its bytes."""
    books, document = opened()
    cause = Cause("operator", "o", digest(b"o"))
    orphan = replace(books.trails.appended[0], document="nobody", cause=cause)
    for changes in (
        Changes(created={document.id: document}),
        Changes(transitions=[orphan]),
        Changes(messages=[a_message(b"<a/>")]),
    ):
        with pytest.raises(StoreConflict):
            write(store, changes)


def test_migrations_make_what_the_code_reads(store: SqlStore, raw: Engine) -> None:
    """Tables, columns, keys and indexes are those of `adapters.store.tables`."""
    assert store.log is not None
    with raw.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), tables.metadata)
    assert found == []


def test_migrating_again_changes_nothing(store: SqlStore, store_url: str) -> None:
    """`hub init` in a home that is there leaves its documents alone."""
    document = brought(store)
    upgrade(store_url)
    assert store.find(document.id) == [document]


def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    """One waits for the other and finds everything done."""
    command, path = [sys.executable, "-c", UPGRADE, empty_url], os.pathsep.join(sys.path)
    pipe, env = subprocess.PIPE, {**os.environ, "PYTHONPATH": path}
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
            store.find("anything")
    finally:
        store.close()
