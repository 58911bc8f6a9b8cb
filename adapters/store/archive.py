"""Messages and their bytes."""

from collections.abc import Collection

from sqlalchemy import Select, select, tuple_

from adapters.store import codec, tables
from adapters.store.connections import Connections
from adapters.store.criteria import chosen, over
from adapters.store.lookup import columns, whole
from adapters.store.stored import PRESENT
from hub.model import Document, Message
from hub.model.message import Direction
from hub.ports import Filter


class SqlArchive:
    """An Archive on SQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def sent_messages(
        self, filter_: Filter, final: Collection[str], ends: Collection[tuple[str, str]] = ()
    ) -> list[tuple[Document, Message]]:
        """The messages that opened documents' present rounds, oldest first; without documents at their end."""
        message, width = tables.message.c, len(tables.document.c)
        asked = _opening_rounds().where(~over(final, ends))
        if filter_.since is not None:
            asked = asked.where(message.at > filter_.since)
        if filter_.until is not None:
            asked = asked.where(message.at <= filter_.until)
        with self._connections.reading() as connection:
            asked = asked.where(*chosen(connection, filter_)).order_by(message.at, message.id)
            found = connection.execute(asked.limit(filter_.limit)).all()
        documents = codec.documents(row[:width] for row in found)
        return list(zip(documents, codec.messages(row[width:] for row in found), strict=True))

    def messages(self, limit: int, after: Message | None = None) -> list[Message]:
        """All messages, ordered by their key; with `after`, those behind that message."""
        row = tables.message.c
        order = (row.id, row.party, row.direction)
        asked = whole(tables.message).order_by(*order).limit(limit)
        if after is not None:
            asked = asked.where(tuple_(*order) > tuple_(after.id, after.party, after.direction))
        with self._connections.reading() as connection:
            return codec.messages(connection.execute(asked))

    def payload(self, digest: str) -> bytes | None:
        """Stored bytes by their hex SHA-256; None also for those that were removed."""
        with self._connections.reading() as connection:
            return connection.scalar(select(tables.payload.c.bytes).where(tables.payload.c.digest == digest, PRESENT))

    def wire(self, digest: str, direction: Direction) -> str | None:
        """Hex SHA-256 of what travelled encrypted in its place."""
        row = tables.encrypted.c
        asked = select(row.wire).where(row.content == digest, row.direction == direction)
        with self._connections.reading() as connection:
            return connection.scalar(asked)


def _opening_rounds() -> Select[tuple[object, ...]]:
    """Documents with the hub's messages that opened their present rounds."""
    document, message = tables.document.c, tables.message.c
    ours = (message.direction == "out", message.kind == "business", message.round == document.round)
    joined = select(tables.document, *columns(tables.message)).join(tables.message, message.document == document.id)
    return joined.where(*ours)
