"""Rows in the order of their keys, for whoever verifies the store."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any, Final, TypeVar

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    func,
    or_,
    select,
    tuple_,
    type_coerce,
)

from adapters.store import tables
from adapters.store.connections import Connections
from adapters.store.lookup import columns, rows, whole
from adapters.store.removals import SqlRemovalReader
from adapters.store.stored import GONE, PRESENT
from hub.model import Claim, Document, Message, Note, OperatorAct, Reference, Resource, Transition
from hub.ports import AuditReader, Entry, Records, Sealed, TileRow

Of = TypeVar("Of", Transition, Message, Reference, Claim)
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
        backend = self._connections.backend
        with self._connections.of_one_moment() as connection, backend.reading_any_text(connection):
            yield SqlAuditReader(connection, backend)


class SqlAuditReader(SqlRemovalReader):
    """An AuditReader on one connection."""

    def unreadable(self) -> list[tuple[str, str]]:
        """Table and key of rows that the hub cannot have written."""
        return self._sieve.unreadable()

    # ---- documents ---------------------------------------------------------------------------

    def boundaries(self, step: int) -> list[str]:
        """The id of every `step`-th document."""
        id_ = tables.document.c.id
        numbered = select(id_, func.row_number().over(order_by=id_).label("place")).subquery()
        asked = select(numbered.c.id).where(numbered.c.place % step == 0).order_by(numbered.c.id)
        found = self._connection.execute(asked).all()
        return [row.id for row in self._sieve.sift(tables.document, [id_], found)]

    def records(self, after: str, until: str | None, limit: int) -> Records:
        """The next documents; of transitions and messages also those whose document is missing."""
        id_ = tables.document.c.id
        asked = select(tables.document).where(*_between(id_, after, until)).order_by(id_).limit(limit)
        met = self._connection.execute(asked).all()
        found = self._sifted(tables.document, met)
        is_last = len(met) < limit or not found
        last = until if is_last else found[-1].id
        between = partial(_between, after=after, until=last)
        others = (self._of_documents(table, between) for table, _ in _BY_DOCUMENT[1:])
        absent = chain.from_iterable(self._connection.scalars(asked) for asked in _absent(between))
        return replace(
            self._records(found, *others),
            absent=_texts(absent),
            lengths={name: length for name, length in self._connection.execute(_lengths(between)) if _texts([name])},
            until=None if is_last else last,
        )

    def records_of(self, documents: Collection[str]) -> Records:
        """These documents."""
        records = self._records(*(self._rows(by, documents) for by in _BY_DOCUMENT))
        named = _digests_in(records)
        sizes = self.sizes(named)
        return replace(records, absent=named - sizes.keys(), lengths=sizes)

    def documents(self, ids: Collection[str]) -> list[Document]:
        """Documents by id."""
        return self._sieve.read(tables.document, self._rows((tables.document, "id"), ids))

    def references(self, documents: Collection[str]) -> list[Reference]:
        """References by document."""
        return self._sieve.read(tables.reference, self._rows((tables.reference, "document"), documents))

    def claims_on(self, resources: Collection[str]) -> list[Claim]:
        """Claims by resource."""
        return self._sieve.read(tables.claim, self._rows((tables.claim, "resource"), resources))

    def _records(self, *found: Sequence[Any]) -> Records:
        """Of sifted rows of the tables in `_BY_DOCUMENT`."""
        said = (self._sieve.read(table, rows_) for (table, _), rows_ in zip(_BY_DOCUMENT, found, strict=True))
        documents, transitions, messages, references, claims = said
        return Records(
            documents={document.id: document for document in documents},
            transitions=_grouped(self._removed.chained(transitions)),
            messages=_grouped(messages),
            references=_grouped(references),
            claims=_grouped(claims),
        )

    # ---- bytes, messages, acts ---------------------------------------------------------------

    def sizes(self, digests: Collection[str]) -> Mapping[str, int]:
        """Sizes of stored bytes by digest; those that were removed are not there."""
        row = tables.payload.c
        asked = select(row.digest, func.length(row.bytes).label("size"))
        asked = asked.where(self._backend.among([row.digest]), PRESENT)
        keys = self._backend.keys([row.digest], [(digest,) for digest in digests])
        return {found.digest: found.size for found in self._connection.execute(asked, keys)}

    def payloads(self, after: str, until: str | None, limit: int) -> tuple[list[tuple[str, bytes]], str | None]:
        """Stored bytes with their digests, in the order of these."""
        row = tables.payload.c
        asked = select(row.digest, row.bytes).where(*_between(row.digest, after, until))
        met = self._connection.execute(asked.order_by(row.digest).limit(limit)).all()
        found = self._bodies(met)
        return found, found[-1][0] if found and len(met) == limit else None

    def bodies(self, digests: Collection[str]) -> list[tuple[str, bytes]]:
        """Stored bytes by digest."""
        keys = [(digest,) for digest in digests]
        return self._bodies(rows(self._connection, self._backend, (tables.payload, "digest"), keys, PRESENT))

    def _bodies(self, met: Sequence[Any]) -> list[tuple[str, bytes]]:
        return [(row.digest, bytes(row.bytes)) for row in self._sifted(tables.payload, met)]

    def messages(self, ids: Collection[str]) -> list[Message]:
        """Messages by id."""
        return self._sieve.read(tables.message, self._rows((tables.message, "id"), ids))

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
        return self._sieve.read(tables.message, self._sifted(tables.message, self._connection.execute(asked).all()))

    def acts(self, ids: Collection[str]) -> list[OperatorAct]:
        """Acts by id."""
        return self._sieve.read(tables.act, self._rows((tables.act, "id"), ids))

    def acts_about(self, plans: Collection[str]) -> list[OperatorAct]:
        """Acts by the replay plan that they are about."""
        return self._sieve.read(tables.act, self._rows((tables.act, "about"), plans))

    def notes(self) -> tuple[list[Note], list[OperatorAct]]:
        """Notes by act, and acts of their verb."""
        note, act = tables.note.c, tables.act.c
        noted = select(tables.act).where(act.verb == "note").order_by(act.id)
        return (
            self._sieve.read(tables.note, self._all(select(tables.note).order_by(note.act))),
            self._sieve.read(tables.act, self._all(noted)),
        )

    def amounts(self) -> list[Claim]:
        """The open claims of amounts; what is no amount is left out, so that the sum differs."""
        row = tables.claim.c
        self._note_odd_truths()
        return self._sieve.read(tables.claim, self._all(select(tables.claim).where(row.open, row.amount.is_not(None))))

    def resources(self, keys: Collection[str] | None = None) -> list[Resource]:
        """Resources by key, or all."""
        asked = select(tables.resource).order_by(tables.resource.c.key)
        met = self._all(asked) if keys is None else self._rows((tables.resource, "key"), keys)
        return self._sieve.read(tables.resource, met)

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

    def _note_odd_truths(self) -> None:
        """SQLite keeps any value as a truth: what is neither 0 nor 1 is one thing here, and another in an index."""
        row = tables.claim.c
        if self._connection.dialect.name == "sqlite":
            is_odd = (type_coerce(one, Integer).not_in([0, 1]) for one in (row.open, row.doubted))
            self._sieve.note(tables.claim, self._connection.execute(select(tables.claim).where(or_(*is_odd))).all())

    def _rows(self, by: tuple[Table, str], keys: Collection[str]) -> Sequence[Any]:
        return self._sifted(by[0], rows(self._connection, self._backend, by, [(key,) for key in keys]))

    def _of_documents(self, table: Table, between: Between) -> Sequence[Any]:
        asked = whole(table).where(table.c.document.is_not(None), *between(table.c.document))
        return self._sifted(table, self._connection.execute(asked).all())

    def _sifted(self, table: Table, met: Sequence[Any]) -> Sequence[Any]:
        return self._sieve.sift(table, columns(table), met)

    def _all(self, asked: Select[Any]) -> Sequence[Any]:
        """The rows of one table."""
        (table,) = asked.get_final_froms()
        assert isinstance(table, Table)
        return self._sieve.sift(table, [*asked.selected_columns], self._connection.execute(asked).all())


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


def _texts(found: Iterable[Any]) -> frozenset[str]:
    """Digests that are some: what is none is told by the table in which it stands."""
    return frozenset(one for one in found if isinstance(one, str))


def _grouped(found: Iterable[Of]) -> dict[str, list[Of]]:
    groups: dict[str, list[Of]] = defaultdict(list)
    for row in found:
        groups[row.document or ""].append(row)
    return groups
