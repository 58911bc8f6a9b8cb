"""Prove that every value can be carried over, before anything changes."""

from typing import Final

from sqlalchemy import Connection, inspect, text

from adapters.store.compact.shapes import AHEAD, REST, Shape
from adapters.store.compact.words import sound
from hub.errors import Code, operator_error
from hub.text.bilingual import Bilingual

_UNCHAINED: Final = """
    SELECT o.document, o.seq FROM transition o
    LEFT JOIN transition earlier ON earlier.document = o.document AND earlier.seq = o.seq - 1
    WHERE o.previous {differs} CASE o.seq WHEN 1 THEN :genesis ELSE earlier.hash END LIMIT 1
"""
"""The hash before is not carried over, because it is in the row before: so it must be there."""
_DIFFERS: Final = {"postgresql": "IS DISTINCT FROM", "sqlite": "IS NOT"}


def prove(connection: Connection) -> None:
    """Raise OperatorError (HUB-787) with the first row that cannot be carried over."""
    for shape in (*AHEAD, *REST):
        _prove_values(connection, shape)
    unchained = _UNCHAINED.format(differs=_DIFFERS[connection.dialect.name])
    if row := connection.execute(text(unchained), {"genesis": "0" * 64}).first():
        raise _unsound("transition", f"{row.document} {row.seq}", "previous")


def _prove_values(connection: Connection, shape: Shape) -> None:
    conditions = _conditions(connection, shape)
    if not conditions:
        return
    asked = f"SELECT * FROM {shape.table} o WHERE NOT ({' AND '.join(conditions.values())}) LIMIT 1"  # noqa: S608
    if row := connection.execute(text(asked)).mappings().first():
        key = " ".join(str(row[name]) for name in shape.key)
        raise _unsound(
            shape.table, key, next(name for name in conditions if _is_odd(connection, shape, name, dict(row)))
        )


def _conditions(connection: Connection, shape: Shape) -> dict[str, str]:
    """For each column that is packed; without columns and tables that an older store does not have yet."""
    found = inspect(connection)
    there = {c["name"] for c in found.get_columns(shape.table)} if found.has_table(shape.table) else set()
    said = {name: sound(connection.dialect.name, shape.columns[name], f"o.{name}") for name in shape.columns}
    return {name: f"(o.{name} IS NULL OR {text_})" for name, text_ in said.items() if text_ and name in there}


def _is_odd(connection: Connection, shape: Shape, column: str, row: dict[str, object]) -> bool:
    said = sound(connection.dialect.name, shape.columns[column], "o.value")
    asked = text(f"SELECT {said} FROM (SELECT CAST(:value AS TEXT) AS value) o")  # noqa: S608
    return row[column] is not None and not connection.scalar(asked, {"value": row[column]})


def _unsound(table: str, key: str, column: str) -> Exception:
    return operator_error(
        Code.STORE_NOT_CARRIED,
        row=f"{table} {key}",
        column=column,
        reason=Bilingual("不是本项目任何版本写入的值", "no release of the hub wrote this value"),
    )
