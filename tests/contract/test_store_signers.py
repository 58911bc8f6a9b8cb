"""Who answers for a document's signer, in our tables: never changed, and known of older documents."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from store_cases import plain_engine

from adapters.store import open_store, upgrade
from hub.ports import Store
from hub.testing.rows import brought, empty_books


def test_sql_at_hand_changes_no_voucher(store: Store, raw: Engine, backend: str) -> None:
    """SQLite's REPLACE is no way round it."""
    document = brought(store, vouched_by="portal")
    statements = ["UPDATE document SET vouched_by = 'card:0'", "UPDATE document SET vouched_by = NULL"]
    if backend == "sqlite":
        names = [c for c in document.__slots__ if c != "vouched_by"]
        statements.append(f"REPLACE INTO document ({', '.join(names)}) SELECT {', '.join(names)} FROM document")
    for statement in statements:
        with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
            connection.execute(text(statement))
    assert store.documents.find(document.id) == [document]


def test_what_portals_submitted_before_was_vouched_for_by_them(empty_url: str) -> None:
    """An older store is brought up to date; what a party announced stays without."""
    _migrate_to_the_one_before(empty_url)
    books = empty_books()
    columns = "id, type, sender, sender_ref, content, payload, party, enterprise, enterprise_name, status, head"
    engine = plain_engine(empty_url)
    with engine.begin() as connection:
        (name, body), *_ = books.post.payloads.items()
        connection.execute(text("INSERT INTO payload VALUES (:name, :body)"), {"name": name, "body": body})
        for id_, portal in (("d-1", "'portal-a'"), ("d-2", "NULL")):
            values = ", ".join([f"'{id_}'", "'t'", "'s'", f"'{id_}'", "'c'", f"'{name}'", *["'x'"] * 5])
            rest = f"{columns}, portal, round, seq, created_at, updated_at"
            connection.execute(text(f"INSERT INTO document ({rest}) VALUES ({values}, {portal}, 1, 0, 0, 0)"))
    engine.dispose()

    upgrade(empty_url)

    store = open_store(empty_url)
    assert {name: store.documents.find(name)[0].vouched_by for name in ("d-1", "d-2")} == {"d-1": "portal", "d-2": None}
    store.close()


def _migrate_to_the_one_before(url: str) -> None:
    engine, config = plain_engine(url), Config()
    config.set_main_option("script_location", "adapters.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
    engine.dispose()
