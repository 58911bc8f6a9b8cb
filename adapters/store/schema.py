"""Make the store's tables and migrate them. Alembic is loaded only here."""

from contextlib import suppress
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from adapters.store import compact, monthly
from adapters.store.backend import Backend
from adapters.store.compact.ahead import Tell
from adapters.store.months import LOCK_TIMEOUT_MS, make_months
from adapters.store.store import backend_of
from hub.errors import StoreConflict, StoreForbidden, StoreLocked

__all__ = ["Tell", "upgrade"]

MONTHS: Final = "0035"
"""The migration whose rows are copied ahead from the tables of the migration before it."""


def upgrade(url: str, tell: Tell = lambda _table, _copied, _all: None) -> None:
    """Migrate the store at this URL; safe to kill and to repeat, also by several processes at once.

    A large store of an older release is copied ahead, a part at a time; `tell` is told after each part. Everything else
    is one transaction, or two if the store is older than compact rows: all or nothing. Until then the old tables are
    as they were.

    Makes the file of a SQLite store; a PostgreSQL database must exist already. Raises StoreUnavailable, and
    OperatorError (HUB-787) before anything changes if a value cannot be carried over.
    """
    backend = backend_of(url)
    engine = backend.engine(url, create=True)
    config = Config()
    config.set_main_option("script_location", "adapters.store:migrations")
    try:
        if compact.carry_ahead(engine, backend, tell):
            _migrate(engine, backend, config, _before(config, MONTHS))
        monthly.carry_ahead(engine, backend, tell)
        _migrate(engine, backend, config, "head")
        _make_months(engine)
    finally:
        engine.dispose()


def _migrate(engine: Engine, backend: Backend, config: Config, revision: str) -> None:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        backend.exclusively(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _make_months(engine: Engine) -> None:
    """The partitions of the next months. What cannot be made now a running hub makes, and doctor tells of it."""
    if engine.dialect.name != "postgresql":
        return
    with (
        suppress(StoreLocked, StoreForbidden, StoreConflict),
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}"))
        make_months(connection, monthly.server_time(connection))


def _before(config: Config, revision: str) -> str:
    return str(ScriptDirectory.from_config(config).get_revision(revision).down_revision)
