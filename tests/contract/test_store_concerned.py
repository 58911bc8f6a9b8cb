"""Documents that concern an enterprise are found by indexes, and those of an older store too."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.sql import ClauseElement

from adapters.store import tables, upgrade
from adapters.store.concerned import concerning
from hub.model import CONCERNS, Changes, Reference, Registration
from hub.ports import Filter, Store
from hub.testing.rows import opened, write

USCC, OTHER, CODE = "91310000MA1K30000A", "91310000MA1K30001B", "3101960001"
MANY = 500


@pytest.fixture
def filled(store: Store) -> Iterator[Store]:
    """A store with many documents, of which two concern the enterprise."""
    changes = []
    for number in range(MANY):
        books, document = opened(enterprise=OTHER)
        unit = {0: f":{USCC}", 1: f"{CODE}:"}.get(number, f"{number:010d}:{OTHER}")
        books.names.refer(Reference(document.id, CONCERNS, unit))
        changes.append(books.changes())
    write(store, *changes, Changes(registrations={Registration(CODE, USCC, "customs", 1): None}))
    yield store


def test_no_table_is_scanned(filled: Store, raw: Engine) -> None:
    """Each side of the question has its index."""
    assert len(filled.documents.log(Filter(enterprise=USCC))) == 2
    is_sqlite = raw.dialect.name == "sqlite"
    with raw.connect() as connection:
        asked = tables.document.select().where(concerning(connection, USCC))
        statement = _literal(asked, raw)
        if is_sqlite:
            plan = [row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
        else:
            connection.execute(text("ANALYZE"))
            connection.execute(text("SET enable_seqscan = off"))  # what is small is scanned for its smallness
            plan = [row[0] for row in connection.execute(text(f"EXPLAIN {statement}"))]
    odd = [line for line in plan if line.startswith(("SCAN document", "SCAN reference")) or "Seq Scan" in line]
    assert odd == []
    assert any("reference_concerned" in line for line in plan)


def test_what_an_older_store_recorded_is_found_too(filled: Store, raw: Engine, store_url: str) -> None:
    """Its rows stay as they are; the indexes are made over them."""
    with raw.begin() as connection:
        for index in ("reference_concerned", "registration_uscc"):
            connection.execute(text(f"DROP INDEX {index}"))
        connection.execute(text("DROP TABLE encrypted"))
        connection.execute(text("DROP TABLE to_sign"))
        connection.execute(text("ALTER TABLE resource DROP COLUMN unexplained"))
        for table in ("act", "proposal"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0012'"))
    upgrade(store_url)
    assert len(filled.documents.log(Filter(enterprise=USCC))) == 2
    with raw.connect() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    assert str(found) >= "0013"


def _literal(asked: ClauseElement, raw: Engine) -> str:
    return str(asked.compile(dialect=raw.dialect, compile_kwargs={"literal_binds": True})).replace(":", r"\:")
