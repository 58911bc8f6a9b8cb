"""Write a transaction's changes with one statement for each kind of row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from adapters.store import codec, tables, tallies
from adapters.store.backend import Backend, Clash
from adapters.store.catalogues import numbers
from adapters.store.stored import keep_bytes
from hub.errors import StoreConflict
from hub.model import GENESIS, Changes, Claim
from hub.text.bilingual import Bilingual

UNCHAINED = Bilingual(
    "有单证不在库中，或流转记录没有接在前一条之后",
    "a document is not there, or a transition does not follow the one before it",
)


def write(connection: Connection, backend: Backend, changes: Changes) -> None:
    """Write all rows, in the same order for every worker: first the rows that others refer to."""

    def put(table: Table, rows: Iterable[tuple[Any, ...]], clash: Clash = "refuse") -> None:
        backend.insert(connection, table, list(rows), clash)

    keep_bytes(connection, backend, changes.payloads)
    put(tables.encrypted, ((*key, wire) for key, wire in sorted(changes.encrypted.items())), "ignore")
    put(tables.resource, map(codec.resource_values, _by_key(changes.resources)), "replace")
    heads = heads_before(changes)
    put(tables.document, map(codec.document_values, _by_key(changes.created)))
    _move(connection, backend, changes, heads)
    put(tables.trace, sorted(changes.traces.items()))
    put(tables.reference, ((r.document, r.kind, r.value) for r in changes.references), "ignore")
    put(tables.registration, map(codec.registration_values, changes.registrations), "ignore")
    number = numbers(connection, backend, _catalogues(changes))
    put(tables.message, (codec.message_values(row, number[row.catalogue]) for row in changes.messages))
    put(tables.transition, (codec.transition_values(row, number[row.catalogue]) for row in changes.transitions))
    put(tables.claim, map(codec.claim_values, _released_first(changes)), "replace")
    _settle_outbox(connection, backend, changes)
    backend.delete(connection, [tables.to_sign.c.id], [(id_,) for id_ in sorted(changes.signed)])
    put(tables.to_sign, map(codec.to_sign_values, _by_key(changes.to_sign)), "ignore")
    _set_timers(connection, backend, changes)
    put(tables.parked, map(codec.parked_values, changes.parked), "ignore")
    backend.delete(connection, [tables.parked.c.party, tables.parked.c.message], changes.matched)
    put(tables.quarantine, map(codec.quarantined_values, changes.quarantined), "ignore")
    put(tables.settled, map(codec.settled_values, changes.settled))
    put(tables.act, map(codec.act_values, changes.acts))
    put(tables.proposal, map(codec.proposal_values, changes.proposals))
    put(tables.note, map(codec.note_values, changes.notes))
    _turn_circuits(connection, backend, changes)
    tallies.add(connection, backend, changes.writer, changes.counted)


def _by_key(rows: dict[str, Any]) -> Sequence[Any]:
    return [rows[key] for key in sorted(rows)]


def _catalogues(changes: Changes) -> set[str]:
    return {row.catalogue for row in changes.messages} | {row.catalogue for row in changes.transitions}


def heads_before(changes: Changes) -> dict[str, str]:
    """The hash that each document's first new transition follows. Raises StoreConflict if one does not follow another.

    The tables do not keep it, since it is in the row before. So it is compared here, and with the stored head.
    """
    before: dict[str, str] = {}
    newest: dict[str, str] = {}
    for row in changes.transitions:
        if row.previous != newest.get(row.document, GENESIS if row.seq == 1 else row.previous):
            raise StoreConflict(UNCHAINED)
        before.setdefault(row.document, row.previous)
        newest[row.document] = row.hash
    return before


def _move(connection: Connection, backend: Backend, changes: Changes, heads: Mapping[str, str]) -> None:
    """Update each moved document; raises StoreConflict if one does not exist, or if its head is not what follows."""
    moved = _by_key(changes.moved)
    rows = [codec.document_values(document) for document in moved]
    held = [heads.get(document.id, document.head) for document in moved]
    if backend.update(connection, tables.document, rows, tables.document.c.head, held) != len(rows):
        raise StoreConflict(UNCHAINED)


def _released_first(changes: Changes) -> list[Claim]:
    """Claims in the order of writing: a closed claim comes before an open one that takes its place."""
    return sorted(changes.claims.values(), key=lambda c: (c.open, c.resource, c.key, c.document))


def _set_timers(connection: Connection, backend: Backend, changes: Changes) -> None:
    timer = tables.timer.c
    gone = sorted(key for key, set_ in changes.timers.items() if set_ is None)
    backend.delete(connection, [timer.document, timer.kind], gone)
    kept = [set_ for _, set_ in sorted(changes.timers.items()) if set_ is not None]
    backend.insert(connection, tables.timer, list(map(codec.timer_values, kept)), "replace")


def _turn_circuits(connection: Connection, backend: Backend, changes: Changes) -> None:
    circuit = tables.circuit.c
    closed = sorted(key for key, row in changes.circuits.items() if row is None)
    backend.delete(connection, [circuit.destination, circuit.trouble], closed)
    kept = [codec.circuit_values(row) for _, row in sorted(changes.circuits.items()) if row is not None]
    backend.insert(connection, tables.circuit, kept, "replace")


def _settle_outbox(connection: Connection, backend: Backend, changes: Changes) -> None:
    """Delete confirmed rows, then insert promised rows: a promise made again stays after an older confirmation."""
    backend.delete(connection, [tables.outbox.c.id], [(id_,) for id_ in sorted(changes.confirmed)])
    promised = [codec.outgoing_values(row) for row in _by_key(changes.promised)]
    backend.insert(connection, tables.outbox, promised, "ignore")
