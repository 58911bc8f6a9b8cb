"""What names stored bytes: documents, messages, trails, and what waits."""

import json
from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from adapters.store import tables
from hub.model.moments import SECOND
from hub.ports.retention import Names

MARGIN: Final = 600 * SECOND
"""How far the clocks of hubs that share a store may be apart, twice."""
_BY_PAGES: Final = {"yield_per": 1000}
"""The whole result would not fit in memory."""
Name = tuple[str, str | None]
"""A digest, and the id of the document that names it; None for anything else."""


def every_name(connection: Connection, among: Collection[str]) -> Iterator[Name]:
    """All names in the store. `among`: the digests that are asked for, for what is only named through others."""
    document, message, transition = tables.document.c, tables.message.c, tables.transition.c
    yield from _of_documents(connection, select(document.id, document.payload, document.form))
    yield from _pairs(connection, select(message.digest, message.document))
    moved = select(transition.cause_digest, transition.document, transition.detail)
    yield from _of_transitions(connection, moved)
    yield from _apart(connection, 0)
    encrypted = tables.encrypted.c
    for content, wire in connection.execute(select(encrypted.content, encrypted.wire), execution_options=_BY_PAGES):
        if content not in among:
            yield wire, None


def names(connection: Connection, digests: Collection[str], documents: Collection[str]) -> Names:
    """Which of these bytes anything names beside these documents, and which several of these documents name.

    What travelled encrypted in the place of some bytes is named by whatever names these bytes.
    """
    wanted, own = set(digests), {id_: id_ for id_ in documents}
    first: dict[str, str] = {}
    others: set[str] = set()
    shared: dict[str, set[str]] = {}
    for name, owner in every_name(connection, wanted):
        if name in wanted:
            mine = own.get(owner or "")
            if mine is None:
                others.add(name)
            elif first.setdefault(name, mine) is not mine:
                shared.setdefault(name, {first[name]}).add(mine)
    encrypted = tables.encrypted.c
    for content, wire in _pairs(connection, select(encrypted.content, encrypted.wire)):
        if content in others:
            others.add(wire or "")
        elif content in shared:
            shared.setdefault(wire or "", set()).update(shared[content])
    return Names(others=others, shared={name: owners for name, owners in shared.items() if name not in others})


def newer_names(connection: Connection, since: int) -> Iterator[Name]:
    """The names that were written since a time, and a few that are older."""
    document, message, transition = tables.document.c, tables.message.c, tables.transition.c
    at = since - MARGIN
    yield from _apart(connection, at)  # first: what is matched meanwhile moves from there to a trail, and is met again
    is_new = document.updated_at >= at
    yield from _of_documents(connection, select(document.id, document.payload, document.form).where(is_new))
    sent = select(message.digest, message.document)
    yield from _pairs(connection, sent.join(tables.document, message.document == document.id).where(is_new))
    yield from _pairs(connection, sent.where(message.document.is_(None), message.at >= at))
    moved = select(transition.cause_digest, transition.document, transition.detail)
    moved = moved.join(tables.document, transition.document == document.id).where(is_new)
    yield from _of_transitions(connection, moved)


def _of_documents(connection: Connection, asked: Select[Any]) -> Iterator[Name]:
    for id_, payload, form in connection.execute(asked, execution_options=_BY_PAGES):
        yield payload, id_
        if form is not None:
            yield form, id_


def _of_transitions(connection: Connection, asked: Select[Any]) -> Iterator[Name]:
    """The cause, and the form that a row may tell of."""
    for cause, id_, detail in connection.execute(asked, execution_options=_BY_PAGES):
        yield cause, id_
        if '"form"' in detail:
            said = json.loads(detail)
            yield from ((said[name], id_) for name in ("form", "read") if isinstance(said.get(name), str))


def _apart(connection: Connection, since: int) -> Iterator[Name]:
    quarantine = tables.quarantine.c
    for payload in connection.scalars(select(quarantine.payload).where(quarantine.at >= since)):
        yield payload, None
    for payload in connection.scalars(select(tables.parked.c.payload)):
        yield payload, None


def _pairs(connection: Connection, asked: Select[Any]) -> Iterator[Name]:
    yield from (tuple(row) for row in connection.execute(asked, execution_options=_BY_PAGES))
