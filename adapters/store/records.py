"""What operators read: documents by filter or name, their trails, and what is kept apart."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, func, select, tuple_

from adapters.store import codec, tables
from hub.model import Document, Message, Parked, Resource, Timer, Transition
from hub.ports import Filter, Trail

SHORTEST_BEGINNING = 8
DISPUTED = tables.document.c.dispute != ""
LAST_CHARACTER = "\U0010ffff"


def log(connection: Connection, filter_: Filter) -> list[Document]:
    """Newest first; with `since`, oldest first, to follow."""
    document = tables.document.c
    asked = select(tables.document).where(*_chosen(filter_))
    if filter_.until is not None:
        asked = asked.where(document.updated_at <= filter_.until)
    if filter_.since is None:
        asked = asked.order_by(document.updated_at.desc(), document.id.desc())
    else:
        asked = asked.where(document.updated_at > filter_.since).order_by(document.updated_at, document.id)
    return _documents(connection, asked.limit(filter_.limit))


def _chosen(filter_: Filter) -> list[ColumnElement[bool]]:
    """Conditions on a document, but for its time."""
    named = {name: getattr(filter_, name) for name in ("type", "portal", "party", "enterprise", "status", "record")}
    chosen = [tables.document.c[name] == value for name, value in named.items() if value is not None]
    return [*chosen, DISPUTED] if filter_.disputed else chosen


def letters(connection: Connection, filter_: Filter, over: ColumnElement[bool]) -> list[tuple[Document, Message]]:
    """Each message that opened a document's present round, oldest first; documents that are `over` left out."""
    document, message = tables.document.c, tables.message.c
    ours = (message.direction == "out", message.kind == "business", message.round == document.round)
    asked = select(tables.document, tables.message).join(tables.message, message.document == document.id)
    asked = asked.where(*_chosen(filter_), *ours, ~over)
    if filter_.since is not None:
        asked = asked.where(message.at > filter_.since)
    if filter_.until is not None:
        asked = asked.where(message.at <= filter_.until)
    found = connection.execute(asked.order_by(message.at, message.id).limit(filter_.limit)).all()
    width = len(document)
    return list(
        zip(codec.documents(row[:width] for row in found), codec.messages(row[width:] for row in found), strict=True)
    )


def find(connection: Connection, name: str) -> list[Document]:
    """The one document with this id, or else all whom the name fits, newest first."""
    document = tables.document.c
    if exact := _documents(connection, select(tables.document).where(document.id == name.lower())):
        return exact
    fits = _has_beginning(name.lower()) | (document.sender_ref == name) | (document.record == name) | _has_number(name)
    newest_first = (document.updated_at.desc(), document.id.desc())
    return _documents(connection, select(tables.document).where(fits).order_by(*newest_first))


def _has_beginning(name: str) -> ColumnElement[bool]:
    id_ = tables.document.c.id
    return _begins(id_, name) if len(name) >= SHORTEST_BEGINNING else id_ == name


def _begins(column: Column[str], beginning: str) -> ColumnElement[bool]:
    return (column >= beginning) & (column < beginning + LAST_CHARACTER)


def _has_number(name: str) -> ColumnElement[bool]:
    reference = tables.reference.c
    return tables.document.c.id.in_(select(reference.document).where(reference.value == name))


def _documents(connection: Connection, asked: Select[tuple[object, ...]]) -> list[Document]:
    return codec.documents(connection.execute(asked))


def trail(connection: Connection, document: str) -> Trail | None:
    """Everything recorded about one document."""
    found = _documents(connection, select(tables.document).where(tables.document.c.id == document))
    if not found:
        return None
    reference, transition, message = tables.reference.c, tables.transition.c, tables.message.c
    numbers = select(reference.kind, reference.value).where(reference.document == document).order_by(reference.value)
    references: dict[str, str] = {}
    for kind, value in connection.execute(numbers):
        references[kind] = f"{references[kind]} {value}" if kind in references else value
    moves = select(tables.transition).where(transition.document == document).order_by(transition.seq)
    letters = select(tables.message).where(message.document == document).order_by(message.at, message.id)
    transitions = codec.transitions(connection.execute(moves))
    return Trail(
        document=found[0],
        references=_newest(references, transitions),
        transitions=transitions,
        messages=codec.messages(connection.execute(letters)),
    )


def _newest(references: Mapping[str, str], transitions: Sequence[Transition]) -> dict[str, str]:
    """Of a kind of number that came back more than once the newest; the others serve to find the document."""
    returned: dict[str, object] = {}
    for transition in transitions:
        returned |= {} if transition.is_observation else transition.detail.get("returned", {})
    return {
        kind: str(newest) if (newest := returned.get(kind)) in values.split(" ") else values
        for kind, values in references.items()
    }


def payload(connection: Connection, digest: str) -> bytes | None:
    return connection.scalar(select(tables.payload.c.bytes).where(tables.payload.c.digest == digest))


Equal = Mapping[str, str | None]
"""What columns must hold; None means anything."""


def parked(connection: Connection, limit: int, equal: Equal, beginning: str) -> list[Parked]:
    """Newest first; a receipt's own id that is `beginning` before those that only begin so."""
    asked = apart(tables.parked, equal, "message", beginning)
    row = tables.parked.c
    return codec.parked(connection.execute(asked.order_by(row.at.desc(), row.party, row.message).limit(limit)))


def apart(table: Table, equal: Equal, name: str, beginning: str) -> Select[Any]:
    """Rows that hold what is asked, those whose name is `beginning` first, where one is given."""
    asked = select(table).where(*(table.c[column] == value for column, value in equal.items() if value is not None))
    if not beginning:
        return asked
    return asked.where(_begins(table.c[name], beginning)).order_by(table.c[name] != beginning)


def resource(connection: Connection, key: str) -> Resource | None:
    found = codec.resources(connection.execute(select(tables.resource).where(tables.resource.c.key == key)))
    return found[0] if found else None


def statuses(connection: Connection) -> list[tuple[str, str, int]]:
    """Type, status and how many documents stand there."""
    document = tables.document.c
    kinds = (document.type, document.status)
    counted = select(*kinds, func.count()).group_by(*kinds).order_by(*kinds)
    return [(type_, status, count) for type_, status, count in connection.execute(counted)]


def early(connection: Connection, limit: int, after: Parked | None) -> list[Parked]:
    """Parked notices, which answer nothing, oldest first; those after a row, where one is given."""
    row = tables.parked.c
    order = (row.at, row.party, row.message)
    asked = select(tables.parked).where(row.answers == "").order_by(*order).limit(limit)
    if after is not None:
        asked = asked.where(tuple_(*order) > tuple_(after.at, after.party, after.message))
    return codec.parked(connection.execute(asked))


def messages(connection: Connection, limit: int, after: Message | None) -> list[Message]:
    """All messages by the columns of their key; those after one, if given."""
    row = tables.message.c
    order = (row.id, row.party, row.direction)
    asked = select(tables.message).order_by(*order).limit(limit)
    if after is not None:
        asked = asked.where(tuple_(*order) > tuple_(after.id, after.party, after.direction))
    return codec.messages(connection.execute(asked))


def due_timers(connection: Connection, now: int, limit: int) -> list[Timer]:
    """What has fallen due, the oldest first."""
    timer = tables.timer.c
    asked = select(tables.timer).where(timer.due <= now).order_by(timer.due, timer.document).limit(limit)
    return codec.timers(connection.execute(asked))
