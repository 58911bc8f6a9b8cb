"""Values that no hub writes, for whoever changes a store past it: each column of each table, each value."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from past_the_hub import PastTheHub
from sqlalchemy import Boolean, Column, Integer, LargeBinary
from sqlalchemy.exc import DBAPIError

from adapters.store import tables
from adapters.store.columns import Digest, DocumentId
from hub.model import GENESIS, Cause, Transition

DEEP = "[" * 5000 + "]" * 5000
TEXTS: Sequence[Any] = (
    "", "odd", "某", "null", "[]", "{}", "0", "-1", "NaN", "sNaN", "-Infinity", "1E+999999999", "9" * 5000, "1_0", "٣",
    '{"returned":1}', '{"returned":[]}', '{"returned":{"":[{}],"Amount":{}}}', '{"operators":[{}],"observed":[]}',
    '{"a":NaN}', '{"a":"\\ud800"}', '[{"user":1}]', '[{"odd":1}]', "[1]", DEEP, '{"a":' + DEEP + "}", "x:y:z:w", "a b",
    "00000000-0000-0000-0000-000000000000", "a\x00b", "a\nb\x1b[2J",
    "receipt", "confirm", "clock", "document", "operator",
)  # fmt: skip
NUMBERS: Sequence[Any] = (0, -1, 1, 2, 2**31 - 1, -(2**31), 2**32, 2**53, 2**63 - 1, -(2**63), 10**16)
BLOBS: Sequence[Any] = (
    b"",
    b"\0",
    b"\xff" * 31,
    b"\0" * 32,
    b"\xff" * 33,
    b"\x7f" * 16,
    b"\xff" * 64,
    b"{}",
    b"\xff\xfe",
)
OF_ANOTHER_KIND: Sequence[Any] = (None, "odd", "", 0, 5, 2**40, 1.5, float("inf"), b"odd", b"")
"""SQLite keeps them in any column."""


def odd_values(column: Column[Any], dialect: str) -> Sequence[Any]:
    """What is put into a column."""
    own = _own(column, dialect)
    return [*own, *OF_ANOTHER_KIND, _BROKEN] if dialect == "sqlite" else [None, *own]


_BROKEN = object()
"""A text that is none: bytes that are no UTF-8."""


def _own(column: Column[Any], dialect: str) -> Sequence[Any]:
    kind = column.type
    if isinstance(kind, DocumentId):
        ids = (UUID(int=0), UUID(int=2**128 - 1), UUID("ffffffff-ffff-8fff-bfff-ffffffffffff"))
        return ids if dialect == "postgresql" else [*(one.bytes for one in ids), *BLOBS]
    if isinstance(kind, Boolean):
        return (True, False)
    if isinstance(kind, Integer):
        return NUMBERS
    return BLOBS if isinstance(kind, Digest | LargeBinary) else TEXTS


@dataclass(frozen=True)
class Odd:
    """A value for a column."""

    table: str
    column: str
    value: Any


def odd_edits(past: PastTheHub, names: Sequence[str]) -> list[Odd]:
    """Every column of these tables, as far as they have rows, with every value."""
    dialect = past.engine.dialect.name
    filled = [tables.metadata.tables[name] for name in names if past.rows(name)]
    return [
        Odd(table.name, column.name, value)
        for table in filled
        for column in table.columns
        for value in odd_values(column, dialect)
    ]


def put(past: PastTheHub, row: Mapping[str, Any], odd: Odd) -> bool:
    """Set a column of a row; False where the database refuses it."""
    if odd.value is not _BROKEN:
        try:
            return past.put(odd.table, row, odd.column, odd.value)
        except (OverflowError, UnicodeEncodeError):
            return False
    keys = [column.name for column in tables.metadata.tables[odd.table].primary_key]
    where = " AND ".join(f"{name} = :k_{name}" for name in keys)
    broken = f"UPDATE {odd.table} SET {odd.column} = CAST(x'61ff62' AS TEXT) WHERE {where}"
    return past.tell(broken, **{f"k_{name}": row[name] for name in keys}) == 1


# ---- hashes --------------------------------------------------------------------------------------


def hash_again(past: PastTheHub, document: Any) -> bool:
    """Compute a trail's hashes again, with the document and what waits for the log; whether nobody can see it."""
    waiting = [row["seq"] for row in past.rows("unsealed") if row["document"] == document]
    try:
        made = _hashed(past, document)
    except (ValueError, TypeError, AttributeError, RecursionError, LookupError, DBAPIError):
        return False
    changed = [row["seq"] for row, hash_ in made if bytes(row["hash"]) != hash_]
    for row, hash_ in made:
        past.put("transition", row, "hash", hash_)
        told = {"document": document, "seq": row["seq"], "hash": hash_}
        past.tell("UPDATE unsealed SET hash = :hash WHERE document = :document AND seq = :seq", **told)
    last, head = made[-1]
    stands = {"seq": last["seq"], "status": last["after"], "head": head, "updated_at": last["at"]}
    set_ = ", ".join(f"{name} = :{name}" for name in stands)
    past.tell(f"UPDATE document SET {set_} WHERE id = :id", id=document, **stands)
    return set(changed) <= set(waiting)


def _hashed(past: PastTheHub, document: Any) -> list[tuple[dict[str, Any], bytes]]:
    found = [row for row in past.rows("transition") if row["document"] == document]
    catalogues = {row["number"]: row["digest"] for row in past.rows("catalogue")}
    made, previous = [], GENESIS
    for row in sorted(found, key=lambda row: int(row["seq"])):
        previous = transition_of(row, catalogues, previous).own_hash()
        made.append((row, bytes.fromhex(previous)))
    return made


def transition_of(row: Mapping[str, Any], catalogues: Mapping[int, str], previous: str) -> Transition:
    """As the hub hashes it."""
    id_ = row["document"]
    return Transition(
        document=str(id_ if isinstance(id_, UUID) else UUID(bytes=id_)),
        cause=Cause(row["cause_kind"], row["cause_ref"], bytes(row["cause_digest"]).hex()),
        detail=json.loads(row["detail"]),
        catalogue=catalogues[row["catalogue"]],
        previous=previous,
        **{name: row[name] for name in ("seq", "track", "before", "after", "at")},
    )
