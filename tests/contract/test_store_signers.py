"""Who answers for a document's signer: kept with it, whatever happens to it, and never changed."""

from dataclasses import replace

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, make_url, text
from store_cases import brought, empty_books, moved, write

from adapters.store import SqlStore, open_store, upgrade
from hub.errors import StoreConflict
from hub.model import Changes, digest


@pytest.mark.parametrize("voucher", ["portal", f"card:{digest(b'certificate')}", None])
def test_a_document_comes_back_with_who_answers_for_its_signer(store: SqlStore, voucher: str | None) -> None:
    """The portal, a card, or nobody; also after it moved."""
    document = brought(store, vouched_by=voucher)
    write(store, moved(document, "sent"))
    assert store.find(document.id)[0].vouched_by == voucher


@pytest.mark.parametrize("before", ["portal", None])
def test_who_answers_for_a_signer_never_changes(store: SqlStore, before: str | None) -> None:
    """Whoever asks: a document's other columns move with its status, this one does not."""
    document = brought(store, vouched_by=before)
    for after in ("card:0", None if before else "portal"):
        with pytest.raises(StoreConflict, match="append-only"):
            write(store, Changes(moved={document.id: replace(document, vouched_by=after)}))
    assert store.find(document.id) == [document]


def test_sql_at_hand_changes_nothing_either(store: SqlStore, store_url: str, backend: str) -> None:
    """SQLite's REPLACE is no way round it."""
    document = brought(store, vouched_by="portal")
    statements = ["UPDATE document SET vouched_by = 'card:0'", "UPDATE document SET vouched_by = NULL"]
    if backend == "sqlite":
        names = [c for c in document.__slots__ if c != "vouched_by"]
        statements.append(f"REPLACE INTO document ({', '.join(names)}) SELECT {', '.join(names)} FROM document")
    engine = _engine(store_url)
    for statement in statements:
        with pytest.raises(Exception, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))
    engine.dispose()
    assert store.find(document.id) == [document]


def test_what_portals_submitted_before_was_vouched_for_by_them(empty_url: str) -> None:
    """An older store is brought up to date; what a party announced stays without."""
    _migrate_to_the_one_before(empty_url)
    books = empty_books()
    columns = "id, type, sender, sender_ref, content, payload, party, enterprise, enterprise_name, status, head"
    engine = _engine(empty_url)
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
    assert {name: store.find(name)[0].vouched_by for name in ("d-1", "d-2")} == {"d-1": "portal", "d-2": None}
    store.close()


def _engine(url: str) -> Engine:
    target = make_url(url)
    return create_engine(target.set(drivername="postgresql+psycopg") if "postgresql" in url else target)


def _migrate_to_the_one_before(url: str) -> None:
    engine, config = _engine(url), Config()
    config.set_main_option("script_location", "adapters.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
    engine.dispose()
