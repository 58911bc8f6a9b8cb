"""The connections of one store, shared by its roles."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from adapters.store.backend import Backend
from hub.errors import StoreForbidden, StoreUnavailable
from hub.text.bilingual import Bilingual


class Connections:
    """An engine, and the backend for its kind of database.

    Thread-safe. It connects at first use, and connects again after it has raised StoreUnavailable.
    """

    def __init__(self, engine: Engine, backend: Backend, *, only_read: bool = False) -> None:
        """`only_read`: raise StoreForbidden for whoever wants to write; the database refuses it too."""
        self._engine = engine
        self._only_read = only_read
        self.backend = backend

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read from. Two statements may see different states."""
        try:
            connection = self._engine.connect()
        except NoConnectionLeft as error:
            raise StoreUnavailable(Bilingual("连接已全部占用", "all connections are in use")) from error
        with connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a transaction that writes; committed at the end of the block, unless the block raises."""
        self.refuse_readers()
        with self.reading() as connection:
            writing = connection.execution_options(writes=True)
            with writing.begin():
                yield writing

    @contextmanager
    def of_one_moment(self) -> Iterator[Connection]:
        """A connection in a transaction that only reads and sees the state of one moment."""
        with self.reading() as connection:
            reading = connection.execution_options(**self.backend.of_one_moment)
            with reading.begin():
                self.backend.hold_divisions(reading)
                yield reading

    def refuse_readers(self) -> None:
        """Raise StoreForbidden where the store was opened for reading only."""
        if self._only_read:
            raise StoreForbidden(Bilingual("只为读取而打开", "it was opened for reading only"))

    def close(self) -> None:
        self._engine.dispose()
