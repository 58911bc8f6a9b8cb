"""Make the store's tables and migrate them. Alembic is loaded only here."""

from alembic import command
from alembic.config import Config

from adapters.store.compact import carry_ahead
from adapters.store.compact.ahead import Tell
from adapters.store.store import backend_of

__all__ = ["Tell", "upgrade"]


def upgrade(url: str, tell: Tell = lambda _table, _copied, _all: None) -> None:
    """Migrate the store at this URL; safe to kill and to repeat, also by several processes at once.

    A large store of an older release is copied ahead, a part at a time; `tell` is told after each part. Everything else
    is one transaction: all or nothing. Until then the old tables are as they were.

    Makes the file of a SQLite store; a PostgreSQL database must exist already. Raises StoreUnavailable, and
    OperatorError (HUB-787) before anything changes if a value cannot be carried over.
    """
    backend = backend_of(url)
    engine = backend.engine(url, create=True)
    config = Config()
    config.set_main_option("script_location", "adapters.store:migrations")
    try:
        carry_ahead(engine, backend, tell)
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            backend.exclusively(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()
