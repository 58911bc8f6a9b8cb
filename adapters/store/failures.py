"""The one boundary at which the database's failures become ours."""

import sqlite3

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from hub.errors import (
    Code,
    HubError,
    StoreConflict,
    StoreDamaged,
    StoreForbidden,
    StoreLocked,
    StoreNotReady,
    StoreUnavailable,
    operator_error,
)
from hub.text.masking import mask

READ_ONLY = "25006"
Kind = type[StoreConflict] | type[StoreUnavailable]
BY_STATE: dict[str, Kind] = {
    "40001": StoreConflict,  # serialization_failure
    "40P01": StoreConflict,  # deadlock_detected
    READ_ONLY: StoreUnavailable,  # read_only_sql_transaction: a standby
    "42501": StoreForbidden,  # insufficient_privilege: a role that may only read
    "55P03": StoreLocked,  # lock_not_available: `lock_timeout` was over
    "XX001": StoreDamaged,  # data_corrupted
    "XX002": StoreDamaged,  # index_corrupted
    "58030": StoreDamaged,  # io_error: the server could not read or write its files
    "42P01": StoreNotReady,  # undefined_table: not migrated yet
    "42703": StoreNotReady,  # undefined_column: migrated by an older hub
}
OF_SQLITE: dict[str, Kind] = {
    "SQLITE_READONLY": StoreForbidden,
    "SQLITE_PERM": StoreForbidden,
    "SQLITE_CORRUPT": StoreDamaged,
    "SQLITE_NOTADB": StoreDamaged,
    # Writers queue for the busy timeout: whoever still gets this waited in vain for a lock that none of its
    # documents explains, and running each alone would not help.
    "SQLITE_BUSY": StoreLocked,
    "SQLITE_LOCKED": StoreLocked,
}
"""By the beginning of SQLite's own name for it."""
BY_CLASS: dict[str, Kind | None] = {
    "IntegrityError": StoreConflict,
    "OperationalError": StoreUnavailable,  # no connection, a full disk
    "DatabaseError": StoreUnavailable,
    "DataError": None,
    "InternalError": None,
    "NotSupportedError": None,
    "ProgrammingError": None,
    "InterfaceError": None,
}

MEANT = {
    "certificate verify failed": "it is not valid now, or signed by nobody in sslrootcert",
    "alert unknown ca": "the server does not know who signed sslcert",
    "alert certificate expired": "sslcert has expired",
}
"""What OpenSSL's words mean for who must put it right; libpq says no more than these."""


def translate_failures(engine: Engine) -> None:
    """Let this engine raise StoreConflict and StoreUnavailable; other failures are bugs and stay what they are."""
    event.listen(engine, "handle_error", _translate)


def _translate(context: ExceptionContext) -> None:
    if context.is_pre_ping:  # a dead connection in the pool is replaced without a word
        return
    if not isinstance(context.original_exception, Exception):  # Ctrl-C stays what it is
        return
    if getattr(context.original_exception, "sqlstate", None) == READ_ONLY:
        context.is_disconnect = True  # it was the primary once: the next connection looks for the one that is now
    if (failure := _failure(context)) is not None:
        raise failure from context.original_exception


def _failure(context: ExceptionContext) -> HubError | None:
    error = context.original_exception
    kind = _kind_of_state(error) or _kind_of_class(type(error))
    if kind is None and context.is_disconnect:
        kind = StoreUnavailable
    if kind is None and context.connection is None:  # the driver refuses what the URL asks of it
        return operator_error(Code.BAD_CONFIGURATION, reason=f"store: {mask(_first_line(error))}")
    return None if kind is None else kind(_explained(_first_line(error)))


def kind_of_sqlite(error: sqlite3.Error) -> Kind:
    """What a failure to open a file, or to look at it, is."""
    return _kind_of_state(error) or StoreUnavailable


def _kind_of_state(error: BaseException) -> Kind | None:
    """By the standard's five characters; SQLite has none, and tells a missing table or column by its text alone."""
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_ERROR" and any(word in str(error) for word in ("no such ", "has no column named ")):
        return StoreNotReady
    if (kind := next((kind for beginning, kind in OF_SQLITE.items() if name.startswith(beginning)), None)) is not None:
        return kind
    return BY_STATE.get(getattr(error, "sqlstate", None) or "")


def _kind_of_class(cls: type) -> Kind | None:
    """By the standard's class; psycopg has its own for each state, below these."""
    standard = next((parent.__name__ for parent in cls.__mro__ if parent.__name__ in BY_CLASS), "")
    return BY_CLASS.get(standard)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _explained(line: str) -> str:
    return next((f"{line}: {meant}" for said, meant in MEANT.items() if said in line), line)
