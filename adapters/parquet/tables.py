"""The columns of an archive's files, and rows of the model as columns."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from hub.model import Cause, Document, Message, Transition

INTEGER: Final = "int64"
TEXT: Final = "string"
BYTES: Final = "binary"
PART: Final = "part"
"""The column that every file has: rows of one part belong to the same documents."""
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of file: its columns with their types, and how a row becomes values and comes back."""

    columns: Mapping[str, str]
    values: Callable[[Any], Values]
    row: Callable[[Values], Any]

    def turned(self, rows: Sequence[Any]) -> dict[str, list[Any]]:
        """The values of each column."""
        found = [self.values(row) for row in rows]
        return {name: [values[name] for values in found] for name in self.columns}


def _of(cls: Any) -> Shape:
    """The fields of a class of the model as columns."""
    columns = {one.name: INTEGER if one.type in (int, int | None) else TEXT for one in fields(cls)}
    return Shape(columns, lambda row: {name: getattr(row, name) for name in columns}, lambda values: cls(**values))


def _transition_values(row: Transition) -> Values:
    cause = row.cause
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "cause_kind": cause.kind,
        "cause_ref": cause.ref,
        "cause_digest": cause.digest,
        "detail": json.dumps(row.detail, ensure_ascii=False, separators=(",", ":"), allow_nan=False),
    }


def _transition(values: Values) -> Transition:
    cause = Cause(values["cause_kind"], values["cause_ref"], values["cause_digest"])
    plain = {name: values[name] for name in _PLAIN}
    return Transition(**plain, cause=cause, detail=json.loads(values["detail"]))


_PLAIN: Final = {
    "document": TEXT,
    "seq": INTEGER,
    "track": TEXT,
    "before": TEXT,
    "after": TEXT,
    "at": INTEGER,
    "catalogue": TEXT,
    "previous": TEXT,
    "hash": TEXT,
}
_CAUSE: Final = dict.fromkeys(("cause_kind", "cause_ref", "cause_digest", "detail"), TEXT)

SHAPES: Final[Mapping[str, Shape]] = {
    "documents": _of(Document),
    "transitions": Shape({**_PLAIN, **_CAUSE}, _transition_values, _transition),
    "messages": _of(Message),
    "payloads": Shape(
        {"digest": TEXT, "bytes": BYTES},
        lambda pair: {"digest": pair[0], "bytes": pair[1]},
        lambda values: (values["digest"], values["bytes"]),
    ),
}
"""By the name of the file, without its ending. The fields are those of ArchivePart."""
