"""What is promised and not confirmed yet, with what is needed to render it."""

from collections.abc import Sequence

from sqlalchemy import Connection, select, tuple_

from adapters.store import codec, tables
from adapters.store.backend import Backend
from adapters.store.lookup import rows
from hub.model import Outgoing
from hub.ports import Due


def due(connection: Connection, backend: Backend, owner: str, limit: int, after: Outgoing | None = None) -> list[Due]:
    """An owner's rows, oldest first; what a row is about is None when the store has no such thing."""
    row = tables.outbox.c
    asked = select(tables.outbox).where(row.owner == owner).order_by(row.at, row.id).limit(limit)
    if after is not None:
        asked = asked.where(tuple_(row.at, row.id) > tuple_(after.at, after.id))
    outgoing = codec.outgoings(connection.execute(asked))
    about = {kind: [row for row in outgoing if row.about == kind] for kind in ("message", "event", "refusal")}
    found = (
        _messages(connection, backend, about["message"])
        | _events(connection, backend, about["event"])
        | _refusals(connection, backend, about["refusal"])
    )
    return [found.get(row.id, Due(outgoing=row)) for row in outgoing]


def _messages(connection: Connection, backend: Backend, outgoing: Sequence[Outgoing]) -> dict[str, Due]:
    keys = [("out", row.destination, row.subject) for row in outgoing]
    letters = codec.messages(rows(connection, backend, (tables.message, "direction", "party", "id"), keys))
    wanted = {(letter.digest,) for letter in letters}
    bytes_of = dict(map(tuple, rows(connection, backend, (tables.payload, "digest"), wanted)))
    bodies = {(letter.party, letter.id): bytes_of[letter.digest] for letter in letters}
    return {row.id: Due(outgoing=row, body=bodies.get((row.destination, row.subject))) for row in outgoing}


def _events(connection: Connection, backend: Backend, outgoing: Sequence[Outgoing]) -> dict[str, Due]:
    ids, moves = {(row.subject,) for row in outgoing}, {(row.subject, row.seq) for row in outgoing}
    documents = codec.documents(rows(connection, backend, (tables.document, "id"), ids))
    transitions = codec.transitions(rows(connection, backend, (tables.transition, "document", "seq"), moves))
    by_id = {document.id: document for document in documents}
    by_move = {(transition.document, transition.seq): transition for transition in transitions}
    return {
        row.id: Due(outgoing=row, document=by_id.get(row.subject), transition=by_move.get((row.subject, row.seq)))
        for row in outgoing
    }


def _refusals(connection: Connection, backend: Backend, outgoing: Sequence[Outgoing]) -> dict[str, Due]:
    kept = rows(connection, backend, (tables.quarantine, "id"), {(row.subject,) for row in outgoing})
    by_id = {quarantined.id: quarantined for quarantined in codec.quarantined(kept)}
    return {row.id: Due(outgoing=row, quarantined=by_id.get(row.subject)) for row in outgoing}
