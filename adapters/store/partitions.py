"""PostgreSQL: the partitions of a table, one for each month of documents' ids, and one for the rest."""

import re
from typing import Any, Final

from sqlalchemy import Connection, text

from hub.model.month import Month, month_of

TABLE: Final = "transition"
"""What is divided, by its column `document`."""
REST: Final = f"{TABLE}_rest"
"""Holds what no month holds, so that no row is ever refused."""
_PARTITION: Final = re.compile(rf"{TABLE}_(\d{{4}})_(\d\d)")
_PARTS: Final = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass(:parent)"
_COPIED: Final = "INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMPRESSION"
_WITHIN: Final = "document >= CAST(:first AS uuid) AND document < CAST(:behind AS uuid)"
Bounds = dict[str, str]


def name_of(month: Month) -> str:
    """The partition of a month."""
    return f"{TABLE}_{month.year:04}_{month.number:02}"


def is_divided(connection: Connection) -> bool:
    return bool(
        connection.scalar(text("SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(:name)"), {"name": TABLE})
    )


def months_of(connection: Connection, parent: str = TABLE) -> list[Month]:
    """The months that have a partition, in their order."""
    found = [_PARTITION.fullmatch(name) for name in connection.scalars(text(_PARTS), {"parent": parent})]
    return sorted(Month(int(one[1]), int(one[2])) for one in found if one)


def bounds_of(month: Month) -> Bounds:
    """The first id of the month, and the first behind it."""
    return {"first": month.first_id, "behind": month.later(1).first_id}


def count_in(connection: Connection, table: str, month: Month, limit: int) -> int:
    """How many of a table's rows are of a month, counted up to a limit."""
    asked = f"SELECT count(*) FROM (SELECT FROM {table} WHERE {_WITHIN} LIMIT :limit) AS found"  # noqa: S608
    return connection.scalar(text(asked), {**bounds_of(month), "limit": limit}) or 0


def size_of(connection: Connection, month: Month) -> int:
    """The bytes that a partition takes, with its index."""
    return connection.scalar(text("SELECT pg_total_relation_size(:name)"), {"name": name_of(month)}) or 0


def months_in(connection: Connection, table: str, first: Month, last: Month) -> list[Month]:
    """The months of a table's rows, from the first to the last, found by its index, a month at a time."""
    asked = text(f"SELECT document FROM {table} WHERE {_WITHIN} ORDER BY document LIMIT 1")  # noqa: S608
    found: list[Month] = []
    while first <= last and (document := connection.scalar(asked, {**bounds_of(last), "first": first.first_id})):
        found.append(month := month_of(str(document)))
        first = month.later(1)
    return found


def make_partition(connection: Connection, month: Month, parent: str = TABLE) -> None:
    """Make the partition of a month; what the rest holds of the month moves there.

    Locks the whole table and, for foreign keys, the tables that are referred to, until the transaction ends. The whole
    comes first: a reader that waited for the rest alone would have chosen its partitions before, and find no rows.
    """
    _run(connection, f"LOCK TABLE ONLY {parent}, {REST} IN ACCESS EXCLUSIVE MODE")
    _run(connection, f"CREATE TABLE {name_of(month)} (LIKE {parent} {_COPIED})")
    if count_in(connection, REST, month, 1):
        _carry(connection, month)
    _run(connection, f"ALTER TABLE {parent} ATTACH PARTITION {name_of(month)} FOR VALUES {_values(month)}")


def guard_partition(connection: Connection, name: str) -> None:
    """Refuse whoever names the partition itself, past the guards of the table that it belongs to."""
    _run(
        connection,
        f"CREATE TRIGGER {name}_refuses_change BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    )


def make_rest(connection: Connection, parent: str = TABLE) -> None:
    """Make the partition for what no month holds."""
    _run(connection, f"CREATE TABLE {REST} PARTITION OF {parent} DEFAULT")


def _carry(connection: Connection, month: Month) -> None:
    """Move the rows of a month out of the rest. Guards are off in this transaction, which nobody else sees."""
    bounds = bounds_of(month)
    copied = _run(connection, f"INSERT INTO {name_of(month)} SELECT * FROM {REST} WHERE {_WITHIN}", **bounds).rowcount  # noqa: S608
    _run(connection, f"ALTER TABLE {REST} DISABLE TRIGGER USER")
    removed = _run(connection, f"DELETE FROM {REST} WHERE {_WITHIN}", **bounds).rowcount  # noqa: S608
    _run(connection, f"ALTER TABLE {REST} ENABLE TRIGGER USER")
    if copied != removed:
        raise RuntimeError(f"{copied} rows of {month} were copied, and {removed} removed")


def _values(month: Month) -> str:
    return "FROM ('{first}') TO ('{behind}')".format(**bounds_of(month))


def _run(connection: Connection, statement: str, **given: Any) -> Any:
    return connection.execute(text(statement), given)
