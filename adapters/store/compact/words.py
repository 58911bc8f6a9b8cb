"""The words of each database for carrying a column over."""

from adapters.store.compact.shapes import How, Shape

WITH_ROWID = ("payload", "message")
_COLUMN = "{0}"
_HEX = "[0-9a-f]"
_GROUPS = (8, 4, 4, 4, 12)
_PG_DIGEST = "(octet_length({0}) = 64 AND {0} !~ '[^0-9a-f]')"
_PG_ID = (
    "(octet_length({0}) = 36 AND {0} !~ '[^0-9a-f-]' AND length(replace({0}, '-', '')) = 32"
    " AND substr({0}, 9, 1) || substr({0}, 14, 1) || substr({0}, 19, 1) || substr({0}, 24, 1) = '----')"
)
"""A negated set is found twelve times as fast as a counted one."""
_SQLITE_DIGEST = "(length({0}) = 64 AND {0} NOT GLOB '*[^0-9a-f]*')"
_SOUND = {
    "postgresql": {
        How.DIGEST: _PG_DIGEST,
        How.MAYBE_DIGEST: f"({{0}} = '' OR {_PG_DIGEST})",
        How.ID: _PG_ID,
    },
    "sqlite": {
        How.DIGEST: _SQLITE_DIGEST,
        How.MAYBE_DIGEST: f"({{0}} = '' OR {_SQLITE_DIGEST})",
        How.ID: "{0} GLOB '" + "-".join(_HEX * n for n in _GROUPS) + "'",
    },
}
_NUMBER = "(SELECT number FROM compact_catalogue WHERE digest = {0})"
_PACKED = {
    "postgresql": {
        How.DIGEST: "decode({0}, 'hex')",
        How.MAYBE_DIGEST: "decode({0}, 'hex')",
        How.ID: "{0}::uuid",
        How.CATALOGUE: _NUMBER,
    },
    "sqlite": {
        How.DIGEST: "unhex({0})",
        How.MAYBE_DIGEST: "unhex({0})",
        How.ID: "unhex(replace({0}, '-', ''))",
        How.CATALOGUE: _NUMBER,
    },
}
_PLACES = (1, 9, 13, 17, 21)
_UNPACKED = {
    "postgresql": {How.DIGEST: "encode({0}, 'hex')", How.ID: "{0}::text"},
    "sqlite": {
        How.DIGEST: "lower(hex({0}))",
        How.ID: " || '-' || ".join(
            f"lower(substr(hex({{0}}), {place}, {n}))" for place, n in zip(_PLACES, _GROUPS, strict=True)
        ),
    },
}


def sound(dialect: str, how: How, column: str) -> str:
    """The condition that a text can be carried over; empty if every text can."""
    return _SOUND[dialect].get(how, "").replace(_COLUMN, column)


def packed(dialect: str, how: How, column: str) -> str:
    """The expression for the new value of an old column."""
    return _PACKED[dialect].get(how, _COLUMN).replace(_COLUMN, column)


def unpacked(dialect: str, how: How, column: str) -> str:
    """The expression for the old value of a new column."""
    return _UNPACKED[dialect].get(how, _COLUMN).replace(_COLUMN, column)


def copying(dialect: str, shape: Shape) -> str:
    """The statement that copies all rows; conditions may follow."""
    columns = {**({"rowid": How.SAME} if has_rowid(dialect, shape) else {}), **shape.columns}
    values = ", ".join(packed(dialect, how, f"o.{name}") for name, how in columns.items())
    return f"INSERT INTO compact_{shape.table} ({', '.join(columns)}) SELECT {values} FROM {shape.table} o"  # noqa: S608


def has_rowid(dialect: str, shape: Shape) -> bool:
    """Whether SQLite stores the rows by a number, in the order in which they came. The new table keeps the number."""
    return dialect == "sqlite" and shape.table in WITH_ROWID


def order(dialect: str, shape: Shape) -> dict[str, How]:
    """The columns by which rows are copied: as they lie in the table where that is known, else by key."""
    return {"rowid": How.SAME} if has_rowid(dialect, shape) else {name: shape.columns[name] for name in shape.key}
