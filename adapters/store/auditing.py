"""Rows in the order of their keys, for whoever verifies the store."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import InvalidOperation
from functools import partial
from itertools import chain
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, Table, func, select, tuple_

from adapters.store import codec, tables
from adapters.store.connections import Connections
from adapters.store.lookup import rows, whole
from adapters.store.removals import SqlRemovalReader
from adapters.store.retention import chained
from adapters.store.stored import GONE, PRESENT
from hub.model import Claim, Document, Message, OperatorAct, Reference, Resource, Transition
from hub.ports import AuditReader, Entry, Records, Sealed, TileRow

T = TypeVar("T")
Of = TypeVar("Of", Transition, Message, Reference, Claim)
_UNREADABLE: Final = (ValueError, TypeError, AttributeError, InvalidOperation)
"""What the codec raises for a row that the hub did not write."""
_BY_DOCUMENT: Final = (
    (tables.document, "id"),
    (tables.transition, "document"),
    (tables.message, "document"),
    (tables.reference, "document"),
    (tables.claim, "document"),
)
_DIGESTS: Final = (
    (tables.document, "id", "payload"),
    (tables.document, "id", "form"),
    (tables.transition, "document", "cause_digest"),
    (tables.message, "document", "digest"),
)
"""Tables, the column with the document's id, and a column that names stored bytes."""
Between = Callable[[ColumnElement[Any]], list[ColumnElement[bool]]]
"""What the ids of a range meet."""


class SqlAuditing:
    """An Auditing on one store's connections."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @contextmanager
    def read(self) -> Iterator[AuditReader]:
        """Open a transaction that only reads."""
        with self._connections.of_one_moment() as connection:
            yield SqlAuditReader(connection, self._connections.backend)


class SqlAuditReader(SqlRemovalReader):
    """An AuditReader on one connection."""

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
        between = partial(_between, after=after, until=last)
        others = (_of_documents(table, between) for table, _ in _BY_DOCUMENT[1:])
        return replace(
            self._chained(_records(last or "", found, *map(self._all, others))),
            absent=frozenset(digest for asked in _absent(between) for digest in self._connection.scalars(asked)),
            lengths=dict(map(tuple, self._all(_lengths(between)))),
        )

    def records_of(self, documents: Collection[str]) -> Records:
        """These documents."""
        records = self._chained(_records("", *(self._rows(by, documents) for by in _BY_DOCUMENT)))
        named = _digests_in(records)
        sizes = self.sizes(named)
        return replace(records, absent=named - sizes.keys(), lengths=sizes)

    def documents(self, ids: Collection[str]) -> list[Document]:
        """Documents by id."""
        return codec.documents(self._rows((tables.document, "id"), ids))

    def references(self, documents: Collection[str]) -> list[Reference]:
        """References by document."""
        return codec.references(self._rows((tables.reference, "document"), documents))

    def claims_on(self, resources: Collection[str]) -> list[Claim]:
        """Claims by resource."""
        return _decoded(codec.claims, self._rows((tables.claim, "resource"), resources))[0]

    def _chained(self, records: Records) -> Records:
        rows_ = [row for rows_ in records.transitions.values() for row in rows_]
        return replace(records, transitions=_grouped(chained(self._connection, self._backend, rows_)))

    # ---- bytes, messages, acts ---------------------------------------------------------------

    def sizes(self, digests: Collection[str]) -> Mapping[str, int]:
        """Sizes of stored bytes by digest; those that were removed are not there."""
        row = tables.payload.c
        asked = select(row.digest, func.length(row.bytes).label("size"))
        asked = asked.where(self._backend.among([row.digest]), PRESENT)
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
        keys = [(digest,) for digest in digests]
        found = rows(self._connection, self._backend, (tables.payload, "digest"), keys, PRESENT)
        return [(row.digest, bytes(row.bytes)) for row in found]

    def messages(self, ids: Collection[str]) -> list[Message]:
        """Messages by id."""
        return codec.messages(self._rows((tables.message, "id"), ids))

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
        return _decoded(codec.acts, self._rows((tables.act, "id"), ids))[0]

    def amounts(self) -> list[Claim]:
        """The open claims of amounts; what is no amount is left out, so that the sum differs."""
        row = tables.claim.c
        return _decoded(codec.claims, self._all(select(tables.claim).where(row.open, row.amount.is_not(None))))[0]

    def resources(self, keys: Collection[str] | None = None) -> list[Resource]:
        """Resources by key, or all."""
        asked = select(tables.resource).order_by(tables.resource.c.key)
        found = self._all(asked) if keys is None else self._rows((tables.resource, "key"), keys)
        return _decoded(codec.resources, found)[0]

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

    def _rows(self, by: tuple[Table, str], keys: Collection[str]) -> Sequence[Any]:
        return rows(self._connection, self._backend, by, [(key,) for key in keys])

    def _all(self, asked: Select[Any]) -> Sequence[Any]:
        return self._connection.execute(asked).all()


def _between(column: ColumnElement[Any], after: str, until: str | None) -> list[ColumnElement[bool]]:
    """No id is empty: what is behind it is everything."""
    return [*([column > after] if after else []), *([] if until is None else [column <= until])]


def _absent(between: Between) -> Iterator[Select[Any]]:
    """The digests of bytes that these rows name and that are not stored, also those that left."""
    stored = tables.payload.c.digest
    for table, id_, digest in _DIGESTS:
        row = table.c
        asked = select(row[digest]).outerjoin(tables.payload, stored == row[digest])
        yield asked.where(stored.is_(None) | GONE, row[digest].is_not(None), row[id_].is_not(None), *between(row[id_]))


def _lengths(between: Between) -> Select[Any]:
    """The lengths of stored bytes that differ from what their messages say."""
    row, length = tables.message.c, func.length(tables.payload.c.bytes)
    asked = select(row.digest, length).join(tables.payload, tables.payload.c.digest == row.digest)
    return asked.where(length != row.size, PRESENT, row.document.is_not(None), *between(row.document))


def _digests_in(records: Records) -> set[str]:
    brought = chain.from_iterable((one.payload, one.form) for one in records.documents.values())
    moved = (row.cause.digest for row in chain.from_iterable(records.transitions.values()))
    sent = (one.digest for one in chain.from_iterable(records.messages.values()))
    return {digest for digest in chain(brought, moved, sent) if digest is not None}


def _of_documents(table: Table, between: Between) -> Select[Any]:
    return whole(table).where(table.c.document.is_not(None), *between(table.c.document))


def _records(until: str, *found: Sequence[Any]) -> Records:
    """Of rows of the tables in `_BY_DOCUMENT`."""
    documents, transitions, messages, references, claims = found
    moves, lost = _decoded(codec.transitions, transitions)
    held, odd = _decoded(codec.claims, claims)
    return Records(
        documents={document.id: document for document in codec.documents(documents)},
        transitions=_grouped(moves),
        messages=_grouped(codec.messages(messages)),
        references=_grouped(codec.references(references)),
        claims=_grouped(held),
        unreadable=[
            *(("transition", f"{row.document} {row.seq}") for row in lost),
            *(("claim", f"{row.document} {row.resource} {row.key}") for row in odd),
        ],
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
