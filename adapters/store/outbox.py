"""What is promised and not confirmed yet, with what is needed to render it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, select, tuple_

from adapters.store import codec, tables
from adapters.store.backend import Backend
from adapters.store.lookup import rows
from hub.model import Message, Outgoing
from hub.ports import Due

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of messages after which no more rows are read at a time."""


def due(connection: Connection, backend: Backend, owner: str, limit: int, after: Outgoing | None = None) -> list[Due]:
    """An owner's rows, oldest first; what a row is about is None when the store has no such thing.

    Fewer than there are where their messages would be larger than 64 MB; none only when there are none.
    """
    row = tables.outbox.c
    asked = select(tables.outbox).where(row.owner == owner).order_by(row.at, row.id).limit(limit)
    if after is not None:
        asked = asked.where(tuple_(row.at, row.id) > tuple_(after.at, after.id))
    outgoing = codec.outgoings(connection.execute(asked))
    letters = _letters(connection, backend, outgoing)
    outgoing = list(_that_fit(outgoing, letters))
    about = {kind: [row for row in outgoing if row.about == kind] for kind in ("message", "event", "refusal")}
    found = (
        _messages(connection, backend, about["message"], letters)
        | _events(connection, backend, about["event"])
        | _refusals(connection, backend, about["refusal"])
    )
    return [found.get(row.id, Due(outgoing=row)) for row in outgoing]


def _letters(connection: Connection, backend: Backend, outgoing: Sequence[Outgoing]) -> dict[str, Message]:
    """The messages that rows are about, without their bytes, by row id."""
    keys = {("out", row.destination, row.subject): row.id for row in outgoing if row.about == "message"}
    found = codec.messages(rows(connection, backend, (tables.message, "direction", "party", "id"), list(keys)))
    return {keys["out", letter.party, letter.id]: letter for letter in found}


def _that_fit(outgoing: Sequence[Outgoing], letters: Mapping[str, Message]) -> Iterator[Outgoing]:
    """The first rows, up to one that fills the memory."""
    room = LARGEST
    for row in outgoing:
        room -= letters[row.id].size if row.id in letters else 0
        if room > 0 or row is outgoing[0]:
            yield row
        else:
            return


def _messages(
    connection: Connection, backend: Backend, outgoing: Sequence[Outgoing], letters: Mapping[str, Message]
) -> dict[str, Due]:
    digests = {row.id: letters[row.id].digest for row in outgoing if row.id in letters}
    wanted = {(digest,) for digest in digests.values()}
    bytes_of = dict(map(tuple, rows(connection, backend, (tables.payload, "digest"), wanted)))
    return {row.id: Due(outgoing=row, body=bytes_of.get(digests.get(row.id, ""))) for row in outgoing}


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
