"""Tell rows that the hub can have written from others: whoever has all rights on a database can write anything into it.

SQLite keeps values of every kind in every column. A column is proved at once for all rows; only where that fails is
each row proved by itself.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeVar

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, Integer, LargeBinary, String

from adapters.store.columns import DIGEST_BYTES, ID_CHARACTERS, Digest, DocumentId
from hub.model.moments import microseconds

T = TypeVar("T")
Row = Sequence[Any]
Proof = Callable[[Collection[Any]], bool]
"""Whether these values of a column are all such as the hub writes."""
_TIMES: Final = frozenset(
    {
        *("at", "created_at", "updated_at", "submitted_at", "moved_at", "overdue_at"),
        *("as_of", "settled_at"),
    }
)
_COUNTS: Final = frozenset({"seq", "round", "size", "number"})
_EARLIEST: Final = microseconds(datetime(2, 1, 1, tzinfo=UTC))
_LATEST: Final = microseconds(datetime(9999, 1, 1, tzinfo=UTC))
"""Within these every time can be shown, wherever it is."""
_MOST: Final = 2**63 - 1
_MOST_COUNTED: Final = 2**31 - 1
"""PostgreSQL's `integer`, which all counts are."""
_LAST_TIMED: Final = f"{_LATEST // 1000:012x}"
"""Ids of versions 7 and 8 begin with a time, in milliseconds."""
_LENGTHS: Final = frozenset({2 * DIGEST_BYTES, 0})
Mapped = Callable[[Iterable[Any]], list[T]]


def sifted(columns: Sequence[ColumnElement[Any]], found: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row]]:
    """Rows that these columns can have got from the hub, and the others."""
    proofs = [_proof(column) for column in columns]
    if not found or _are_sound(proofs, found):
        return found, ()
    return _parted(found, lambda row: _are_sound(proofs, [row]))


def decoded(decode: Mapped[T], prove: Callable[[T], bool], found: Sequence[Row]) -> tuple[list[T], Sequence[Row]]:
    """What rows say, and those that say nothing that can be read or proved."""
    made = _made(decode, prove, found)
    if made is not None:
        return made, ()
    good, odd = _parted(found, lambda row: _made(decode, prove, [row]) is not None)
    return decode(good), odd


def _made(decode: Mapped[T], prove: Callable[[T], bool], found: Sequence[Row]) -> list[T] | None:
    try:
        made = decode(found)
    except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None  # what the codec raises for a text that is not the JSON, or not the number, that it must be
    return made if all(map(prove, made)) else None


def _parted(found: Sequence[Row], is_good: Callable[[Row], bool]) -> tuple[list[Row], list[Row]]:
    parts: tuple[list[Row], list[Row]] = ([], [])
    for row in found:
        parts[not is_good(row)].append(row)
    return parts


def _are_sound(proofs: Sequence[Proof], found: Sequence[Row]) -> bool:
    return all(proof(values) for proof, values in zip(proofs, zip(*found, strict=True), strict=True))


# ---- columns -------------------------------------------------------------------------------------


def _proof(column: ColumnElement[Any]) -> Proof:
    own = _own_proof(column)
    return partial(_or_nothing, own) if isinstance(column, Column) and column.nullable else own


def _own_proof(column: ColumnElement[Any]) -> Proof:
    own = next((proof for kind, proof in _PROOFS if isinstance(column.type, kind)), None)
    if own is None and isinstance(column.type, Integer) and not isinstance(column.type, BigInteger):
        return partial(_are_numbers, 0, _MOST_COUNTED)
    return own or _proof_of_numbers(getattr(column, "name", ""))


def _proof_of_numbers(name: str) -> Proof:
    least, most = (_EARLIEST, _LATEST) if name in _TIMES else (0 if name in _COUNTS else -_MOST - 1, _MOST)
    return partial(_are_numbers, least, most)


def _or_nothing(proof: Proof, values: Collection[Any]) -> bool:
    there = [value for value in values if value is not None]
    return not there or proof(there)


def _are_of(kinds: frozenset[type], values: Collection[Any]) -> bool:
    return set(map(type, values)) <= kinds


def _are_numbers(least: int, most: int, values: Collection[Any]) -> bool:
    return _are_of(frozenset({int}), values) and least <= min(values) and max(values) <= most


def _are_texts(values: Collection[Any]) -> bool:
    """UTF-8 that the database can hold: a text that is none was read with surrogates in it."""
    try:
        "".join(values).encode()
    except (TypeError, UnicodeEncodeError):
        return False
    return True


def _are_digests(values: Collection[Any]) -> bool:
    """In hex, because the type made them of bytes."""
    return _are_of(frozenset({str}), values) and set(map(len, values)) <= _LENGTHS


def _are_ids(values: Collection[Any]) -> bool:
    """UUIDs, whose time can be shown if they have one."""
    if not _are_of(frozenset({str}), values) or set(map(len, values)) != {ID_CHARACTERS}:
        return False
    return max(values) < _LAST_TIMED or not any(
        value[14] in "78" and value[:8] + value[9:13] > _LAST_TIMED for value in values
    )


def _are_blobs(values: Collection[Any]) -> bool:
    return _are_of(frozenset({bytes, memoryview}), values)


def _are_truths(values: Collection[Any]) -> bool:
    return _are_of(frozenset({bool}), values)


_PROOFS: Final[Sequence[tuple[type, Proof]]] = (
    (Digest, _are_digests),
    (DocumentId, _are_ids),
    (LargeBinary, _are_blobs),
    (Boolean, _are_truths),
    (String, _are_texts),
)
"""By the type of a column. Any other is a number."""
