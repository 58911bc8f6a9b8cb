"""Operators' acts, and acts that wait for a second operator."""

from collections.abc import Collection

from sqlalchemy import select

from adapters.store import codec, tables
from adapters.store.connections import Connections
from adapters.store.lookup import rows
from hub.model import Note, OperatorAct, Proposal


class SqlActs:
    """Acts on SQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def about(self, names: Collection[str]) -> list[OperatorAct]:
        """What operators did about these documents, deliveries, plans or keys, oldest first."""
        keys = [(name,) for name in names]
        with self._connections.reading() as connection:
            found = codec.acts(rows(connection, self._connections.backend, (tables.act, "about"), keys))
        return sorted(found, key=lambda act: (act.at, act.id))

    def since(self, at: int, limit: int) -> list[OperatorAct]:
        """What operators did since then, newest first. There are few acts: they are searched without an index."""
        row = tables.act.c
        asked = select(tables.act).where(row.at >= at).order_by(row.at.desc(), row.id.desc()).limit(limit)
        with self._connections.reading() as connection:
            return codec.acts(connection.execute(asked).all())

    def notes(self, items: Collection[str]) -> list[tuple[Note, OperatorAct]]:
        """What operators noted about these items, oldest first."""
        keys, backend = [(item,) for item in items], self._connections.backend
        with self._connections.reading() as connection:
            found = codec.notes(rows(connection, backend, (tables.note, "item"), keys))
            made = codec.acts(rows(connection, backend, (tables.act, "id"), [(one.act,) for one in found]))
        by = {act.id: act for act in made}
        return sorted(((one, by[one.act]) for one in found), key=lambda pair: (pair[1].at, pair[1].id))

    def waiting(self, now: int) -> list[Proposal]:
        """Proposals that were neither approved nor rejected and can still be approved, oldest first."""
        row = tables.proposal.c
        is_over = select(tables.act).where(tables.act.c.id == row.id).exists()
        asked = select(tables.proposal).where(row.until >= now, ~is_over).order_by(row.at, row.id)
        with self._connections.reading() as connection:
            return codec.proposals(connection.execute(asked))

    def begun(self, now: int) -> list[Proposal]:
        """Approved replays that can still be gone on with, oldest first; also those that are done."""
        row = tables.proposal.c
        approved = select(tables.act).where(tables.act.c.id == row.id, tables.act.c.verb == "replay").exists()
        asked = select(tables.proposal).where(row.until >= now, approved).order_by(row.at, row.id)
        with self._connections.reading() as connection:
            return codec.proposals(connection.execute(asked))

    def proposed(self, beginning: str) -> list[Proposal]:
        """Proposals by id, or by its beginning, oldest first; also those that wait no longer."""
        row = tables.proposal.c
        asked = select(tables.proposal).where(row.id.startswith(beginning, autoescape=True)).order_by(row.at, row.id)
        with self._connections.reading() as connection:
            return codec.proposals(connection.execute(asked))
