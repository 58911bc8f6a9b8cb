"""The differences between the two databases; `sqlite` and `postgresql` implement them."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Engine, FromClause, Table

if TYPE_CHECKING:  # each is loaded by its own backend
    from sqlalchemy.dialects import postgresql, sqlite

Clash = Literal["refuse", "ignore", "replace", "add"]
"""What happens if a row's primary key exists already; with `ignore` also for any other unique key.

`add`: the numbers are added to those that are there.
"""


class Backend(Protocol):
    """One kind of database. Thread-safe; it holds no connection."""

    blocks_whole: bool
    """True if a writing transaction keeps all others out, so that rows need no locks."""
    of_one_moment: Mapping[str, Any]
    """Options of a connection whose transactions only read and see the state of one moment."""
    clock: str | None
    """The query for the time of the store's machine (microseconds since 1970, UTC); None if the store has no clock."""

    def __hash__(self) -> int: ...

    def engine(self, url: str, *, create: bool = False) -> Engine:
        """An engine that translates every failure. It connects at first use; makes a database only with `create`."""

    def insert(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], clash: Clash) -> None:
        """Insert rows, with values in the order of the table's columns, in one round trip."""

    def update(
        self,
        connection: Connection,
        table: Table,
        rows: Sequence[tuple[Any, ...]],
        guard: Column[Any] | None = None,
        held: Sequence[Any] = (),
    ) -> int:
        """Replace all columns of the rows with these keys (the first columns); return the number of replaced rows.

        With a `guard`, a row is replaced only if this column still holds the value in `held`.
        """

    def delete(self, connection: Connection, columns: Sequence[Column[Any]], keys: Sequence[tuple[Any, ...]]) -> None:
        """Delete the rows with these keys in these columns."""

    def among(self, columns: Sequence[Column[Any]]) -> ColumnElement[bool]:
        """A condition: the columns hold one of the keys that `keys` passes. The number of keys is not limited."""

    def each(self, columns: Sequence[Column[Any]]) -> tuple[FromClause, FromClause] | None:
        """The rows of a table that is divided by the first column, and what joins them to the keys that `keys` passes.

        None if the table is not divided: `among` then finds the rows.
        """

    def keys(self, columns: Sequence[Column[Any]], keys: Collection[tuple[Any, ...]]) -> dict[str, Any]:
        """The parameters of the condition of `among`."""

    def hold_divisions(self, connection: Connection) -> None:
        """Let no partition be made in this transaction: what moves would be missing in the state of its moment."""

    def count_in_indexes(self, connection: Connection) -> None:
        """Let the queries of this transaction count in an index where one has all that is asked."""

    def reading_any_text(self, connection: Connection) -> AbstractContextManager[None]:
        """Within it what the database keeps as text is read as text, also where it is none: with lone surrogates."""

    def exclusively(self, connection: Connection) -> None:
        """Wait until no other process migrates this database, and keep others out until the transaction ends."""


Insertion = TypeVar("Insertion", "sqlite.Insert", "postgresql.Insert")


def settle(statement: Insertion, table: Table, clash: Clash) -> Insertion:
    """The same insertion, with what happens if a row exists already."""
    if clash == "ignore":
        return statement.on_conflict_do_nothing()
    if clash in ("replace", "add"):
        keys = list(table.primary_key.columns)
        values: dict[str, ColumnElement[Any]]
        values = {c.name: statement.excluded[c.name] for c in table.columns if c not in keys}
        if clash == "add":
            values = {name: table.c[name] + value for name, value in values.items()}
        return statement.on_conflict_do_update(index_elements=keys, set_=values)
    return statement
