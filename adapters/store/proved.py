"""What rows say, for whoever does not trust them: rows that the hub cannot have written are noted, and left out."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, get_args

from sqlalchemy import ColumnElement, Table

from adapters.store import codec, tables
from adapters.store.sound import decoded, sifted
from hub.model import Claim, Message, Resource, Transition
from hub.model.message import Direction, Kind
from hub.model.transition import CauseKind

Row = Any
_LARGEST: Final = 30
"""Digits of an amount before its point."""
_CAUSES: Final = frozenset(get_args(CauseKind))
_DIRECTIONS: Final = frozenset(get_args(Direction))
_KINDS: Final = frozenset(get_args(Kind))
_RETURNED: Final = frozenset({str, list, dict})
_LONGEST: Final = 200
"""Characters of a key that are told."""


def _is_amount(value: Decimal) -> bool:
    return value.is_finite() and abs(value.adjusted()) <= _LARGEST


def _says_something(row: Transition) -> bool:
    detail: Any = row.detail
    if row.cause.kind not in _CAUSES or not isinstance(detail, dict):
        return False
    returned = detail.get("returned")
    return returned is None or (isinstance(returned, dict) and set(map(type, returned.values())) <= _RETURNED)


def _is_message(message: Message) -> bool:
    return message.direction in _DIRECTIONS and message.kind in _KINDS


def _has_amount(claim: Claim) -> bool:
    return claim.amount is None or _is_amount(claim.amount)


def _has_amounts(resource: Resource) -> bool:
    return isinstance(resource.figures, dict) and _is_amount(resource.reserved) and _is_amount(resource.unexplained)


def _is_any(_: object) -> bool:
    return True


_READ: Final[Mapping[Table, tuple[Callable[[Any], list[Any]], Callable[[Any], bool]]]] = {
    tables.document: (codec.documents, _is_any),
    tables.transition: (codec.transitions, _says_something),
    tables.message: (codec.messages, _is_message),
    tables.reference: (codec.references, _is_any),
    tables.claim: (codec.claims, _has_amount),
    tables.resource: (codec.resources, _has_amounts),
    tables.act: (codec.acts, _is_any),
    tables.note: (codec.notes, _is_any),
}


class Sieve:
    """Keeps apart what the hub cannot have written, and remembers where it stands."""

    def __init__(self) -> None:
        self._met: set[tuple[str, str]] = set()
        self._new: list[tuple[str, str]] = []

    def sift(self, table: Table, columns: Sequence[ColumnElement[Any]], found: Sequence[Row]) -> Sequence[Row]:
        """The rows whose values are of their columns' kinds."""
        good, odd = sifted(columns, found)
        self.note(table, odd)
        return good

    def read(self, table: Table, found: Sequence[Row]) -> list[Any]:
        """What sifted rows say."""
        made, odd = decoded(*_READ[table], found)
        self.note(table, odd)
        return made

    def unreadable(self) -> list[tuple[str, str]]:
        """Table and key of the rows that were kept apart since this was last asked, each once."""
        new, self._new = self._new, []
        return new

    def note(self, table: Table, odd: Sequence[Row]) -> None:
        """Remember these rows, by their keys."""
        names = [column.name for column in table.primary_key]
        for row in odd:
            where = table.name, " ".join(str(row._mapping.get(name, "?")) for name in names)[:_LONGEST]
            if where not in self._met:
                self._met.add(where)
                self._new.append(where)
