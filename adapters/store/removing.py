"""Take out of the store what is recorded, and nothing that something keeps."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, delete, select

from adapters.store import tables
from adapters.store.backend import Backend
from adapters.store.criteria import DISPUTED, over
from adapters.store.lookup import rows
from adapters.store.naming import MARGIN, Naming
from adapters.store.removal_rows import RemovalRows
from adapters.store.returning import note_gone
from hub.ports.retention import Ends, Taken

Keys = Collection[str]
_HAS_AMOUNT: Final = tables.claim.c.amount.is_not(None)


def obstacles(read: RemovalRows, documents: Keys, now: int) -> dict[str, set[str]]:
    """What keeps each of these documents."""
    found: dict[str, set[str]] = defaultdict(set)
    wanted = set(documents)
    for word, id_ in (*_kept(read, sorted(wanted)), *_proposed(read.connection, now)):
        if id_ in wanted:
            found[id_].add(word)
    return found


def _kept(read: RemovalRows, documents: Sequence[str]) -> Iterator[tuple[str, str]]:
    connection = read.connection

    def found(*by: Any, only: Any = None) -> Any:
        return rows(connection, read.backend, by, [(id_,) for id_ in documents], only)

    for row in found(tables.timer, "document"):
        yield "timer", row.document
    for row in found(tables.claim, "document", only=_HAS_AMOUNT):  # figures of later years may be judged by it
        yield "claim", row.document
    for row in found(tables.to_sign, "document"):
        yield "to-sign", row.document
    for row in found(tables.document, "id", only=DISPUTED):
        yield "dispute", row.id
    yield from (("held", id_) for id_ in read.held(documents))
    sent = {row.id: row.document for row in found(tables.message, "document")}
    for subject in connection.scalars(select(tables.outbox.c.subject)):
        yield "outbox", sent.get(subject, subject)
    for answers in connection.scalars(select(tables.parked.c.answers)):
        yield "parked", sent.get(answers, answers)
    for id_ in connection.scalars(select(tables.unsealed.c.document).distinct()):
        yield "unsealed", id_
    quarantine, settled = tables.quarantine.c, tables.settled.c
    is_settled = select(settled.quarantine).where(settled.quarantine == quarantine.id).exists()
    for id_ in connection.scalars(select(quarantine.document).where(quarantine.document.is_not(None), ~is_settled)):
        yield "quarantined", id_


def _proposed(connection: Connection, now: int) -> Iterator[tuple[str, str]]:
    """What waits for a second operator. Nobody can approve it when its time is over, by any hub's clock."""
    proposal, act = tables.proposal.c, tables.act.c.id
    asked = select(proposal.about).where(
        ~select(act).where(act == proposal.id).exists(), proposal.until >= now - MARGIN
    )
    yield from (("proposal", about) for about in connection.scalars(asked))


def record(connection: Connection, backend: Backend, taken: Taken) -> None:
    """Record what a removal will take."""
    one = taken.removal
    backend.insert(connection, tables.removal, [(one.id, one.kind, one.act, one.at, one.note)], "refuse")
    trails = sorted((a.document, a.until, a.previous, one.id) for a in taken.archived)
    backend.insert(connection, tables.archived, trails, "refuse")
    backend.insert(connection, tables.pruned, [(id_, one.id) for id_ in sorted(taken.pruned)], "refuse")
    backend.insert(connection, tables.removed, [(digest, one.id) for digest in sorted(taken.payloads)], "refuse")


def remove(
    read: RemovalRows,
    of: tuple[str, int],
    documents: Sequence[str],
    ends: Ends,
    payloads: Mapping[str, Sequence[str]],
) -> tuple[int, set[str]]:
    """Remove the rows of these documents; how many, and which documents stay whole.

    `of`: the removal, and when all names of bytes were read.
    """
    (removal, since), connection, backend = of, read.connection, read.backend
    _lock(connection, backend, tables.document.c.id, documents, key_share=True)
    free = _free(read, documents, ends, since)
    count = _delete_trails(connection, backend, removal, free)
    _note_gone(read, removal, free, since)
    spared = {digest for id_ in documents if id_ not in free for digest in payloads.get(id_, ())}
    going = sorted({digest for id_ in free for digest in payloads.get(id_, ())} - spared)
    _lock(connection, backend, tables.payload.c.digest, going)
    newer = Naming(connection, read.sieve).newer(since) if going else ()
    named = {name for name, owner in newer if owner not in free}
    backend.update(connection, tables.payload, [(digest, b"") for digest in going if digest not in named])
    return count, set(documents) - free


def _free(read: RemovalRows, documents: Sequence[str], ends: Ends, since: int) -> set[str]:
    """The documents that are still at their end, that nothing keeps, and that nothing newer needs."""
    connection, kept = read.connection, obstacles(read, documents, since)
    at_end = rows(connection, read.backend, (tables.document, "id"), [(id_,) for id_ in documents], over(*ends))
    newer = needed(connection, ends, tables.document.c.updated_at >= since - MARGIN)
    return {row.id for row in at_end} - kept.keys() - newer


def needed(connection: Connection, ends: Ends, *only: ColumnElement[bool]) -> set[str]:
    """Ids that documents name which are not at their end: by their references, as predecessors, as makers."""
    document, reference = tables.document.c, tables.reference.c
    is_open = (~over(*ends), *only)
    values = select(reference.value).join(tables.document, reference.document == document.id).where(*is_open)
    origins = select(document.again_of, document.sender, document.portal).where(*is_open)
    found = set(connection.scalars(values))
    for row in connection.execute(origins):
        found.update(row)
    return {one for one in found if one}


def _delete_trails(connection: Connection, backend: Backend, removal: str, documents: Keys) -> int:
    """All that the archive holds, but for the first row of each document and the newest.

    The first answers a submission that comes again, and the next transition follows the newest.
    """
    if not documents:
        return 0
    transition, archived = tables.transition.c, tables.archived.c
    is_archived = select(archived.until).where(
        archived.document == transition.document, archived.until > transition.seq, archived.removal == removal
    )
    gone = delete(tables.transition).where(
        backend.among([transition.document]), transition.seq > 1, is_archived.exists()
    )
    keys = backend.keys([transition.document], [(id_,) for id_ in sorted(documents)])
    return connection.execute(gone, keys).rowcount


def _note_gone(read: RemovalRows, removal: str, documents: Keys, at: int) -> None:
    """Record that documents which were brought back have left, once no archive has more of their rows."""
    connection, backend = read.connection, read.backend
    if back := read.inside(documents):
        archived, transition, taken = tables.archived.c, tables.transition.c, tables.removal.c
        is_there = select(transition.seq).where(
            transition.document == archived.document, transition.seq > 1, transition.seq < archived.until
        )
        keys = backend.keys([archived.document], [(id_,) for id_ in sorted(back)])
        of_it = select(archived.document).where(backend.among([archived.document]))
        left = set(connection.scalars(of_it.where(archived.removal == removal), keys))
        left -= set(connection.scalars(of_it.where(is_there.exists()), keys))
        (act,) = connection.scalars(select(taken.act).where(taken.id == removal))
        note_gone(read, left, act, at)


def _lock(
    connection: Connection, backend: Backend, by: Column[str], keys: Sequence[str], *, key_share: bool = False
) -> None:
    """Lock rows in the order of their keys, as all workers do; with `key_share` others may still refer to them."""
    if keys and not backend.blocks_whole:
        asked = select(by).where(backend.among([by])).order_by(by)
        given = backend.keys([by], [(key,) for key in sorted(keys)])
        connection.execute(asked.with_for_update(key_share=key_share), given).all()
