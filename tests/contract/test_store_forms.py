"""The form of a document in our tables: never changed, and unknown of what an older hub recorded."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from store_cases import plain_engine

from adapters.store import open_store, upgrade
from hub.model import Document, digest
from hub.ports import Filter, Store
from hub.testing.rows import a_document, brought, empty_books

BEFORE = "0010"
"""The migration before the one that this is about."""


def test_sql_at_hand_changes_no_form(store: Store, raw: Engine, backend: str) -> None:
    """SQLite's REPLACE is no way round it."""
    document = brought(store, form=digest(b"submission"))
    statements = ["UPDATE document SET form = NULL"]
    if backend == "sqlite":
        names = ", ".join(c for c in document.__slots__ if c != "form")
        statements.append(f"REPLACE INTO document ({names}) SELECT {names} FROM document")
    for statement in statements:
        with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
            connection.execute(text(statement))
    assert store.documents.find(document.id) == [document]


def test_what_an_older_hub_recorded_has_no_form(empty_url: str) -> None:
    """Everything else of it is as it was."""
    document = a_document(status="P001", record="20260921000000000001", moved_at=0)  # it has no transition
    engine, config = plain_engine(empty_url), Config()
    config.set_main_option("script_location", "adapters.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
        for name, body in empty_books().post.payloads.items():
            connection.execute(text("INSERT INTO payload VALUES (:name, :body)"), {"name": name, "body": body})
        names = [n for n in Document.__slots__ if n not in ("form", "moved_at", "overdue_at")]
        statement = f"INSERT INTO document ({', '.join(names)}) VALUES (:{', :'.join(names)})"
        connection.execute(text(statement), {name: getattr(document, name) for name in names})
    engine.dispose()

    upgrade(empty_url)

    store = open_store(empty_url)
    assert store.documents.log(Filter()) == [document]
    assert store.documents.without_form([], (), 9) == [document]
    store.close()
