"""What the two databases do differently; `sqlite` and `postgresql` each say how."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Engine, Table

if TYPE_CHECKING:  # each is loaded by the backend that speaks it
    from sqlalchemy.dialects import postgresql, sqlite

Clash = Literal["refuse", "ignore", "replace"]
"""What becomes of a row whose primary key is there already (`ignore`: or any other unique key)."""


class Backend(Protocol):
    """One kind of database. Thread-safe; it holds no connection."""

    blocks_whole: bool
    """True when a writing transaction keeps all others out, so that rows need no locks of their own."""
    of_one_moment: Mapping[str, Any]
    """Options of a connection whose transactions only read, and see one moment's state."""
    clock: str | None
    """The question for the time of the store's machine (microseconds since 1970, UTC); None where it has no clock."""

    def __hash__(self) -> int: ...

    def engine(self, url: str, *, create: bool = False) -> Engine:
        """An engine that translates every failure; connects at first use, makes a database only with `create`."""

    def insert(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], clash: Clash) -> None:
        """Insert rows, given in the order of the table's columns, in one round trip."""

    def update(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> int:
        """Replace all columns of the rows that have these first columns as their keys; return how many there were."""

    def delete(self, connection: Connection, columns: Sequence[Column[Any]], keys: Sequence[tuple[Any, ...]]) -> None:
        """Delete the rows that have these keys in these columns."""

    def among(self, columns: Sequence[Column[Any]]) -> ColumnElement[bool]:
        """A condition: the columns hold one of the keys that `keys` passes, however many there are."""

    def keys(self, columns: Sequence[Column[Any]], keys: Collection[tuple[Any, ...]]) -> dict[str, Any]:
        """The parameters of that condition."""

    def exclusively(self, connection: Connection) -> None:
        """Wait until no other process migrates this database; hold it until the transaction ends."""


Insertion = TypeVar("Insertion", "sqlite.Insert", "postgresql.Insert")


def settle(statement: Insertion, table: Table, clash: Clash) -> Insertion:
    """The same insertion, told what becomes of a row that is there already."""
    if clash == "ignore":
        return statement.on_conflict_do_nothing()
    if clash == "replace":
        keys = list(table.primary_key.columns)
        values = {c.name: statement.excluded[c.name] for c in table.columns if c not in keys}
        return statement.on_conflict_do_update(index_elements=keys, set_=values)
    return statement
