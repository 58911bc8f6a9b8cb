"""Outbox rows, with what is needed to render them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, select, tuple_, update

from adapters.store import codec, tables
from adapters.store.backend import Backend
from adapters.store.connections import Connections
from adapters.store.lookup import rows
from adapters.store.stored import PRESENT
from hub.model import Message, Outgoing, Transition
from hub.model.trace import read_traceparent
from hub.ports import Due

PAGE_LIMIT_BYTES: Final = 64 * 1024 * 1024
"""The most bytes of messages that are read at a time."""


class SqlOutbox:
    """An Outbox on SQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def due(
        self, owner: str, limit: int, after: Outgoing | None = None, but: Collection[str] = (), to: str | None = None
    ) -> list[Due]:
        """An owner's rows, oldest first; a row's content is None if the store does not have it.

        Returns fewer rows if their messages are larger than 64 MB; an empty list only if there is no row.
        """
        row = tables.outbox.c
        asked = select(tables.outbox).where(row.owner == owner)
        if but:
            asked = asked.where(row.destination.not_in(sorted(but)))
        if to is not None:
            asked = asked.where(row.destination == to)
        return self._page(asked, limit, after)

    def plain(self, destinations: Collection[str], until: int, limit: int, after: Outgoing | None = None) -> list[Due]:
        """Messages that are not encrypted, whoever owns their rows."""
        row, message, encrypted = tables.outbox.c, tables.message.c, tables.encrypted.c
        ours = (message.direction == "out") & (message.party == row.destination) & (message.id == row.subject)
        wire = (encrypted.content == message.digest) & (encrypted.direction == message.direction)
        joined = tables.outbox.join(tables.message, ours).outerjoin(tables.encrypted, wire)
        asked = select(tables.outbox).select_from(joined).where(row.about == "message", encrypted.wire.is_(None))
        return self._page(asked.where(row.destination.in_(destinations), row.at <= until), limit, after)

    def _page(self, asked: Select[Any], limit: int, after: Outgoing | None) -> list[Due]:
        row = tables.outbox.c
        asked = asked.order_by(row.at, row.id).limit(limit)
        if after is not None:
            asked = asked.where(tuple_(row.at, row.id) > tuple_(after.at, after.id))
        with self._connections.reading() as connection:
            return _with_contents(connection, self._connections.backend, codec.outgoings(connection.execute(asked)))

    def traces(self, documents: Collection[str]) -> dict[str, str]:
        """The traceparents of these documents, as far as they have one."""
        if not documents:
            return {}
        with self._connections.reading() as connection:
            return _traces(connection, self._connections.backend, documents)

    def reassign(self, owners: Collection[str], to: str) -> int:
        """Make `to` the owner of all rows of these owners, also of messages to sign; return the number that changed."""
        with self._connections.writing() as connection:
            return sum(_reassigned(connection, table, owners, to) for table in (tables.outbox, tables.to_sign))


def _reassigned(connection: Connection, table: Table, owners: Collection[str], to: str) -> int:
    theirs = select(table.c.id).where(table.c.owner.in_(owners)).with_for_update(skip_locked=True)
    return connection.execute(update(table).where(table.c.id.in_(theirs)).values(owner=to)).rowcount


def _with_contents(connection: Connection, backend: Backend, outgoing: Sequence[Outgoing]) -> list[Due]:
    """The first rows, up to the limit of bytes, each with what is needed to render it."""
    sent, moves = _sent(connection, backend, outgoing), _moves(connection, backend, outgoing)
    sizes = {id_: one.size for id_, one in sent.items()}
    sizes |= {id_: sum(move.files.values()) for id_, move in moves.items()}
    fitting = list(_that_fit(outgoing, sizes))
    about = {kind: [row for row in fitting if row.about == kind] for kind in ("message", "event", "refusal")}
    found = (
        _messages(connection, backend, about["message"], sent)
        | _events(connection, backend, about["event"], moves)
        | _refusals(connection, backend, about["refusal"])
    )
    about_document = {row.id: sent[row.id].document for row in about["message"] if row.id in sent}
    about_document |= {row.id: row.subject for row in about["event"]}
    traces = _traces(connection, backend, {id_ for id_ in about_document.values() if id_ is not None})
    whole = [found.get(row.id, Due(outgoing=row)) for row in fitting]
    return [replace(due, trace=traces.get(about_document.get(due.outgoing.id) or "", "")) for due in whole]


def _traces(connection: Connection, backend: Backend, documents: Collection[str]) -> dict[str, str]:
    """Each as it came; what somebody changed in the store until it is none goes out to nobody."""
    found = rows(connection, backend, (tables.trace, "document"), {(id_,) for id_ in documents})
    return {document: trace for document, said in map(tuple, found) if (trace := read_traceparent(said))}


def _sent(connection: Connection, backend: Backend, outgoing: Sequence[Outgoing]) -> dict[str, Message]:
    """The messages of these rows, without their bytes, by row id."""
    keys = {("out", row.destination, row.subject): row.id for row in outgoing if row.about == "message"}
    found = codec.messages(rows(connection, backend, (tables.message, "direction", "party", "id"), list(keys)))
    return {keys["out", one.party, one.id]: one for one in found}


def _moves(connection: Connection, backend: Backend, outgoing: Sequence[Outgoing]) -> dict[str, Transition]:
    """The transitions of these rows, by row id."""
    events = [row for row in outgoing if row.about == "event"]
    keys = {(row.subject, seq) for row in events for seq in (row.seq, row.seq - 1)}  # with the row before, for its hash
    found = codec.transitions(rows(connection, backend, (tables.transition, "document", "seq"), keys))
    by_move = {(move.document, move.seq): move for move in found}
    return {row.id: move for row in events if (move := by_move.get((row.subject, row.seq)))}


def _that_fit(outgoing: Sequence[Outgoing], sizes: Mapping[str, int]) -> Iterator[Outgoing]:
    """The first rows, up to the limit of bytes; at least one."""
    room = PAGE_LIMIT_BYTES
    for row in outgoing:
        room -= sizes.get(row.id, 0)
        if room > 0 or row is outgoing[0]:
            yield row
        else:
            return


def _messages(
    connection: Connection, backend: Backend, outgoing: Sequence[Outgoing], sent: Mapping[str, Message]
) -> dict[str, Due]:
    """Each with the bytes that go out: the encrypted ones where there are any."""
    digests = {row.id: sent[row.id].digest for row in outgoing if row.id in sent}
    contents = {(digest, "out") for digest in digests.values()}
    kept = rows(connection, backend, (tables.encrypted, "content", "direction"), contents)
    wires = {content: wire for content, _, wire in map(tuple, kept)}
    encrypted = {id_ for id_, digest in digests.items() if digest in wires}
    digests = {id_: wires.get(digest, digest) for id_, digest in digests.items()}
    wanted = {(digest,) for digest in digests.values()}
    bytes_of = dict(map(tuple, rows(connection, backend, (tables.payload, "digest"), wanted, PRESENT)))
    return {
        row.id: Due(outgoing=row, body=bytes_of.get(digests.get(row.id, "")), is_encrypted=row.id in encrypted)
        for row in outgoing
    }


def _events(
    connection: Connection, backend: Backend, outgoing: Sequence[Outgoing], moves: Mapping[str, Transition]
) -> dict[str, Due]:
    ids = {(row.subject,) for row in outgoing}
    documents = {d.id: d for d in codec.documents(rows(connection, backend, (tables.document, "id"), ids))}
    causes = {(move.cause.digest,) for row in outgoing if (move := moves.get(row.id)) and move.files}
    bytes_of = dict(map(tuple, rows(connection, backend, (tables.payload, "digest"), causes, PRESENT)))
    found = {}
    for row in outgoing:
        move = moves.get(row.id)
        brought_by = bytes_of.get(move.cause.digest) if move and move.files else None
        document = documents.get(row.subject)
        found[row.id] = Due(outgoing=row, document=document, transition=move, brought_by=brought_by)
    return found


def _refusals(connection: Connection, backend: Backend, outgoing: Sequence[Outgoing]) -> dict[str, Due]:
    kept = rows(connection, backend, (tables.quarantine, "id"), {(row.subject,) for row in outgoing})
    by_id = {quarantined.id: quarantined for quarantined in codec.quarantined(kept)}
    return {row.id: Due(outgoing=row, quarantined=by_id.get(row.subject)) for row in outgoing}
