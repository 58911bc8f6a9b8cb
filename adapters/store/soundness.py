"""Check whether a store is damaged, whether it is locked too long, and whether it forces commits to disk."""

import sqlite3
import time
from typing import Final

from sqlalchemy import Connection, Engine

from adapters.store.tables import metadata
from hub.text.bilingual import Bilingual

LONGEST_LOCK_S: Final = 10
"""Seconds. Every transaction of the hub is shorter."""
PROBE_MS: Final = 5_000
"""Milliseconds to wait for SQLite's writers, which queue. Each of the hub's takes a fraction of a second."""
STEP: Final = 10_000
"""SQLite instructions between two looks at the time."""
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
"""The oldest transaction with a lock on one of the store's tables that is stronger than a reader's or a vacuum's.

The start of another role's transaction may be hidden; then the transaction is reported, whatever its age.
"""
SETTINGS: Final = "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes')"
FAILURES: Final = "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"


def damage_of(connection: Connection, seconds: float | None) -> str | Bilingual | None:
    """The damage that was found; empty if there is none, None if the time ended before all was read.

    A file is read as a whole (`PRAGMA quick_check`), which also finds a `-wal` of another copy. A server is asked how
    many pages failed their checksum, if it has checksums.
    """
    if connection.dialect.name != "sqlite":
        failures = connection.exec_driver_sql(FAILURES).scalar() or 0
        if not failures:
            return ""
        return Bilingual(f"{failures} 个数据页校验失败", f"{failures} pages failed their checksum")
    connection.exec_driver_sql("SELECT 1")  # the transaction has begun: the check sees the state of one moment
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


def lock_of(engine: Engine) -> Bilingual | None:
    """The session that has locked the tables for longer than any transaction of the hub."""
    if engine.dialect.name == "sqlite":
        return _lock_of_file(engine)
    with engine.connect() as connection:
        tables = [table.name for table in metadata.sorted_tables]
        found = connection.exec_driver_sql(HOLDERS, {"seconds": LONGEST_LOCK_S, "tables": tables}).first()
    if found is None:
        return None
    who = " ".join(filter(None, (found.usename, found.application_name)))
    since = Bilingual("", "")
    if found.seconds is not None:
        since = Bilingual(f"，已 {found.seconds} 秒", f" since {found.seconds} s")
    return Bilingual(f"会话 {found.pid}（{who}）占着锁{since.zh}", f"session {found.pid} ({who}) holds locks{since.en}")


def _lock_of_file(engine: Engine) -> Bilingual | None:
    """Report a writer that does not end in time. A hub that may not write finds none."""
    raw = engine.raw_connection()
    try:
        connection = raw.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        connection.execute(f"PRAGMA busy_timeout={PROBE_MS}").close()
        connection.execute("BEGIN IMMEDIATE").close()
        connection.execute("ROLLBACK").close()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            seconds = PROBE_MS // 1000
            return Bilingual(f"有写入在 {seconds} 秒内没有结束", f"a writer did not end within {seconds} s")
    except sqlite3.DatabaseError:  # damage is reported by whoever reads the file
        pass
    finally:
        raw.close()
    return None


def settings_of(connection: Connection) -> dict[str, str]:
    """A server's `fsync` and `full_page_writes`; empty for a file, whose pragmas are checked when it is opened."""
    if connection.dialect.name == "sqlite":
        return {}
    return dict(map(tuple, connection.exec_driver_sql(SETTINGS)))
