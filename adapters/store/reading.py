"""What a transaction reads by many keys at once, by subject."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, select

from adapters.store import codec, tables
from adapters.store.backend import Backend
from adapters.store.lookup import By, rows
from adapters.store.stored import PRESENT
from hub.model import (
    BY_ACCOUNT,
    Claim,
    Document,
    Message,
    OperatorAct,
    Outgoing,
    Parked,
    Proposal,
    Quarantined,
    Reference,
    Registration,
    Resource,
    Settled,
    Timer,
    ToSign,
    Transition,
)
from hub.ports import Standing

OPEN = tables.claim.c.open.is_(True)
COUNTED = and_(
    tables.claim.c.open.is_(False), tables.claim.c.amount.is_not(None), tables.claim.c.settled_at.is_not(None)
)
OURS = tables.message.c.direction == "out"
THEIRS = tables.message.c.direction == "in"


class Rows:
    """The rows that one connection reads. Not thread-safe."""

    def __init__(self, connection: Connection, backend: Backend) -> None:
        self._connection = connection
        self._backend = backend

    def _rows(self, by: By, keys: Collection[tuple[str, ...]], only: ColumnElement[bool] | None = None) -> Any:
        return rows(self._connection, self._backend, by, keys, only)


class SqlDocumentReader(Rows):
    """Documents and their transitions."""

    def documents(self, ids: Collection[str]) -> list[Document]:
        return codec.documents(self._rows((tables.document, "id"), [(id_,) for id_ in ids]))

    def brought(self, keys: Collection[tuple[str, str]]) -> list[Document]:
        """Documents by sender and the sender's own id."""
        return codec.documents(self._rows((tables.document, "sender", "sender_ref"), keys))

    def submitted(self, bodies: Collection[tuple[str, str]]) -> list[Document]:
        """Documents by sender and digest of the submitted bytes. Documents are searched only for stored bytes."""
        digest = tables.payload.c.digest
        digests = {digest for _, digest in bodies}
        known = set(self._connection.scalars(select(digest).where(digest.in_(digests)))) if digests else set()
        return codec.documents(self._rows((tables.document, "sender", "payload"), [b for b in bodies if b[1] in known]))

    def standing(self, wanted: Collection[Standing]) -> list[Document]:
        """Documents of a type and enterprise, in one of these statuses; each once."""
        keys = [(w.enterprise, w.type, status) for w in wanted for status in w.statuses]
        return codec.documents(self._rows((tables.document, "enterprise", "type", "status"), keys))

    def transitions(self, documents: Collection[str]) -> list[Transition]:
        """The trails of these documents, each oldest first."""
        return codec.transitions(self._rows((tables.transition, "document"), [(id_,) for id_ in documents]))

    def portals(self, enterprises: Collection[str], refused: str, since: int) -> dict[str, list[str]]:
        """For each enterprise, the portals that submitted for it with a card, at `since` or later; each sorted."""
        found: dict[str, list[str]] = {enterprise: [] for enterprise in enterprises}
        if found:
            keys = self._backend.keys([tables.document.c.enterprise], [(e,) for e in found])
            asked = {**keys, "refused": refused, "since": since}
            for row in self._connection.execute(_portals(self._backend), asked):
                found[row.enterprise].append(row.portal)
        return found


class SqlNumberReader(Rows):
    """Business numbers and record numbers."""

    def recorded(self, numbers: Collection[str]) -> set[str]:
        """The record numbers among these that a document has."""
        return {row.record for row in self._rows((tables.document, "record"), [(n,) for n in sorted(numbers)])}

    def with_records(self, numbers: Collection[str]) -> list[Document]:
        """The documents that have these record numbers."""
        return codec.documents(self._rows((tables.document, "record"), [(n,) for n in sorted(numbers)]))

    def references(self, documents: Collection[str]) -> list[Reference]:
        found = self._rows((tables.reference, "document"), [(id_,) for id_ in documents])
        return sorted((Reference(*row) for row in found), key=lambda r: (r.document, r.kind, r.value))

    def registrations(self, codes: Collection[str]) -> list[Registration]:
        return codec.registrations(self._rows((tables.registration, "code"), [(code,) for code in codes]))

    def numbered(self, numbers: Collection[tuple[str, str]]) -> list[tuple[Reference, Document]]:
        """The documents that bear a number, by its kind and value. Several documents may bear the same number."""
        bearing = self._rows((tables.reference, "value"), sorted({(value,) for _, value in numbers}))
        found = [r for row in bearing if ((r := Reference(*row)).kind, r.value) in set(numbers)]
        ids = {(r.document,) for r in found}
        documents = {d.id: d for d in codec.documents(self._rows((tables.document, "id"), ids))}
        return [(reference, documents[reference.document]) for reference in found]


class SqlMessageReader(Rows):
    """Messages, parked messages and quarantined deliveries."""

    def sent(self, ids: Collection[str]) -> list[Message]:
        """The hub's own messages, by id; ids are unique across all parties."""
        return codec.messages(self._rows((tables.message, "id"), [(id_,) for id_ in ids], OURS))

    def sent_for(self, documents: Collection[str]) -> list[Message]:
        """The hub's own business messages for these documents."""
        found = self._rows((tables.message, "document"), [(id_,) for id_ in documents], OURS)
        return [message for message in codec.messages(found) if message.kind == "business"]

    def received(self, keys: Collection[tuple[str, str]]) -> list[Message]:
        """Messages of parties, by party and the party's own id."""
        return codec.messages(self._rows((tables.message, "party", "id"), keys, THEIRS))

    def answers(self, keys: Collection[tuple[str, str]]) -> list[Message]:
        """Messages of parties, by party and the id of the hub's message that they answer."""
        return codec.messages(self._rows((tables.message, "party", "answers"), keys, THEIRS))

    def payloads(self, digests: Collection[str]) -> dict[str, bytes]:
        """Stored bytes by their hex SHA-256, without those that were removed."""
        keys = [(digest,) for digest in sorted(set(digests))]
        return dict(map(tuple, self._rows((tables.payload, "digest"), keys, PRESENT)))

    def wires(self, contents: Collection[str]) -> dict[str, str]:
        """Hex SHA-256 of what the hub sent encrypted, by that of its content."""
        found = self._rows((tables.encrypted, "content", "direction"), [(c, "out") for c in sorted(set(contents))])
        return {content: wire for content, _, wire in map(tuple, found)}

    def parked(self, keys: Collection[tuple[str, str]]) -> list[tuple[Parked, bytes]]:
        """Parked receipts and their bytes, by party and the id of the hub's message that they answer."""
        found = codec.parked(self._rows((tables.parked, "party", "answers"), keys))
        bodies = dict(self._rows((tables.payload, "digest"), sorted({(p.payload,) for p in found})))
        return [(p, bodies[p.payload]) for p in found]

    def waiting(self, keys: Collection[tuple[str, str]]) -> list[Parked]:
        """Parked messages, by party and the party's own id."""
        return codec.parked(self._rows((tables.parked, "party", "message"), keys))

    def quarantined(self, ids: Collection[str]) -> list[Quarantined]:
        return codec.quarantined(self._rows((tables.quarantine, "id"), [(id_,) for id_ in ids]))

    def settled(self, ids: Collection[str]) -> list[Settled]:
        """What operators did with these quarantined deliveries."""
        return codec.settled(self._rows((tables.settled, "quarantine"), [(id_,) for id_ in ids]))


class SqlActReader(Rows):
    """Operators' acts, and acts that wait for a second operator."""

    def acts(self, ids: Collection[str]) -> list[OperatorAct]:
        return codec.acts(self._rows((tables.act, "id"), [(id_,) for id_ in ids]))

    def proposals(self, ids: Collection[str]) -> list[Proposal]:
        return codec.proposals(self._rows((tables.proposal, "id"), [(id_,) for id_ in ids]))


class SqlClaimReader(Rows):
    """Claims, and the resources that they hold."""

    def resources(self, keys: Collection[str]) -> list[Resource]:
        return codec.resources(self._rows((tables.resource, "key"), [(key,) for key in keys]))

    def claims(self, documents: Collection[str], resources: Collection[str]) -> list[Claim]:
        """All claims of these documents and all open claims on these resources; each once."""
        theirs = self._rows((tables.claim, "document"), [(id_,) for id_ in documents])
        on_these = self._rows((tables.claim, "resource"), [(key,) for key in resources], OPEN)
        return codec.claims(dict.fromkeys((*map(tuple, theirs), *map(tuple, on_these))))

    def counted(self, resources: Collection[str]) -> list[Claim]:
        """The closed claims on these resources whose amounts their party counts itself."""
        return codec.claims(self._rows((tables.claim, "resource"), [(key,) for key in resources], COUNTED))


class SqlWorkReader(Rows):
    """Timers, outbox rows, and messages that wait for their signatures."""

    def timers(self, documents: Collection[str]) -> list[Timer]:
        """The timers of these documents, oldest first."""
        found = codec.timers(self._rows((tables.timer, "document"), [(id_,) for id_ in documents]))
        return sorted(found, key=lambda timer: (timer.due, timer.document, timer.kind))

    def outgoing(self, ids: Collection[str]) -> list[Outgoing]:
        """The outbox rows with these ids that still exist."""
        return codec.outgoings(self._rows((tables.outbox, "id"), [(id_,) for id_ in ids]))

    def to_sign(self, ids: Collection[str]) -> list[ToSign]:
        """The messages with these ids that still wait for their signatures."""
        return codec.to_sign(self._rows((tables.to_sign, "id"), [(id_,) for id_ in ids]))

    def to_sign_for(self, documents: Collection[str]) -> list[ToSign]:
        """The messages of these documents that still wait for their signatures, oldest first."""
        found = codec.to_sign(self._rows((tables.to_sign, "document"), [(id_,) for id_ in documents]))
        return sorted(found, key=lambda row: (row.at, row.id))


@cache
def _portals(backend: Backend) -> Select[Any]:
    document = tables.document.c
    submitted = (backend.among([document.enterprise]), document.portal == document.sender)
    by_card = (document.vouched_by.is_not(None), document.vouched_by != BY_ACCOUNT)
    counts = (document.status != bindparam("refused"), document.created_at >= bindparam("since"))
    pairs = select(document.enterprise, document.portal).distinct().order_by(document.portal)
    return pairs.where(*submitted, *by_card, *counts)
