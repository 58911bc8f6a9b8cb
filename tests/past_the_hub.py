"""The database of a store as somebody with all rights sees it, who goes past the hub."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from adapters.store import tables


class PastTheHub:
    """Changes rows without triggers and references."""

    def __init__(self, url: str) -> None:
        target = make_url(url)
        self.engine = create_engine(target.set(drivername="postgresql+psycopg") if "postgresql" in url else target)

    def close(self) -> None:
        self.engine.dispose()

    def tell(self, statement: str, **values: Any) -> int:
        """Run a statement; how many rows it changed."""
        with self.engine.begin() as connection:
            self._unguard(connection)
            return connection.execute(text(statement), values).rowcount

    def rows(self, table: str) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()]

    def put(self, table: str, old: Mapping[str, Any], column: str, value: Any) -> bool:
        """Set a column of a row; False if the database refuses it even so."""
        where, given = self._key(table, old)
        try:
            return self.tell(f"UPDATE {table} SET {column} = :v WHERE {where}", v=value, **given) == 1
        except DBAPIError:
            return False

    def remove(self, table: str, row: Mapping[str, Any]) -> None:
        where, given = self._key(table, row)
        assert self.tell(f"DELETE FROM {table} WHERE {where}", **given) == 1

    def add(self, table: str, row: Mapping[str, Any]) -> None:
        names = list(row)
        values = ", ".join(f":{name}" for name in names)
        assert self.tell(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})", **row) == 1

    def restore(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Let a table have these rows, and no others."""
        names = [column.name for column in tables.metadata.tables[table].columns]
        values = ", ".join(f":{name}" for name in names)
        with self.engine.begin() as connection:
            self._unguard(connection)
            connection.execute(text(f"DELETE FROM {table}"))
            if rows:
                statement = f"INSERT INTO {table} ({', '.join(names)}) {self._overriding} VALUES ({values})"
                connection.execute(text(statement), [dict(row) for row in rows])

    @property
    def _overriding(self) -> str:
        return "OVERRIDING SYSTEM VALUE" if self.engine.dialect.name == "postgresql" else ""

    def _key(self, table: str, row: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        keys = [c.name for c in tables.metadata.tables[table].primary_key]
        return " AND ".join(f"{key} = :k_{key}" for key in keys), {f"k_{key}": row[key] for key in keys}

    def _unguard(self, connection: Connection) -> None:
        if self.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            return
        for name in connection.scalars(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
