"""Make the store's tables and migrate them. Alembic is loaded only here."""

from alembic import command
from alembic.config import Config

from adapters.store.store import backend_of


def upgrade(url: str) -> None:
    """Migrate the store at this URL, all or nothing; safe to repeat, also by several processes at once.

    Makes the file of a SQLite store; a PostgreSQL database must exist already. Raises StoreUnavailable.
    """
    backend = backend_of(url)
    engine = backend.engine(url, create=True)
    config = Config()
    config.set_main_option("script_location", "adapters.store:migrations")
    try:
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            backend.exclusively(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()
