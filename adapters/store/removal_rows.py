"""What is recorded of removals, holds and returns. Rows that the hub cannot have written are noted, and left out."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, get_args

from sqlalchemy import ColumnElement, Connection, Table, select

from adapters.store import tables
from adapters.store.backend import Backend
from adapters.store.lookup import rows
from adapters.store.proved import Sieve
from adapters.store.stored import GONE
from hub.errors import Code, operator_error
from hub.model import Transition
from hub.model.removal import Archived, Hold, Removal, RemovalKind
from hub.ports.retention import Taken, Whereabouts

Keys = Collection[str]
Row = Any
_KINDS: Final = frozenset(get_args(RemovalKind))
_LISTS: Final = (tables.archived, tables.pruned, tables.removed)
_WHOLE: Final = (tables.removal_done, tables.hold, tables.unarchived)
"""Short tables: an operator's act is behind each row."""
_MOST: Final = 50
"""Rows of a list without a removal that are named: if one is, a whole list may be."""


class Refusal(Sieve):
    """Keeps nothing apart: whoever acts on what left refuses a row that the hub cannot have written (HUB-833)."""

    def note(self, table: Table, odd: Sequence[Row]) -> None:
        """Raise OperatorError for the first of these rows."""
        super().note(table, odd)
        for name, key in self.unreadable():
            raise operator_error(Code.ROW_UNREADABLE, table=name, key=key)


@dataclass(frozen=True, slots=True)
class RemovalRows:
    """Reads them on one connection."""

    connection: Connection
    backend: Backend
    sieve: Sieve

    def removals(self, *only: ColumnElement[bool]) -> list[Removal]:
        """Removals, by time."""
        row = tables.removal.c
        asked = select(tables.removal).where(*only).order_by(row.at, row.id)
        return self._removals(self.connection.execute(asked).all())

    def taken(self, removal: str) -> Taken:
        """What a removal is recorded to take."""
        (found,) = self.removals(tables.removal.c.id == removal)
        archived, pruned, removed = (self._listed(table, removal) for table in _LISTS)
        return Taken(
            removal=found,
            archived=[Archived(document=row.document, until=row.until, previous=row.previous) for row in archived],
            pruned=[row.document for row in pruned],
            payloads=[row.digest for row in removed],
        )

    def whereabouts(self, documents: Keys, digests: Keys) -> Whereabouts:
        """What left the store of these documents and bytes."""
        gone = [row.digest for row in self._of(tables.payload, "digest", digests, GONE)]
        lists = [
            self._of(tables.archived, "document", documents),
            self._of(tables.pruned, "document", documents),
            self._of(tables.removed, "digest", gone),
        ]
        ids = {row.removal for found in lists for row in found}
        removals = {one.id: one for one in self._removals(self._of(tables.removal, "id", ids))}
        archived, pruned, removed = (
            self._recorded(table, found, removals) for table, found in zip(_LISTS, lists, strict=True)
        )
        trails: dict[str, list[Archived]] = defaultdict(list)
        for row in sorted(archived):
            trails[row.document].append(Archived(document=row.document, until=row.until, previous=row.previous))
        return Whereabouts(
            archived=dict(trails),
            archives={(row.document, row.until): row.removal for row in archived},
            pruned=_grouped(sorted(pruned)),
            payloads={**{digest: [] for digest in gone}, **_grouped(sorted(removed))},
            removals=removals,
            holds=self._holds(documents),
            back=self.inside(documents),
        )

    def inside(self, documents: Keys) -> set[str]:
        """Those of these documents that were brought back and have not left again."""
        return {id_ for id_, row in self.newest_returns(documents).items() if row.inside}

    def held(self, documents: Keys) -> set[str]:
        """Those of these documents that are on hold."""
        return {id_ for id_, hold in self._holds(documents).items() if hold.is_held}

    def newest_returns(self, documents: Keys) -> dict[str, Row]:
        """By document, the newest row of what became of it since an archive took it out."""
        return {row.document: row for row in sorted(self._of(tables.unarchived, "document", documents))}

    def chained(self, found: Sequence[Transition]) -> list[Transition]:
        """Transitions in their order. The first that stays of an archived trail gets the hash of the row before it."""
        known = self._of(tables.archived, "document", {row.document for row in found if not row.previous})
        previous = {(row.document, row.until): row.previous for row in known}
        return [
            row if row.previous else replace(row, previous=previous.get((row.document, row.seq), "")) for row in found
        ]

    def note_strays(self) -> None:
        """Note what is listed under no removal that is recorded, and rows of holds and returns that are none."""
        for table in _LISTS:
            is_known = select(tables.removal.c.id).where(tables.removal.c.id == table.c.removal).exists()
            self.sieve.note(table, self.connection.execute(select(table).where(~is_known).limit(_MOST)).all())
        for table in _WHOLE:
            self.sieve.sift(table, [*table.columns], self.connection.execute(select(table)).all())

    # ---- rows --------------------------------------------------------------------------------

    def _of(self, table: Table, column: str, keys: Keys, only: Any = None) -> Sequence[Row]:
        """The sifted rows with one of these keys."""
        found = rows(self.connection, self.backend, (table, column), [(key,) for key in sorted(set(keys))], only)
        return self.sieve.sift(table, [*table.columns], found)

    def _listed(self, table: Table, removal: str) -> Sequence[Row]:
        found = self.connection.execute(select(table).where(table.c.removal == removal)).all()
        return self.sieve.sift(table, [*table.columns], found)

    def _removals(self, found: Sequence[Row]) -> list[Removal]:
        good = self.sieve.sift(tables.removal, [*tables.removal.columns], found)
        self.sieve.note(tables.removal, [row for row in good if row.kind not in _KINDS])
        return [Removal(**row._mapping) for row in good if row.kind in _KINDS]

    def _recorded(self, table: Table, found: Sequence[Row], removals: Mapping[str, Removal]) -> list[Row]:
        """The rows of a list whose removal is recorded: the database lets no others in."""
        self.sieve.note(table, [row for row in found if row.removal not in removals])
        return [row for row in found if row.removal in removals]

    def _holds(self, documents: Keys) -> dict[str, Hold]:
        """By document, the newest hold or its end."""
        return {
            row.document: Hold(document=row.document, number=row.number, is_held=row.held, act=row.act, at=row.at)
            for row in sorted(self._of(tables.hold, "document", documents))
        }


def _grouped(pairs: Iterator[Row] | Sequence[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, removal in pairs:
        found[key].append(removal)
    return dict(found)
