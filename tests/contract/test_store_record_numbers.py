"""记录编号 in our tables: never changed, and given to what an older hub recorded."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from store_cases import plain_engine

from adapters.store import open_store, upgrade
from hub.model import Document, record_numbers
from hub.ports import Filter, Store
from hub.testing.rows import a_document, brought, empty_books

NUMBER, TIME = "20260921000000000001", 1_790_000_000_000_000
BEFORE = "0007"
"""The migration before the one that this is about."""
LATER = ("record", "submitted_at", "vouched_by", "tracks", "form", "moved_at", "overdue_at")
"""Columns of documents that it and later migrations add."""


def test_sql_at_hand_changes_no_number(store: Store, raw: Engine, backend: str) -> None:
    """SQLite's REPLACE is no way round it."""
    document = brought(store, record=NUMBER)
    statements = ["UPDATE document SET record = '20260921000000000009'", "UPDATE document SET record = NULL"]
    if backend == "sqlite":
        names = ", ".join(c for c in document.__slots__ if c != "record")
        statements.append(f"REPLACE INTO document ({names}) SELECT {names} FROM document")
    for statement in statements:
        with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
            connection.execute(text(statement))
    assert store.documents.find(document.id) == [document]


# ---- older stores --------------------------------------------------------------------------------


def test_what_an_older_hub_recorded_gets_the_numbers_that_follow_from_its_ids(empty_url: str) -> None:
    """Whatever it is and wherever it stands; what was refused at the door gets none. Its time is not known."""
    documents = [
        a_document(status="S"),
        a_document(status="N002", portal=None, sender="insurer-a"),
        a_document(status="H001"),
    ]
    _older_store(empty_url, documents)

    upgrade(empty_url)

    store = open_store(empty_url)
    found = {d.id: d for d in store.documents.log(Filter())}
    store.close()
    expected = [next(record_numbers(d.id, d.created_at)) for d in documents]
    assert [found[d.id].record for d in documents] == [*expected[:2], None]
    assert {d.submitted_at for d in found.values()} == {None}


def test_two_older_documents_that_follow_to_one_number_get_two(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The younger takes its next one."""
    documents = [a_document(status="S"), a_document(status="S")]
    _older_store(empty_url, documents)
    monkeypatch.setattr("hub.model.record_numbers", lambda _id, _at: iter([NUMBER, f"{NUMBER[:-1]}2"]))

    upgrade(empty_url)

    store = open_store(empty_url)
    assert [store.documents.find(d.id)[0].record for d in documents] == [NUMBER, f"{NUMBER[:-1]}2"]
    store.close()


def test_more_documents_than_are_read_at_a_time_are_all_numbered(empty_url: str) -> None:
    """Each once, though all are of one moment."""
    documents = [a_document(status="S", sender_ref=f"s-{n}", created_at=TIME) for n in range(5_003)]
    _older_store(empty_url, documents)

    upgrade(empty_url)

    store = open_store(empty_url)
    assert {d.record for d in store.documents.log(Filter())} == {next(record_numbers(d.id, TIME)) for d in documents}
    store.close()


def _older_store(url: str, documents: list[Document]) -> None:
    """A store as the migration before left it, with these documents."""
    engine, config = plain_engine(url), Config()
    config.set_main_option("script_location", "adapters.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
        for digest, body in empty_books().post.payloads.items():
            connection.execute(text("INSERT INTO payload VALUES (:digest, :body)"), {"digest": digest, "body": body})
        names = [n for n in Document.__slots__ if n not in LATER]
        statement = f"INSERT INTO document ({', '.join(names)}) VALUES (:{', :'.join(names)})"
        rows = [{name: getattr(document, name) for name in names} for document in documents]
        connection.execute(text(statement), rows)
    engine.dispose()
