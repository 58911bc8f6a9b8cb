"""Pack rows and keys for the driver, a column at a time."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column

from adapters.store.columns import Packed, Packing
from hub.errors import StoreConflict
from hub.text.bilingual import Bilingual

Row = tuple[Any, ...]


def pack_rows(columns: Sequence[Column[Any]], rows: Sequence[Row], dialect: str) -> Sequence[Row]:
    """Rows to write. Raises StoreConflict for a value that its column would not give back as it is."""
    return list(zip(*pack_columns(columns, rows, dialect), strict=True))


def pack_columns(columns: Sequence[Column[Any]], rows: Sequence[Row], dialect: str) -> list[Sequence[Any]]:
    """The same rows turned: the values of each column."""
    turned: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    for place, pack in _packings(tuple(columns), dialect).items():
        turned[place] = _packed(pack, turned[place])
    return turned


def pack_keys(columns: Sequence[Column[Any]], keys: Collection[Row], dialect: str) -> list[Row]:
    """Keys to search by. A key that no row can have is left out."""
    packings = _packings(tuple(columns), dialect)
    return [packed for key in keys if (packed := _key(packings, key)) is not None] if packings else list(keys)


def hex_keys(columns: Sequence[Column[Any]], keys: Collection[Row]) -> list[Row]:
    """Keys to search by, as texts and numbers: packed values as hex digits. A key that no row can have is left out."""
    digits = {place: c.type.hex for place, c in enumerate(columns) if isinstance(c.type, Packed)}
    return [row for key in keys if (row := _key(digits, key)) is not None] if digits else list(keys)


def _packed(pack: Packing, values: Sequence[Any]) -> list[Any]:
    try:
        return [None if value is None else pack(value) for value in values]
    except ValueError as error:
        raise StoreConflict(Bilingual(f"{error} 不是编号或摘要", f"{error} is neither an id nor a digest")) from error


def _key(packings: dict[int, Any], key: Row) -> Row | None:
    try:
        return tuple(packings[n](value) if n in packings else value for n, value in enumerate(key))
    except ValueError:
        return None


@cache
def _packings(columns: tuple[Column[Any], ...], dialect: str) -> dict[int, Packing]:
    """By place, for the columns that are packed."""
    return {place: c.type.packing(dialect) for place, c in enumerate(columns) if isinstance(c.type, Packed)}
