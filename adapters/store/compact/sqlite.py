"""SQLite: every table is made anew under its own name, with its old indexes and triggers."""

from typing import Final

from sqlalchemy import Connection, text

from adapters.store.columns import unhex
from adapters.store.compact.shadows import WORDS
from adapters.store.compact.shapes import AHEAD, REST
from adapters.store.compact.words import copying

_TABLES: Final = (
    """
    CREATE TABLE compact_document (
        id BLOB NOT NULL PRIMARY KEY,
        type TEXT NOT NULL,
        sender TEXT NOT NULL,
        sender_ref TEXT NOT NULL,
        content BLOB NOT NULL,
        payload BLOB NOT NULL REFERENCES payload (digest),
        portal TEXT,
        party TEXT NOT NULL,
        enterprise TEXT NOT NULL,
        enterprise_name TEXT NOT NULL,
        status TEXT NOT NULL,
        round INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        head BLOB NOT NULL,
        again_of BLOB,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL,
        vouched_by TEXT,
        dispute TEXT NOT NULL DEFAULT '',
        record TEXT,
        submitted_at BIGINT,
        tracks TEXT NOT NULL DEFAULT '',
        form BLOB REFERENCES payload (digest),
        CONSTRAINT document_brought_once UNIQUE (sender_ref, sender)
    )
    """,
    """
    CREATE TABLE compact_reference (
        document BLOB NOT NULL REFERENCES document (id),
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (document, kind, value)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE compact_encrypted (
        content BLOB NOT NULL REFERENCES payload (digest),
        direction TEXT NOT NULL,
        wire BLOB NOT NULL REFERENCES payload (digest),
        PRIMARY KEY (content, direction)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE compact_claim (
        document BLOB NOT NULL REFERENCES document (id),
        resource TEXT NOT NULL REFERENCES resource (key),
        key TEXT NOT NULL,
        amount TEXT,
        open BOOLEAN NOT NULL,
        settled_at BIGINT,
        doubted BOOLEAN NOT NULL DEFAULT FALSE,
        PRIMARY KEY (document, resource, key)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE compact_unsealed (
        id INTEGER NOT NULL PRIMARY KEY,
        document BLOB NOT NULL,
        seq BIGINT NOT NULL,
        hash BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE compact_timer (
        document BLOB NOT NULL REFERENCES document (id),
        kind TEXT NOT NULL,
        due BIGINT NOT NULL,
        tries BIGINT NOT NULL,
        PRIMARY KEY (document, kind)
    )
    """,
    """
    CREATE TABLE compact_to_sign (
        id TEXT NOT NULL PRIMARY KEY,
        party TEXT NOT NULL,
        kind TEXT NOT NULL,
        document BLOB REFERENCES document (id),
        round BIGINT NOT NULL,
        answers TEXT,
        at BIGINT NOT NULL,
        catalogue TEXT NOT NULL,
        owner TEXT NOT NULL,
        body BLOB NOT NULL,
        why TEXT
    )
    """,
    """
    CREATE TABLE compact_parked (
        party TEXT NOT NULL,
        message TEXT NOT NULL,
        answers TEXT NOT NULL,
        payload BLOB NOT NULL REFERENCES payload (digest),
        at BIGINT NOT NULL,
        type TEXT NOT NULL DEFAULT '',
        names TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (party, message)
    )
    """,
    """
    CREATE TABLE compact_quarantine (
        id TEXT NOT NULL PRIMARY KEY,
        owner TEXT NOT NULL,
        code TEXT NOT NULL,
        field TEXT NOT NULL,
        zh TEXT NOT NULL,
        en TEXT NOT NULL,
        cause TEXT NOT NULL,
        payload BLOB NOT NULL REFERENCES payload (digest),
        document TEXT,
        answers TEXT,
        at BIGINT NOT NULL
    )
    """,
)
"""As the migrations before made them, but for ids and digests."""
_KEPT: Final = (
    "SELECT sql FROM sqlite_schema WHERE tbl_name = :table AND type <> 'table' AND sql IS NOT NULL AND name <> :new"
)
_NEW_TRIGGERS: Final = (
    """
    CREATE TRIGGER transition_follows BEFORE INSERT ON transition
    WHEN NEW.seq > 1
        AND NOT EXISTS (SELECT 1 FROM transition WHERE document = NEW.document AND seq = NEW.seq - 1)
    BEGIN SELECT RAISE(ABORT, 'transition does not follow the one before it'); END
    """,
    *(
        f"""
        CREATE TRIGGER catalogue_refuses_{verb} BEFORE {verb} ON catalogue
        BEGIN SELECT RAISE(ABORT, 'catalogue is append-only'); END
        """
        for verb in ("UPDATE", "DELETE")
    ),
    """
    CREATE TRIGGER catalogue_refuses_replace BEFORE INSERT ON catalogue
    WHEN EXISTS (SELECT 1 FROM catalogue WHERE number = NEW.number OR digest = NEW.digest)
    BEGIN SELECT RAISE(ABORT, 'catalogue is append-only: the row is there already'); END
    """,
)


def prepare(connection: Connection) -> None:
    """Give SQLite the function that it has by itself from 3.41 on. A migration's connection checks no references."""
    driver = connection.connection.driver_connection
    driver.create_function("unhex", 1, unhex, deterministic=True)  # type: ignore[union-attr]  # SQLite's


def replace(connection: Connection) -> None:
    """Copy the other tables, and put all new tables in their places."""
    connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")  # references name the tables, also while they move
    for statement in _TABLES:
        connection.exec_driver_sql(statement.format(**WORDS["sqlite"]))
    for shape in REST:
        connection.execute(text(copying("sqlite", shape)))
    tables = [shape.table for shape in (*AHEAD, *REST)]
    kept = [sql for table in tables for sql in _indexes_and_triggers(connection, table)]
    for table in tables:
        connection.exec_driver_sql(f"DROP TABLE {table}")
    for table in ("catalogue", *tables):
        connection.exec_driver_sql(f"ALTER TABLE compact_{table} RENAME TO {table}")
    for statement in (*kept, *_NEW_TRIGGERS):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("PRAGMA legacy_alter_table = OFF")
    _prove_references(connection)


def _indexes_and_triggers(connection: Connection, table: str) -> list[str]:
    return list(connection.scalars(text(_KEPT), {"table": table, "new": "transition_follows"}))


def _prove_references(connection: Connection) -> None:
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError(f"a row of {broken[0]} refers to a row of {broken[2]} that is not there")
