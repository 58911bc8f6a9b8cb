"""What names stored bytes: documents, messages, trails, and what waits."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, select

from adapters.store import tables
from adapters.store.proved import Sieve
from hub.model.moments import SECOND
from hub.ports.retention import Names

MARGIN: Final = 600 * SECOND
"""How far the clocks of hubs that share a store may be apart, twice."""
_BY_PAGES: Final = {"yield_per": 1000}
"""The whole result would not fit in memory."""
Name = tuple[str, str | None]
"""A digest, and the id of the document that names it; None for anything else."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Reads names on one connection. Rows that the hub cannot have written are noted, and left out."""

    connection: Connection
    sieve: Sieve

    def names(self, digests: Collection[str], documents: Collection[str]) -> Names:
        """Which of these bytes anything names beside these documents, and which several of these documents name.

        What travelled encrypted in the place of some bytes is named by whatever names these bytes.
        """
        wanted, own = set(digests), {id_: id_ for id_ in documents}
        first: dict[str, str] = {}
        others: set[str] = set()
        shared: dict[str, set[str]] = {}
        for name, owner in self.every(wanted):
            if name in wanted:
                mine = own.get(owner or "")
                if mine is None:
                    others.add(name)
                elif first.setdefault(name, mine) is not mine:
                    shared.setdefault(name, {first[name]}).add(mine)
        for content, wire in self._encrypted():
            if content in others:
                others.add(wire)
            elif content in shared:
                shared.setdefault(wire, set()).update(shared[content])
        return Names(others=others, shared={name: owners for name, owners in shared.items() if name not in others})

    def every(self, among: Collection[str]) -> Iterator[Name]:
        """All names in the store. `among`: the digests that are asked for, for what is only named through others."""
        document, message, transition = tables.document.c, tables.message.c, tables.transition.c
        yield from self._of_documents(select(document.id, document.payload, document.form))
        yield from self._of_messages(select(message.digest, message.document))
        yield from self._of_transitions(select(transition.cause_digest, transition.document, transition.detail))
        yield from self._apart(0)
        yield from ((wire, None) for content, wire in self._encrypted() if content not in among)

    def newer(self, since: int) -> Iterator[Name]:
        """The names that were written since a time, and a few that are older."""
        document, message, transition = tables.document.c, tables.message.c, tables.transition.c
        at = since - MARGIN
        yield from self._apart(at)  # first: what is matched meanwhile moves from there to a trail, and is met again
        is_new = document.updated_at >= at
        yield from self._of_documents(select(document.id, document.payload, document.form).where(is_new))
        sent = select(message.digest, message.document)
        yield from self._of_messages(sent.join(tables.document, message.document == document.id).where(is_new))
        yield from self._of_messages(sent.where(message.document.is_(None), message.at >= at))
        moved = select(transition.cause_digest, transition.document, transition.detail)
        yield from self._of_transitions(moved.join(tables.document, transition.document == document.id).where(is_new))

    # ---- rows --------------------------------------------------------------------------------

    def _of_documents(self, asked: Select[Any]) -> Iterator[Name]:
        for id_, payload, form in self._rows(tables.document, asked):
            yield payload, id_
            if form is not None:
                yield form, id_

    def _of_messages(self, asked: Select[Any]) -> Iterator[Name]:
        yield from (tuple(row) for row in self._rows(tables.message, asked))

    def _of_transitions(self, asked: Select[Any]) -> Iterator[Name]:
        """The cause, and the form that a row may tell of."""
        for row in self._rows(tables.transition, asked):
            yield row.cause_digest, row.document
            if '"form"' in row.detail:
                said = self._said(row)
                yield from ((said[name], row.document) for name in ("form", "read") if isinstance(said.get(name), str))

    def _said(self, row: Any) -> dict[str, Any]:
        """The details of a transition."""
        try:
            said: Any = json.loads(row.detail)
        except (ValueError, RecursionError):
            said = None
        if isinstance(said, dict):
            return said
        self.sieve.note(tables.transition, [row])
        return {}

    def _apart(self, since: int) -> Iterator[Name]:
        quarantine = tables.quarantine.c
        held = select(quarantine.payload).where(quarantine.at >= since)
        yield from ((row.payload, None) for row in self._rows(tables.quarantine, held))
        yield from ((row.payload, None) for row in self._rows(tables.parked, select(tables.parked.c.payload)))

    def _encrypted(self) -> Iterator[tuple[str, str]]:
        """Content, and what travelled in its place."""
        encrypted = tables.encrypted.c
        asked = select(encrypted.content, encrypted.wire)
        yield from (tuple(row) for row in self._rows(tables.encrypted, asked))

    def _rows(self, table: Table, asked: Select[Any]) -> Iterator[Any]:
        columns = [*asked.selected_columns]
        with self.connection.execute(asked, execution_options=_BY_PAGES) as found:  # closed wherever a row is refused
            for page in found.partitions():
                yield from self.sieve.sift(table, columns, page)
