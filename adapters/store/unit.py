"""One transaction: rows are locked, read, and written at once."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, select

from adapters.store import codec, tables
from adapters.store.backend import Backend
from adapters.store.lookup import By, rows
from adapters.store.writing import write
from hub.model import (
    Changes,
    Claim,
    Document,
    Message,
    Outgoing,
    Parked,
    Quarantined,
    Reference,
    Resource,
    Timer,
    Transition,
)
from hub.ports import Standing

OPEN = tables.claim.c.open.is_(True)
OURS = tables.message.c.direction == "out"
THEIRS = tables.message.c.direction == "in"


class SqlUnit:
    """A Unit on one connection, whose transaction the store begins and ends. Not thread-safe."""

    def __init__(self, connection: Connection, backend: Backend) -> None:
        self._connection = connection
        self._backend = backend

    def lock(self, documents: Collection[str], resources: Collection[str]) -> None:
        """Hold these rows until the end; in id order, documents before resources. Blocks."""
        made = [(key, "{}", 0, "0", "") for key in sorted(set(resources))]
        if not self._backend.blocks_whole:
            self._hold(tables.document, documents)
        self._backend.insert(self._connection, tables.resource, made, "ignore")
        if not self._backend.blocks_whole:
            self._hold(tables.resource, resources)

    def _hold(self, table: Table, keys: Collection[str]) -> None:
        """Lock rows as an UPDATE would (FOR NO KEY UPDATE): foreign keys that point at them need not wait."""
        (key,) = table.primary_key.columns
        if keys:
            given = self._backend.keys([key], [(k,) for k in keys])
            self._connection.execute(_holding(self._backend, table), given).all()

    def documents(self, ids: Collection[str]) -> list[Document]:
        return codec.documents(self._rows((tables.document, "id"), [(id_,) for id_ in ids]))

    def brought(self, keys: Collection[tuple[str, str]]) -> list[Document]:
        """Documents by sender and the sender's own id."""
        return codec.documents(self._rows((tables.document, "sender", "sender_ref"), keys))

    def recorded(self, numbers: Collection[str]) -> set[str]:
        """Which of these record numbers some document has."""
        return {row.record for row in self._rows((tables.document, "record"), [(n,) for n in sorted(numbers)])}

    def submitted(self, bodies: Collection[tuple[str, str]]) -> list[Document]:
        """Documents by sender and the digest of what it submitted; these are looked for only where the bytes are."""
        digest = tables.payload.c.digest
        digests = {digest for _, digest in bodies}
        known = set(self._connection.scalars(select(digest).where(digest.in_(digests)))) if digests else set()
        return codec.documents(self._rows((tables.document, "sender", "payload"), [b for b in bodies if b[1] in known]))

    def standing(self, wanted: Collection[Standing]) -> list[Document]:
        """Documents of a type and enterprise, in one of these statuses; each once."""
        keys = [(w.enterprise, w.type, status) for w in wanted for status in w.statuses]
        return codec.documents(self._rows((tables.document, "enterprise", "type", "status"), keys))

    def references(self, documents: Collection[str]) -> list[Reference]:
        found = self._rows((tables.reference, "document"), [(id_,) for id_ in documents])
        return sorted((Reference(*row) for row in found), key=lambda r: (r.document, r.kind, r.value))

    def numbered(self, numbers: Collection[tuple[str, str]]) -> list[tuple[Reference, Document]]:
        """The documents that bear a number, by its kind and value; several may bear the same."""
        bearing = self._rows((tables.reference, "value"), sorted({(value,) for _, value in numbers}))
        found = [r for row in bearing if ((r := Reference(*row)).kind, r.value) in set(numbers)]
        documents = {d.id: d for d in self.documents({r.document for r in found})}
        return [(reference, documents[reference.document]) for reference in found]

    def transitions(self, documents: Collection[str]) -> list[Transition]:
        """The trails of these documents, each oldest first."""
        found = codec.transitions(self._rows((tables.transition, "document"), [(id_,) for id_ in documents]))
        return sorted(found, key=lambda t: (t.document, t.seq))

    def payloads(self, digests: Collection[str]) -> dict[str, bytes]:
        """Stored bytes by their hex SHA-256."""
        return dict(map(tuple, self._rows((tables.payload, "digest"), [(d,) for d in sorted(set(digests))])))

    def resources(self, keys: Collection[str]) -> list[Resource]:
        return codec.resources(self._rows((tables.resource, "key"), [(key,) for key in keys]))

    def claims(self, documents: Collection[str], resources: Collection[str]) -> list[Claim]:
        """All claims of these documents and all open claims on these resources; each once."""
        theirs = self._rows((tables.claim, "document"), [(id_,) for id_ in documents])
        on_these = self._rows((tables.claim, "resource"), [(key,) for key in resources], OPEN)
        return codec.claims(dict.fromkeys((*map(tuple, theirs), *map(tuple, on_these))))

    def sent(self, ids: Collection[str]) -> list[Message]:
        """Our own messages, by id: unique, whoever they went to."""
        return codec.messages(self._rows((tables.message, "id"), [(id_,) for id_ in ids], OURS))

    def sent_for(self, documents: Collection[str]) -> list[Message]:
        """Our own business messages about these documents."""
        found = self._rows((tables.message, "document"), [(id_,) for id_ in documents], OURS)
        return [message for message in codec.messages(found) if message.kind == "business"]

    def timers(self, documents: Collection[str]) -> list[Timer]:
        """What the clock is to do about these documents; the oldest first."""
        found = codec.timers(self._rows((tables.timer, "document"), [(id_,) for id_ in documents]))
        return sorted(found, key=lambda timer: (timer.due, timer.document, timer.kind))

    def received(self, keys: Collection[tuple[str, str]]) -> list[Message]:
        """Messages of parties, by party and the party's own id."""
        return codec.messages(self._rows((tables.message, "party", "id"), keys, THEIRS))

    def answers(self, keys: Collection[tuple[str, str]]) -> list[Message]:
        """Messages of parties, by party and the id of our message that they answer."""
        return codec.messages(self._rows((tables.message, "party", "answers"), keys, THEIRS))

    def parked(self, keys: Collection[tuple[str, str]]) -> list[tuple[Parked, bytes]]:
        """Parked receipts and their bytes, by party and the id of our message they answer."""
        found = codec.parked(self._rows((tables.parked, "party", "answers"), keys))
        bodies = dict(self._rows((tables.payload, "digest"), sorted({(p.payload,) for p in found})))
        return [(p, bodies[p.payload]) for p in found]

    def waiting(self, keys: Collection[tuple[str, str]]) -> list[Parked]:
        """Parked receipts by party and their own id."""
        return codec.parked(self._rows((tables.parked, "party", "message"), keys))

    def quarantined(self, ids: Collection[str]) -> list[Quarantined]:
        return codec.quarantined(self._rows((tables.quarantine, "id"), [(id_,) for id_ in ids]))

    def portals(self, enterprises: Collection[str], refused: str) -> dict[str, list[str]]:
        """For each enterprise the portals with a submission of it whose status is not `refused`; sorted."""
        found: dict[str, list[str]] = {enterprise: [] for enterprise in enterprises}
        if found:
            keys = self._backend.keys([tables.document.c.enterprise], [(e,) for e in found])
            for row in self._connection.execute(_portals(self._backend), {**keys, "refused": refused}):
                found[row.enterprise].append(row.portal)
        return found

    def outgoing(self, ids: Collection[str]) -> list[Outgoing]:
        """Those outbox rows that are still there."""
        return codec.outgoings(self._rows((tables.outbox, "id"), [(id_,) for id_ in ids]))

    def write(self, changes: Changes) -> None:
        """Write all rows. Raises StoreConflict when a unique row is there already, StoreUnavailable when it cannot."""
        write(self._connection, self._backend, changes)

    def _rows(self, by: By, keys: Collection[tuple[str, ...]], only: ColumnElement[bool] | None = None) -> Any:
        return rows(self._connection, self._backend, by, keys, only)


@cache
def _holding(backend: Backend, table: Table) -> Select[Any]:
    (key,) = table.primary_key.columns
    return select(key).where(backend.among([key])).order_by(key).with_for_update(key_share=True)


@cache
def _portals(backend: Backend) -> Select[Any]:
    document = tables.document.c
    submitted = (backend.among([document.enterprise]), document.portal.is_not(None))
    pairs = select(document.enterprise, document.portal).distinct().order_by(document.portal)
    return pairs.where(*submitted, document.status != bindparam("refused"))
