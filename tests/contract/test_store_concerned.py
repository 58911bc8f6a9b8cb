"""Documents that concern an enterprise are found by indexes, and those of an older store too."""

from contextlib import closing

from older_stores import older_store, write_as_before
from sqlalchemy import Engine, text
from sqlalchemy.sql import ClauseElement

from adapters.store import open_store, tables, upgrade
from adapters.store.concerned import concerning
from hub.model import CONCERNS, Changes, Reference, Registration
from hub.ports import Filter, Store
from hub.testing.rows import opened, write

USCC, OTHER, CODE = "91310000MA1K30000A", "91310000MA1K30001B", "3101960001"
MANY = 500


def many() -> list[Changes]:
    """Many documents, of which two concern the enterprise."""
    changes = []
    for number in range(MANY):
        books, document = opened(enterprise=OTHER)
        unit = {0: f":{USCC}", 1: f"{CODE}:"}.get(number, f"{number:010d}:{OTHER}")
        books.names.refer(Reference(document.id, CONCERNS, unit))
        changes.append(books.changes())
    return [*changes, Changes(registrations={Registration(CODE, USCC, "customs", 1): None})]


def test_no_table_is_scanned(store: Store, raw: Engine) -> None:
    """Each side of the question has its index."""
    write(store, *many())
    assert len(store.documents.log(Filter(enterprise=USCC))) == 2
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


def test_what_an_older_store_recorded_is_found_too(empty_url: str) -> None:
    """Its rows stay as they are; the indexes are made over them."""
    with older_store(empty_url, "0012") as connection:
        write_as_before(connection, *many())
    upgrade(empty_url)
    with closing(open_store(empty_url)) as store:
        assert len(store.documents.log(Filter(enterprise=USCC))) == 2


def _literal(asked: ClauseElement, raw: Engine) -> str:
    return str(asked.compile(dialect=raw.dialect, compile_kwargs={"literal_binds": True})).replace(":", r"\:")
