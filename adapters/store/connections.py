"""The connections of one store, shared by its roles."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from adapters.store.backend import Backend
from hub.errors import StoreUnavailable


class Connections:
    """An engine, and what its kind of database does in its own way.

    Thread-safe. Connects at first use and again by itself after it has raised StoreUnavailable.
    """

    def __init__(self, engine: Engine, backend: Backend) -> None:
        self._engine = engine
        self.backend = backend

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read from; each statement may see another moment's state."""
        try:
            connection = self._engine.connect()
        except NoConnectionLeft as error:
            raise StoreUnavailable("all connections are in use") from error
        with connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a transaction that writes; committed at the end of the block unless the block raises."""
        with self.reading() as connection:
            writing = connection.execution_options(writes=True)
            with writing.begin():
                yield writing

    @contextmanager
    def of_one_moment(self) -> Iterator[Connection]:
        """A connection in a transaction that only reads and sees one moment's state."""
        with self.reading() as connection:
            reading = connection.execution_options(**self.backend.of_one_moment)
            with reading.begin():
                yield reading

    def close(self) -> None:
        self._engine.dispose()
