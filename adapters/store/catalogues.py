"""Catalogues by number: rows name a catalogue by a small number, and the model by its digest."""

from collections.abc import Collection

from sqlalchemy import Connection, text

from adapters.store import tables
from adapters.store.backend import Backend
from adapters.store.lookup import rows

_ADD = text("INSERT INTO catalogue (digest) VALUES (:digest) ON CONFLICT DO NOTHING")


def numbers(connection: Connection, backend: Backend, digests: Collection[str]) -> dict[str, int]:
    """The number of each catalogue, by its digest. A new catalogue gets its number in this transaction."""
    found = _known(connection, backend, digests)
    if missing := sorted(set(digests) - set(found)):
        connection.execute(_ADD, [{"digest": digest} for digest in missing])
        found |= _known(connection, backend, missing)
    return found


def _known(connection: Connection, backend: Backend, digests: Collection[str]) -> dict[str, int]:
    known = rows(connection, backend, (tables.catalogue, "digest"), [(digest,) for digest in digests])
    return {digest: number for number, digest in map(tuple, known)}
