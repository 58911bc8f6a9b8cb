"""Documents by filter or name, and their trails."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, false, func, select, union

from adapters.store import codec, tables
from adapters.store.backend import Backend
from adapters.store.connections import Connections
from adapters.store.criteria import WITHOUT_FORM, chosen, over
from adapters.store.lookup import rows, whole
from adapters.store.removal_rows import Refusal, RemovalRows
from hub.model import Document, Message, Outgoing
from hub.ports import Filter, Sort, Trail, newest_numbers

SHORTEST_BEGINNING = 8
FIRST_ID, LAST_ID = (f"{d * 8}-{d * 4}-{d * 4}-{d * 4}-{d * 12}" for d in "0f")


class SqlDocuments:
    """Documents on SQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def log(self, filter_: Filter) -> list[Document]:
        """Select, in the filter's order."""
        with self._connections.reading() as connection:
            asked = select(tables.document).where(*_within(filter_), *_behind(filter_), *chosen(connection, filter_))
            return _documents(connection, asked.order_by(*_order(filter_.sort)).limit(filter_.limit))

    def count(self, filter_: Filter, most: int) -> int:
        """Count no further than `most`."""
        with self._connections.reading() as connection:
            asked = select(tables.document.c.id).where(*_within(filter_), *chosen(connection, filter_)).limit(most)
            return connection.scalar(select(func.count()).select_from(asked.subquery())) or 0

    def find(self, name: str, limit: int | None = None) -> list[Document]:
        """The document with this id; otherwise all documents that the name fits, newest first."""
        document, id_ = tables.document.c, name.lower()
        newest_first = (document.updated_at.desc(), document.id.desc())
        with self._connections.reading() as connection:
            exact = _documents(connection, select(tables.document).where(document.id == id_))
            fitting = select(tables.document).where(document.id.in_(_named(name))).order_by(*newest_first).limit(limit)
            return exact or _documents(connection, fitting)

    def trail(self, document: str) -> Trail | None:
        """Everything recorded about one document."""
        with self._connections.reading() as connection:
            found = _documents(connection, select(tables.document).where(tables.document.c.id == document))
            return _trail(connection, self._connections.backend, found[0]) if found else None

    def without_form(
        self, final: Collection[str], ends: Collection[tuple[str, str]], limit: int, after: str = ""
    ) -> list[Document]:
        """Submitted documents that are not at their end and whose form was not kept, by id."""
        document = tables.document.c
        asked = select(tables.document).where(WITHOUT_FORM, ~over(final, ends))
        if after:
            asked = asked.where(document.id > after)
        asked = asked.order_by(document.id).limit(limit)
        with self._connections.reading() as connection:
            return _documents(connection, asked)


def _within(filter_: Filter) -> list[ColumnElement[bool]]:
    """Conditions on the time of the last change."""
    updated = tables.document.c.updated_at
    since = [] if filter_.since is None else [updated > filter_.since]
    return since if filter_.until is None else [*since, updated <= filter_.until]


def _behind(filter_: Filter) -> list[ColumnElement[bool]]:
    """Conditions for what comes after one document; the first of them is a range of the index."""
    if filter_.after is None:
        return []
    document, (at, id_) = tables.document.c, filter_.after
    if filter_.sort == "newest":
        return [document.updated_at <= at, (document.updated_at < at) | (document.id < id_)]
    if filter_.sort == "oldest":
        return [document.updated_at >= at, (document.updated_at > at) | (document.id > id_)]
    return [document.id < id_ if filter_.sort == "last-submitted" else document.id > id_]


def _order(sort: Sort) -> list[ColumnElement[Any]]:
    """Ids begin with the time of the submission."""
    document = tables.document.c
    columns = [document.updated_at, document.id] if sort in ("newest", "oldest") else [document.id]
    return [column.desc() if sort in ("newest", "last-submitted") else column.asc() for column in columns]


def _named(name: str) -> CompoundSelect[tuple[str]]:
    """The ids of documents that a name fits. Each way has an index; a condition for all of them would use none."""
    document, reference = tables.document.alias("named").c, tables.reference.c
    ways = (_begins(document.id, name.lower()), document.sender_ref == name, document.record == name)
    numbered = select(reference.document).where(reference.value == name)
    return union(*(select(document.id).where(way) for way in ways), numbered)


def _begins(id_: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """A range of ids: ids are not stored as text. What no id begins with is in no range."""
    first, last = (name + pattern[len(name) :] for pattern in (FIRST_ID, LAST_ID))
    return id_.between(first, last) if len(name) >= SHORTEST_BEGINNING else false()


def _documents(connection: Connection, asked: Select[tuple[object, ...]]) -> list[Document]:
    return codec.documents(connection.execute(asked))


def _trail(connection: Connection, backend: Backend, document: Document) -> Trail:
    reference, transition, message = tables.reference.c, tables.transition.c, tables.message.c
    numbers = select(reference.kind, reference.value).where(reference.document == document.id)
    references: dict[str, str] = {}
    for kind, value in connection.execute(numbers.order_by(reference.value)):
        references[kind] = f"{references[kind]} {value}" if kind in references else value
    moves = whole(tables.transition).where(transition.document == document.id)
    exchanged = whole(tables.message).where(message.document == document.id).order_by(message.at, message.id)
    messages = codec.messages(connection.execute(exchanged))
    waiting = tables.to_sign.c
    unsigned = select(tables.to_sign).where(waiting.document == document.id).order_by(waiting.at, waiting.id)
    left = RemovalRows(connection, backend, Refusal())
    transitions = left.chained(codec.transitions(connection.execute(moves)))
    return Trail(
        document=document,
        references=newest_numbers(references, transitions),
        transitions=transitions,
        messages=messages,
        to_sign=codec.to_sign(connection.execute(unsigned)),
        in_outbox=_in_outbox(connection, backend, messages),
    )


def _in_outbox(connection: Connection, backend: Backend, messages: Sequence[Message]) -> frozenset[str]:
    """The ids of those of these messages whose rows are in the outbox."""
    keys = [(Outgoing.id_of_message(one.id),) for one in messages if one.direction == "out"]
    return frozenset(row.subject for row in rows(connection, backend, (tables.outbox, "id"), keys))
