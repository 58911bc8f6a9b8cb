"""Making the store's tables and bringing them up to date; only here is Alembic loaded."""

from alembic import command
from alembic.config import Config

from adapters.store.store import backend_of


def upgrade(url: str) -> None:
    """Bring the store at this URL up to date, all or nothing; safe to call again, and from several processes at once.

    Makes the file of a SQLite store; a PostgreSQL database must be there. Raises StoreUnavailable.
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
