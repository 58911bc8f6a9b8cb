"""The sealed log on SQL. A tile is one row, which only grows; the newest tile of level 0 says how long the log is."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Select, func, select, text, tuple_

from adapters.store import tables
from adapters.store.backend import Backend
from adapters.store.connections import Connections
from adapters.store.lookup import rows
from adapters.store.sound import sifted
from hub.model.life import Life
from hub.model.tree import WIDTH, Address, Tile
from hub.ports import Backlog, Entry, LogReader, LogUnit, Sealed, Timestamp
from hub.ports.sealing import Elsewhere, nowhere

SEALER_LOCK: Final = 0x6875627365616C
"""Number of the advisory lock: "hubseal" in ASCII."""
_HASH: Final = 32
_NAME: Final = 20
"""Bytes that name a transition: 16 of its document's id, 4 of its number."""
_PAGE: Final = 400
"""Tiles that are searched at a time."""
_CHECKPOINTS: Final = select(
    tables.checkpoint.c.size, tables.checkpoint.c.root, tables.checkpoint.c.at, tables.checkpoint.c.note
).order_by(tables.checkpoint.c.size.desc())
"""The newest first."""


class SqlSealedLog:
    """A SealedLog on one store's connections."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @contextmanager
    def seal(self) -> Iterator[LogUnit | None]:
        """Open the transaction of the only sealer; None while another seals."""
        with self._connections.writing() as connection:
            yield SqlLogUnit(connection, self._connections.backend) if self._is_alone(connection) else None

    @contextmanager
    def read(self) -> Iterator[LogReader]:
        """Open a transaction that only reads."""
        with self._connections.of_one_moment() as connection:
            yield SqlLogReader(connection, self._connections.backend)

    def keep_cosignature(self, size: int, name: str, line: str) -> None:
        """Keep a witness' line; the first one stays."""
        row = tables.cosignature.c
        same = select(row.size).where((row.name == name) & (row.size == size))
        with self._connections.writing() as connection:
            if connection.scalar(same) is None:  # SQLite's guard refuses before a clash can be ignored
                self._connections.backend.insert(connection, tables.cosignature, [(name, size, line)], "ignore")

    def keep_timestamp(self, timestamp: Timestamp) -> None:
        """Keep a checkpoint's timestamp; the first one stays."""
        table, values = tables.checkpoint_timestamp, (timestamp.size, timestamp.at, timestamp.response)
        with self._connections.writing() as connection:
            if connection.scalar(select(table.c.size).where(table.c.size == timestamp.size)) is None:
                self._connections.backend.insert(connection, table, [values], "ignore")

    def _is_alone(self, connection: Connection) -> bool:
        if self._connections.backend.blocks_whole:
            return True
        return bool(connection.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": SEALER_LOCK}))


class SqlLogReader:
    """A LogReader on one connection."""

    def __init__(self, connection: Connection, backend: Backend) -> None:
        self._connection = connection
        self._backend = backend

    def size(self) -> int:
        """How many transitions have a position."""
        row = tables.tile.c
        newest = select(row.number, func.length(row.hashes)).where(row.level == 0).order_by(row.number.desc()).limit(1)
        number, length = next(iter(self._all(newest)), (0, 0))
        return int(number * WIDTH + length // _HASH)

    def tiles(self, addresses: Sequence[Address]) -> Mapping[Address, Tile]:
        """The tiles of the tree that are there."""
        row = tables.tile.c
        asked = select(row.level, row.number, row.hashes).where(tuple_(row.level, row.number).in_(addresses))
        return {(level, number): _parts(hashes, _HASH) for level, number, hashes in self._all(asked)}

    def leaves(self, number: int, elsewhere: Elsewhere = nowhere) -> list[bytes]:
        """The hash of each transition of a tile of level 0."""
        row = tables.tile.c
        asked = select(row.transitions).where((row.level == 0) & (row.number == number))
        names = [_named(name) for name in _parts(self._connection.scalar(asked) or b"", _NAME)]
        found = rows(self._connection, self._backend, (tables.transition, "document", "seq"), names)
        hashes = {(move.document, move.seq): bytes.fromhex(move.hash) for move in found}
        for name in names:
            if name not in hashes:
                if (hash_ := elsewhere(*name)) is None:
                    raise ValueError(f"transition {name} is missing")
                hashes[name] = bytes.fromhex(hash_)
        return [hashes[name] for name in names]

    def sealed(self, size: int | None = None) -> Sealed | None:
        """The checkpoint of this size, or the newest."""
        asked = _CHECKPOINTS.limit(1)
        asked = asked if size is None else asked.where(tables.checkpoint.c.size == size)
        return next(self._sealed(asked), None)

    def newest(self, limit: int) -> list[Sealed]:
        """The newest checkpoints, the newest first."""
        return list(self._sealed(_CHECKPOINTS.limit(limit)))

    def _sealed(self, asked: Select[Any]) -> Iterator[Sealed]:
        for found in self._all(asked):
            yield Sealed(size=found.size, root=bytes(found.root), at=found.at, note=found.note)

    def sealed_after(self, size: int) -> Sealed | None:
        """The first checkpoint that is larger."""
        row = tables.checkpoint.c
        first = self._connection.scalar(select(func.min(row.size)).where(row.size > size))
        return None if first is None else self.sealed(first)

    def cosigned(self, name: str) -> int:
        """The size of the largest checkpoint that this witness has cosigned."""
        row = tables.cosignature.c
        return self._connection.scalar(select(func.max(row.size)).where(row.name == name)) or 0

    def cosignatures(self, size: int) -> list[str]:
        """The lines of the witnesses of a checkpoint."""
        row = tables.cosignature.c
        return list(self._connection.scalars(select(row.line).where(row.size == size).order_by(row.name)))

    def timestamp(self, size: int | None = None) -> Timestamp | None:
        """The timestamp of the checkpoint of this size, or of the largest that has one."""
        row = tables.checkpoint_timestamp.c
        asked = select(row.size, row.at, row.response).order_by(row.size.desc()).limit(1)
        for found in self._all(asked if size is None else asked.where(row.size == size)):
            return Timestamp(size=found.size, at=found.at, response=bytes(found.response))
        return None

    def timestamped(self) -> list[int]:
        """The sizes of all checkpoints that have a timestamp."""
        row = tables.checkpoint_timestamp.c
        return [found.size for found in self._all(select(row.size).order_by(row.size))]

    def lives(self) -> list[Life]:
        """The log's later lives, in their order."""
        row = tables.log_life.c
        found = self._all(select(row.number, row.size, row.at, row.act, row.note).order_by(row.number))
        return [Life(number=one.number, size=one.size, at=one.at, act=one.act, note=one.note) for one in found]

    def position(self, document: str, seq: int) -> int | None:
        """Where a transition is in the log, from the newest tile to the oldest."""
        row, name = tables.tile.c, _name(document, seq)
        asked = select(row.number, row.transitions).where(row.level == 0).order_by(row.number.desc())
        with self._connection.execution_options(yield_per=_PAGE).execute(asked) as found:
            for number, transitions in found:
                if not isinstance(number, int) or not isinstance(transitions, bytes | memoryview):
                    continue  # SQLite keeps values of every kind
                if (at := _place(bytes(transitions), name)) is not None:
                    return int(number * WIDTH + at)
        return None

    def _all(self, asked: Select[Any]) -> Sequence[Any]:
        """The rows of one table; raises ValueError where one is no row of the hub's."""
        good, odd = sifted([*asked.selected_columns], self._connection.execute(asked).all())
        if odd:
            raise ValueError(f"{len(odd)} rows of the log cannot be read")
        return good

    def backlog(self) -> Backlog:
        """The transitions that have no position yet."""
        row, transition = tables.unsealed.c, tables.transition.c
        same = (transition.document == row.document) & (transition.seq == row.seq)
        first = select(transition.at).join(tables.unsealed, same).order_by(row.id).limit(1)
        count = self._connection.scalar(select(func.count()).select_from(tables.unsealed)) or 0
        return Backlog(count, self._connection.scalar(first))


class SqlLogUnit(SqlLogReader):
    """A LogUnit on one connection. The log begins and ends its transaction."""

    def next_entries(self, limit: int) -> list[Entry]:
        """The first transitions that wait."""
        row = tables.unsealed.c
        found = self._connection.execute(select(*row).order_by(row.id).limit(limit))
        return [Entry(order, document, seq, hash_) for order, document, seq, hash_ in found]

    def append(self, entries: Sequence[Entry], changed: Mapping[Address, Tile]) -> None:
        """Give these entries the next positions, and write the tiles that change."""
        begun = self._begun(changed)
        names = self._names(entries, begun)
        rows = [
            (*address, b"".join(tile), names[address[1]] if address[0] == 0 else b"")
            for address, tile in sorted(changed.items())
        ]
        self._backend.update(self._connection, tables.tile, [row for row in rows if row[:2] in begun])
        self._backend.insert(self._connection, tables.tile, [row for row in rows if row[:2] not in begun], "refuse")
        gone = [(entry.order,) for entry in entries]
        self._backend.delete(self._connection, [tables.unsealed.c.id], gone)

    def add_checkpoint(self, sealed: Sealed) -> None:
        """Write a checkpoint; raises StoreConflict if there is one of this size."""
        values = (sealed.size, sealed.root, sealed.at, sealed.note)
        self._backend.insert(self._connection, tables.checkpoint, [values], "refuse")

    def add_life(self, life: Life) -> None:
        """Begin another life of the log; raises StoreConflict if there is one with its number."""
        values = (life.number, life.size, life.at, life.act, life.note)
        self._backend.insert(self._connection, tables.log_life, [values], "refuse")

    def _begun(self, changed: Mapping[Address, Tile]) -> dict[Address, bytes]:
        """The tiles that are there already, with the names of their transitions."""
        row = tables.tile.c
        asked = select(row.level, row.number, row.transitions).where(tuple_(row.level, row.number).in_(list(changed)))
        return {(level, number): bytes(names) for level, number, names in self._connection.execute(asked)}

    def _names(self, entries: Sequence[Entry], begun: Mapping[Address, bytes]) -> dict[int, bytes]:
        """The names of the transitions of each tile of level 0 that changes."""
        number, width = divmod(self.size(), WIDTH)
        names = begun.get((0, number), b"") if width else b""
        names += b"".join(_name(entry.document, entry.seq) for entry in entries)
        return {number + n: part for n, part in enumerate(_parts(names, WIDTH * _NAME))}


def _name(document: str, seq: int) -> bytes:
    return UUID(document).bytes + seq.to_bytes(4)


def _named(name: bytes) -> tuple[str, int]:
    return str(UUID(bytes=name[:16])), int.from_bytes(name[16:])


def _place(names: bytes, name: bytes) -> int | None:
    """Which of the names this is."""
    at = names.find(name)
    while at >= 0 and at % _NAME:  # the end of one name and the beginning of the next
        at = names.find(name, at + 1)
    return at // _NAME if at >= 0 else None


def _parts(whole: bytes, size: int) -> list[bytes]:
    return [bytes(whole[at : at + size]) for at in range(0, len(whole), size)]
