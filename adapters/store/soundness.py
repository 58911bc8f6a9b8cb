"""Whether a store is whole, whether somebody keeps it locked, and whether it forces to disk what is committed."""

import sqlite3
import time
from typing import Final

from sqlalchemy import Connection, Engine

from adapters.store.tables import metadata

LONGEST_LOCK_S: Final = 10
"""Seconds that none of our transactions takes."""
PROBE_MS: Final = 5_000
"""Milliseconds to wait for SQLite's writers, who queue: each of ours takes a fraction of a second."""
STEP: Final = 10_000
"""SQLite's own instructions between two looks at the time."""
HOLDERS: Final = """
    SELECT a.pid, a.application_name, a.usename, extract(epoch FROM clock_timestamp() - a.xact_start)::bigint AS seconds
    FROM pg_stat_activity a
    WHERE a.pid <> pg_backend_pid() AND a.datname = current_database() AND a.usename IS NOT NULL
      AND (a.xact_start IS NULL OR a.xact_start < clock_timestamp() - make_interval(secs => %(seconds)s))
      AND EXISTS (SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                  WHERE l.pid = a.pid AND l.granted AND c.relname = ANY(%(tables)s)
                    AND l.mode NOT IN ('AccessShareLock', 'ShareUpdateExclusiveLock'))
    ORDER BY a.xact_start LIMIT 1
"""
"""The oldest transaction that holds more than a reader's or a vacuum's lock on a table of ours.

When it began is hidden from us where it is another role's: then it is told however young it is.
"""
SETTINGS: Final = "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes')"
FAILURES: Final = "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"


def damage_of(connection: Connection, seconds: float | None) -> str | None:
    """What is damaged; empty where nothing was found, None where the time was over before all was read.

    A file is read whole (`PRAGMA quick_check`), which also finds a `-wal` that belongs to another copy of it. A server
    is asked how many pages failed their checksum, where it has any.
    """
    if connection.dialect.name != "sqlite":
        failures = connection.exec_driver_sql(FAILURES).scalar() or 0
        return f"{failures} pages failed their checksum" if failures else ""
    connection.exec_driver_sql("SELECT 1")  # the transaction has begun: the check sees one moment's state
    return _quick_check(_driver(connection), seconds)


def _driver(connection: Connection) -> sqlite3.Connection:
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def _quick_check(connection: sqlite3.Connection, seconds: float | None) -> str | None:
    end = None if seconds is None else time.monotonic() + seconds
    connection.set_progress_handler(lambda: int(end is not None and time.monotonic() > end), STEP)
    try:
        (first, *_), *_ = connection.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname == "SQLITE_INTERRUPT":
            return None
        if error.sqlite_errorname.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            return str(error)
        raise
    finally:
        connection.set_progress_handler(None, 0)
    return "" if first == "ok" else " ".join(str(first).split())


def lock_of(engine: Engine) -> str:
    """Who has locked our tables for longer than any of our transactions takes; empty where nobody has."""
    if engine.dialect.name == "sqlite":
        return _lock_of_file(engine)
    with engine.connect() as connection:
        tables = [table.name for table in metadata.sorted_tables]
        found = connection.exec_driver_sql(HOLDERS, {"seconds": LONGEST_LOCK_S, "tables": tables}).first()
    if found is None:
        return ""
    who = " ".join(filter(None, (found.usename, found.application_name)))
    since = "" if found.seconds is None else f" since {found.seconds} s"
    return f"session {found.pid} ({who}) holds locks{since}"


def _lock_of_file(engine: Engine) -> str:
    """A writer that is waited for in vain; who may not write finds none."""
    raw = engine.raw_connection()
    try:
        connection = raw.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        connection.execute(f"PRAGMA busy_timeout={PROBE_MS}").close()
        connection.execute("BEGIN IMMEDIATE").close()
        connection.execute("ROLLBACK").close()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return f"a writer did not end within {PROBE_MS // 1000} s"
    except sqlite3.DatabaseError:  # what is damaged is told by whoever reads it
        pass
    finally:
        raw.close()
    return ""


def settings_of(connection: Connection) -> dict[str, str]:
    """A server's `fsync` and `full_page_writes`; empty for a file, whose pragmas are looked at when it is opened."""
    if connection.dialect.name == "sqlite":
        return {}
    return dict(map(tuple, connection.exec_driver_sql(SETTINGS)))
