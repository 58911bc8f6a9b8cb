"""Translate the database's failures into the hub's. No other module does."""

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
from hub.text.bilingual import Bilingual
from hub.text.masking import mask

READ_ONLY = "25006"
Kind = type[StoreConflict] | type[StoreUnavailable]
BY_STATE: dict[str, Kind] = {
    "40001": StoreConflict,  # serialization_failure
    "40P01": StoreConflict,  # deadlock_detected
    READ_ONLY: StoreUnavailable,  # read_only_sql_transaction: a standby
    "42P07": StoreConflict,  # duplicate_table: another process made it, or it stands there and is no partition
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
    # Writers wait for the busy timeout. Who still gets this error waited in vain for a lock that none of its documents
    # explains; running each document alone would not help.
    "SQLITE_BUSY": StoreLocked,
    "SQLITE_LOCKED": StoreLocked,
}
"""By the beginning of SQLite's name for the error."""
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
    "certificate verify failed": Bilingual(
        "它现在无效，或签发机构不在 sslrootcert 中", "it is not valid now, or signed by nobody in sslrootcert"
    ),
    "alert unknown ca": Bilingual("服务器不认识签发 sslcert 的机构", "the server does not know who signed sslcert"),
    "alert certificate expired": Bilingual("sslcert 已到期", "sslcert has expired"),
}
"""What OpenSSL's words mean for the operator; libpq reports nothing else."""


def translate_failures(engine: Engine) -> None:
    """Let this engine raise StoreConflict and StoreUnavailable. Other failures are bugs and stay as they are."""
    event.listen(engine, "handle_error", _translate)


def _translate(context: ExceptionContext) -> None:
    if context.is_pre_ping:  # a dead connection in the pool is replaced silently
        return
    if not isinstance(context.original_exception, Exception):  # KeyboardInterrupt stays as it is
        return
    if getattr(context.original_exception, "sqlstate", None) == READ_ONLY:
        context.is_disconnect = True  # it was the primary before: the next connection looks for the present primary
    if (failure := _failure(context)) is not None:
        raise failure from context.original_exception


def _failure(context: ExceptionContext) -> HubError | None:
    error = context.original_exception
    kind = _kind_of_state(error) or _kind_of_class(type(error))
    if kind is None and context.is_disconnect:
        kind = StoreUnavailable
    if kind is None and context.connection is None:  # the driver refuses an option of the URL
        return operator_error(Code.BAD_CONFIGURATION, reason=Bilingual.same(mask(_first_line(error))).about("store"))
    return None if kind is None else kind(_explained(_first_line(error)))


def kind_of_sqlite(error: sqlite3.Error) -> Kind:
    """The class of a failure to open or read a file."""
    return _kind_of_state(error) or StoreUnavailable


def _kind_of_state(error: BaseException) -> Kind | None:
    """By the five-character SQLSTATE. SQLite has none and reports a missing table or column only in the text."""
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_ERROR" and any(word in str(error) for word in ("no such ", "has no column named ")):
        return StoreNotReady
    if (kind := next((kind for beginning, kind in OF_SQLITE.items() if name.startswith(beginning)), None)) is not None:
        return kind
    return BY_STATE.get(getattr(error, "sqlstate", None) or "")


def _kind_of_class(cls: type) -> Kind | None:
    """By the class of PEP 249. psycopg has subclasses of these for each SQLSTATE."""
    standard = next((parent.__name__ for parent in cls.__mro__ if parent.__name__ in BY_CLASS), "")
    return BY_CLASS.get(standard)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _explained(line: str) -> Bilingual:
    found = Bilingual.same(line)
    return next((meant.about(found) for said, meant in MEANT.items() if said in line), found)
