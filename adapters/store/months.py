"""The months by which PostgreSQL divides the transitions. SQLite keeps one table."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from sqlalchemy import Connection, text

from adapters.store import partitions
from adapters.store.connections import Connections
from hub.model.month import Month, month_at
from hub.ports import Division, Room

AHEAD: Final = 2
"""Months that are made before they begin."""
REACH: Final = 120
"""Months back from the present one that get a place of their own. Older ids, and later ones, are beyond."""
PART: Final = 20_000
"""The most rows that a running hub moves at once, since others wait meanwhile; `hub init` moves any number."""
MOST_ANEW: Final = 1 << 30
"""The largest partition, in bytes, that is written anew beside a running hub: that takes some seconds."""
MONTHS_LOCK: Final = 0x6875626D6F6E7468
"""Number of the advisory lock: "hubmonth" in ASCII."""
LOCK_TIMEOUT_MS: Final = 500
"""Shorter than PostgreSQL's wait before it looks for a deadlock: whoever waits for its locks here gives way first."""


class SqlMonths:
    """Months on one store's connections."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def look(self, now: int) -> Division | None:
        """How the transitions are divided; None for one table."""
        if self._connections.backend.blocks_whole:
            return None
        with self._connections.of_one_moment() as connection:
            return division_of(connection, now) if partitions.is_divided(connection) else None

    def ensure(self, now: int) -> Sequence[Month]:
        """Make the partitions that are missing or for which rows wait, each in a transaction of its own."""
        if (found := self.look(now)) is None:
            return []
        wanted = {*found.missing} | ({*self._astray(now)} if found.astray else set())
        return [month for month in sorted(wanted) if self._alone(partial(make_month, month=month, most=PART))]

    def shrink(self, month: Month) -> Room | None:
        """Write a partition anew, without the room of removed rows: it is locked meanwhile."""
        if self._connections.backend.blocks_whole:
            return None
        self._connections.refuse_readers()
        with self._connections.reading() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            if month not in partitions.months_of(alone) or (before := partitions.size_of(alone, month)) > MOST_ANEW:
                return None
            return Room(before=before, after=_write_anew(alone, month))

    def _astray(self, now: int) -> list[Month]:
        with self._connections.reading() as connection:
            return _astray(connection, now)

    def _alone(self, act: Callable[[Connection], bool]) -> bool:
        """Do it in a transaction, unless another process is at it; wait for locks only a moment."""
        if self._connections.backend.blocks_whole:
            return False
        with self._connections.writing() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}"))
            if not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": MONTHS_LOCK}):
                return False
            return act(connection)


def _write_anew(connection: Connection, month: Month) -> int:
    """Write a partition anew, outside of any transaction, unless somebody keeps its lock; its size then."""
    was = connection.scalar(text("SHOW lock_timeout"))
    connection.execute(text(f"SET lock_timeout = {LOCK_TIMEOUT_MS}"))
    try:
        connection.execute(text(f"VACUUM (FULL, ANALYZE) {partitions.name_of(month)}"))
    finally:
        connection.execute(text("SELECT set_config('lock_timeout', :was, false)"), {"was": was})
    return partitions.size_of(connection, month)


def division_of(connection: Connection, now: int) -> Division:
    """How the transitions are divided."""
    months, present = partitions.months_of(connection), month_at(now)
    ahead = [present.later(n) for n in range(AHEAD + 1)]
    waiting = {month: _waiting(connection, month, PART) for month in _astray(connection, now)}
    rest = connection.scalar(text(f"SELECT count(*) FROM {partitions.REST}")) or 0  # noqa: S608
    astray = sum(waiting.values())
    return Division(
        months=months,
        missing=[month for month in ahead if month not in months],
        astray=astray,
        heavy=[month for month, rows in waiting.items() if rows > PART],
        beyond=max(rest - astray, 0),
    )


def make_month(connection: Connection, month: Month, most: int | None = None) -> bool:
    """Make a month's partition unless it is there, or more rows wait for it than may be moved at once."""
    if month in partitions.months_of(connection):
        return False
    if most is not None and _waiting(connection, month, most) > most:
        return False
    partitions.make_partition(connection, month)
    partitions.guard_partition(connection, partitions.name_of(month))
    return True


def make_months(connection: Connection, now: int) -> None:
    """Make all partitions that are wanted, however many rows wait for them: no worker runs."""
    if partitions.is_divided(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MONTHS_LOCK})
        for month in (*division_of(connection, now).missing, *_astray(connection, now)):
            make_month(connection, month)


def near_months_in(connection: Connection, table: str, now: int) -> list[Month]:
    """The months of a table's rows that are near enough to have a place of their own."""
    present = month_at(now)
    return partitions.months_in(connection, table, present.later(-REACH), present.later(AHEAD))


def _astray(connection: Connection, now: int) -> list[Month]:
    return near_months_in(connection, partitions.REST, now)


def _waiting(connection: Connection, month: Month, most: int) -> int:
    """How many rows wait for a month's place; one above the most if there are more."""
    return partitions.count_in(connection, partitions.REST, month, most + 1)
