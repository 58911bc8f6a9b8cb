"""Rows in the order of their keys, for whoever verifies the store."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import InvalidOperation
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, tuple_

from adapters.store import codec, tables
from adapters.store.backend import Backend
from adapters.store.connections import Connections
from adapters.store.lookup import rows, whole
from adapters.store.sealing import SqlLogReader
from hub.model import Claim, Document, Message, OperatorAct, Resource, Transition
from hub.ports import AuditReader, Entry, Records, Sealed, TileRow

T = TypeVar("T")
Of = TypeVar("Of", Transition, Message)
_UNREADABLE: Final = (ValueError, TypeError, AttributeError, InvalidOperation)
"""What the codec raises for a row that the hub did not write."""
_BY_DOCUMENT: Final = (
    (tables.document, "id"),
    (tables.transition, "document"),
    (tables.message, "document"),
)


class SqlAuditing:
    """An Auditing on one store's connections."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @contextmanager
    def read(self) -> Iterator[AuditReader]:
        """Open a transaction that only reads."""
        with self._connections.of_one_moment() as connection:
            yield SqlAuditReader(connection, self._connections.backend)


class SqlAuditReader(SqlLogReader):
    """An AuditReader on one connection."""

    def __init__(self, connection: Connection, backend: Backend) -> None:
        super().__init__(connection)
        self._backend = backend

    # ---- documents ---------------------------------------------------------------------------

    def boundaries(self, step: int) -> list[str]:
        """The id of every `step`-th document."""
        id_ = tables.document.c.id
        numbered = select(id_, func.row_number().over(order_by=id_).label("place")).subquery()
        asked = select(numbered.c.id).where(numbered.c.place % step == 0).order_by(numbered.c.id)
        return list(self._connection.scalars(asked))

    def records(self, after: str, until: str | None, limit: int) -> Records:
        """The next documents; of transitions and messages also those whose document is missing."""
        id_ = tables.document.c.id
        found = self._all(select(tables.document).where(*_between(id_, after, until)).order_by(id_).limit(limit))
        last = found[-1].id if len(found) == limit else until
        transition, message = tables.transition.c, tables.message.c
        moved = whole(tables.transition).where(*_between(transition.document, after, last))
        sent = whole(tables.message).where(message.document.is_not(None), *_between(message.document, after, last))
        return _records(found, self._all(moved), self._all(sent), last or "")

    def records_of(self, documents: Collection[str]) -> Records:
        """These documents."""
        keys = [(id_,) for id_ in documents]
        brought, moves, sent = (rows(self._connection, self._backend, by, keys) for by in _BY_DOCUMENT)
        return _records(brought, moves, sent, "")

    # ---- bytes, messages, acts ---------------------------------------------------------------

    def sizes(self, digests: Collection[str]) -> Mapping[str, int]:
        """Sizes of stored bytes by digest."""
        row = tables.payload.c
        asked = select(row.digest, func.length(row.bytes).label("size")).where(self._backend.among([row.digest]))
        keys = self._backend.keys([row.digest], [(digest,) for digest in digests])
        return {found.digest: found.size for found in self._connection.execute(asked, keys)}

    def payloads(self, after: str, until: str | None, limit: int) -> list[tuple[str, bytes]]:
        """Stored bytes with their digests, in the order of these."""
        row = tables.payload.c
        asked = select(row.digest, row.bytes).where(*_between(row.digest, after, until))
        found = self._connection.execute(asked.order_by(row.digest).limit(limit))
        return [(row.digest, bytes(row.bytes)) for row in found]

    def bodies(self, digests: Collection[str]) -> list[tuple[str, bytes]]:
        """Stored bytes by digest."""
        found = rows(self._connection, self._backend, (tables.payload, "digest"), [(digest,) for digest in digests])
        return [(row.digest, bytes(row.bytes)) for row in found]

    def messages(self, ids: Collection[str]) -> list[Message]:
        """Messages by id."""
        found = rows(self._connection, self._backend, (tables.message, "id"), [(id_,) for id_ in ids])
        return codec.messages(found)

    def apart(self, digests: Collection[str]) -> set[str]:
        """Digests of bytes in quarantine."""
        row = tables.quarantine.c
        asked = select(row.payload).where(self._backend.among([row.payload]))
        keys = self._backend.keys([row.payload], [(digest,) for digest in digests])
        return set(self._connection.scalars(asked, keys)) if digests else set()

    def loose_messages(self, after: Message | None, limit: int) -> list[Message]:
        """Messages without a document, by their key."""
        row = tables.message.c
        key = (row.id, row.party, row.direction)
        asked = whole(tables.message).where(row.document.is_(None)).order_by(*key).limit(limit)
        if after is not None:
            asked = asked.where(tuple_(*key) > tuple_(after.id, after.party, after.direction))
        return codec.messages(self._all(asked))

    def acts(self, ids: Collection[str]) -> list[OperatorAct]:
        """Acts by id."""
        found = rows(self._connection, self._backend, (tables.act, "id"), [(id_,) for id_ in ids])
        return _decoded(codec.acts, found)[0]

    def amounts(self) -> list[Claim]:
        """The open claims of amounts; what is no amount is left out, so that the sum differs."""
        row = tables.claim.c
        return _decoded(codec.claims, self._all(select(tables.claim).where(row.open, row.amount.is_not(None))))[0]

    def resources(self) -> list[Resource]:
        """All resources."""
        return _decoded(codec.resources, self._all(select(tables.resource).order_by(tables.resource.c.key)))[0]

    # ---- the log -----------------------------------------------------------------------------

    def tile_rows(self, number: int, limit: int) -> list[TileRow]:
        """Tiles of level 0 in their order."""
        row = tables.tile.c
        asked = select(row.number, row.hashes, row.transitions).where(row.level == 0, row.number >= number)
        found = self._all(asked.order_by(row.number).limit(limit))
        return [TileRow(number, bytes(hashes), bytes(names)) for number, hashes, names in found]

    def upper(self) -> Mapping[tuple[int, int], bytes]:
        """All tiles above level 0."""
        row = tables.tile.c
        found = self._all(select(row.level, row.number, row.hashes).where(row.level != 0))
        return {(level, number): bytes(hashes) for level, number, hashes in found}

    def checkpoints(self, after: int, limit: int) -> list[Sealed]:
        """Checkpoints in the order of their sizes."""
        row = tables.checkpoint.c
        asked = select(row.size, row.root, row.at, row.note).where(row.size > after).order_by(row.size).limit(limit)
        return [Sealed(size=size, root=bytes(root), at=at, note=note) for size, root, at, note in self._all(asked)]

    def waiting(self, after: int, limit: int) -> list[Entry]:
        """Transitions that wait for a position."""
        row = tables.unsealed.c
        return [Entry(*each) for each in self._all(select(*row).where(row.id > after).order_by(row.id).limit(limit))]

    def waits(self, document: str) -> list[Entry]:
        """The transitions of a document that wait."""
        row = tables.unsealed.c
        return [Entry(*each) for each in self._all(select(*row).where(row.document == document).order_by(row.id))]

    def _all(self, asked: Select[Any]) -> Sequence[Any]:
        return self._connection.execute(asked).all()


def _between(column: ColumnElement[Any], after: str, until: str | None) -> list[ColumnElement[bool]]:
    """No id is empty: what is behind it is everything."""
    return [*([column > after] if after else []), *([] if until is None else [column <= until])]


def _records(
    documents: Sequence[Row[Any]], transitions: Sequence[Row[Any]], messages: Sequence[Row[Any]], until: str
) -> Records:
    moves, lost = _decoded(codec.transitions, transitions)
    found: list[Document] = codec.documents(documents)
    return Records(
        documents={document.id: document for document in found},
        transitions=_grouped(moves),
        messages=_grouped(codec.messages(messages)),
        unreadable=[("transition", f"{row.document} {row.seq}") for row in lost],
        until=until,
    )


def _decoded(decode: Callable[[Iterable[Any]], list[T]], found: Sequence[Any]) -> tuple[list[T], list[Any]]:
    """All rows together; where that fails, each by itself, with those apart that cannot be read."""
    try:
        return decode(found), []
    except _UNREADABLE:
        pass
    readable = [_is_readable(decode, row) for row in found]
    good, lost = (
        [row for row, is_good in zip(found, readable, strict=True) if is_good is wanted] for wanted in (True, False)
    )
    return decode(good), lost


def _is_readable(decode: Callable[[Iterable[Any]], list[T]], row: Any) -> bool:
    try:
        decode([row])
    except _UNREADABLE:
        return False
    return True


def _grouped(found: Iterable[Of]) -> dict[str, list[Of]]:
    groups: dict[str, list[Of]] = defaultdict(list)
    for row in found:
        groups[row.document or ""].append(row)
    return groups
