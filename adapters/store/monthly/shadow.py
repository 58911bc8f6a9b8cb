"""The divided table, under a name of its own until it takes the place of the old one."""

from typing import Final

from sqlalchemy import Connection, text

from adapters.store import partitions
from adapters.store.months import AHEAD, near_months_in
from hub.model.month import month_at

OLD: Final = partitions.TABLE
SHADOW: Final = f"monthly_{OLD}"
COPYING: Final = f"INSERT INTO {SHADOW} SELECT o.* FROM {OLD} o"  # noqa: S608 - names of our own
_MADE: Final = f"""
    CREATE TABLE {SHADOW} (
        LIKE {OLD} INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
        CONSTRAINT {SHADOW}_pkey PRIMARY KEY (document, seq)
    ) PARTITION BY RANGE (document)
"""
_NOW: Final = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


def is_begun(connection: Connection) -> bool:
    """Whether the new table is there."""
    return bool(connection.scalar(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": SHADOW}))


def make_shadow(connection: Connection) -> None:
    """Make the new table if it is not there, and a partition for each month that has rows or is near."""
    if not is_begun(connection):
        connection.execute(text(_MADE))
        partitions.make_rest(connection, SHADOW)
    now = server_time(connection)
    wanted = {month_at(now).later(n) for n in range(AHEAD + 1)}
    wanted |= {*near_months_in(connection, OLD, now)}
    for month in sorted(wanted - {*partitions.months_of(connection, SHADOW)}):
        partitions.make_partition(connection, month, SHADOW)


def server_time(connection: Connection) -> int:
    """Microseconds since 1970, UTC."""
    return int(connection.scalar(text(_NOW)) or 0)
