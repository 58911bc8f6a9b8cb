"""Batches of rows by SQLAlchemy Core: whole columns travel as arrays, one statement for each kind of row."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.types.array import ListBinaryDumper
from sqlalchemy import Connection, Engine, TextClause, create_engine, event, make_url, text

Row = tuple[Any, ...]


def open_engine(url: str) -> Engine:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """As the hub does: arrays travel in binary, and young tables without statistics are read by index."""
    connection.adapters.register_dumper(list, ListBinaryDumper)
    connection.execute("SET enable_hashjoin = off; SET enable_mergejoin = off")
    connection.commit()


class Table:
    """One table's columns with their types, and what a loop does to it."""

    def __init__(self, name: str, columns: Mapping[str, str]) -> None:
        self.columns = columns
        self._name = name
        self._insert = text(f"INSERT INTO {name} ({', '.join(columns)}) {self._rows(columns)}")

    def insert(self, connection: Connection, rows: Sequence[Row]) -> None:
        if rows:
            connection.execute(self._insert, turned(self.columns, rows))

    def deletion(self, key: str) -> TextClause:
        """Takes the keys as `all`."""
        return text(f"DELETE FROM {self._name} WHERE {key} = ANY(CAST(:all AS {self.columns[key]}[]))")

    def update(self, key: str, *changed: str) -> TextClause:
        """Takes rows of the key and the changed columns, turned."""
        new = {name: self.columns[name] for name in (key, *changed)}
        values = ", ".join(f"{name} = new.{name}" for name in changed)
        return text(
            f"UPDATE {self._name} SET {values} FROM ({self._rows(new)}) AS new ({', '.join(new)})"
            f" WHERE {self._name}.{key} = new.{key}"
        )

    @staticmethod
    def _rows(columns: Mapping[str, str]) -> str:
        """The arrays as rows; `hex` is text that becomes bytes."""
        arrays = ", ".join(f"CAST(:{name} AS {type_.replace('hex', 'text')}[])" for name, type_ in columns.items())
        values = ", ".join(f"decode({name}, 'hex')" if type_ == "hex" else name for name, type_ in columns.items())
        return f"SELECT {values} FROM unnest({arrays}) AS given ({', '.join(columns)})"


def turned(names: Sequence[str] | Mapping[str, str], rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Rows as one array for each column."""
    return {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}
