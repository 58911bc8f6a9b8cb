"""What documents have to do with each other."""

from collections.abc import Collection

from sqlalchemy import select, tuple_

from adapters.store import codec, tables
from adapters.store.connections import Connections
from hub.model import REFUSED, Document, Reference, Timer


class SqlRelations:
    """Relations on SQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def references(self, documents: Collection[str]) -> list[Reference]:
        """By document, kind and value."""
        row = tables.reference.c
        asked = select(row.document, row.kind, row.value).where(row.document.in_(documents))
        with self._connections.reading() as connection:
            found = connection.execute(asked.order_by(row.document, row.kind, row.value))
            return [Reference(*each) for each in found]

    def bearers(self, numbers: Collection[tuple[str, str]], limit: int) -> list[tuple[Reference, Document]]:
        """The values lead to them by an index; the newest ids come first."""
        row, document = tables.reference.c, tables.document.c
        values, width = {value for _, value in numbers}, len(tables.document.c)
        asked = select(tables.document, row.kind, row.value).join(tables.reference, row.document == document.id)
        asked = asked.where(row.value.in_(values), tuple_(row.kind, row.value).in_(numbers))
        with self._connections.reading() as connection:
            found = connection.execute(asked.order_by(document.id.desc()).limit(limit)).all()
        documents = codec.documents(each[:width] for each in found)
        return [(Reference(d.id, *each[width:]), d) for d, each in zip(documents, found, strict=True)]

    def owners(self, number: str, lent: Collection[tuple[str, str]], limit: int) -> list[Document]:
        """The value leads to them by an index."""
        row, document = tables.reference.c, tables.document.c
        owned = select(row.document).where(row.value == number, row.document == document.id)
        owned = owned.where(tuple_(document.type, row.kind).not_in(lent)).correlate(tables.document)
        bearing = document.id.in_(select(row.document).where(row.value == number))
        asked = select(tables.document).where(bearing, owned.exists()).order_by(document.id).limit(limit)
        with self._connections.reading() as connection:
            return codec.documents(connection.execute(asked))

    def standing(self, enterprise: str, type_: str, party: str, limit: int) -> list[Document]:
        """Ordered by a column without an index: otherwise SQLite may walk that index instead of the enterprise's."""
        document = tables.document.c
        own = (document.enterprise == enterprise, document.type == type_, document.party == party)
        asked = select(tables.document).where(*own, document.status != REFUSED)
        with self._connections.reading() as connection:
            return codec.documents(connection.execute(asked.order_by(document.created_at.desc()).limit(limit)))

    def successors(self, documents: Collection[str]) -> list[Document]:
        """By id."""
        document = tables.document.c
        asked = select(tables.document).where(document.again_of.in_(documents), document.again_of.is_not(None))
        with self._connections.reading() as connection:
            return codec.documents(connection.execute(asked.order_by(document.id)))

    def of_ids(self, documents: Collection[str]) -> list[Document]:
        """By id."""
        document = tables.document.c
        asked = select(tables.document).where(document.id.in_(documents)).order_by(document.id)
        with self._connections.reading() as connection:
            return codec.documents(connection.execute(asked))

    def timers(self, documents: Collection[str]) -> list[Timer]:
        """The first due first."""
        timer = tables.timer.c
        asked = select(tables.timer).where(timer.document.in_(documents))
        with self._connections.reading() as connection:
            return codec.timers(connection.execute(asked.order_by(timer.due, timer.document, timer.kind)))
