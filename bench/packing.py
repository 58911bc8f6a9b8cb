"""`python bench/packing.py`: what it costs to turn a transition into a row and back: as text, and compact.

Both in one run, in turn; microseconds of processor time, medians. What the database saves is not in it.
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Dialect, make_url

from adapters.store import codec, tables
from adapters.store.packing import pack_columns
from hub.model import Cause, Transition, digest
from hub.testing.rows import a_document

ROWS, ROUNDS = 2_000, 41
COLUMNS = (*tables.transition.columns,)


def transitions() -> list[Transition]:
    catalogue = digest(b"catalogue")
    made = []
    for number in range(ROWS):
        cause, id_ = Cause("receipt", a_document().id, digest(b"%d" % number)), a_document().id
        given: dict[str, Any] = {"track": "main", "before": "P001", "after": "P002", "detail": {}, "at": number}
        row = Transition(document=id_, seq=2, cause=cause, previous=digest(b"b"), catalogue=catalogue, **given)
        made.append(row.sealed())
    return made


def as_text(row: Transition) -> tuple[Any, ...]:
    """A row as releases before compact rows wrote it."""
    moved = (row.document, row.seq, row.track, row.before, row.after)
    cause = (row.cause.kind, row.cause.ref, row.cause.digest)
    return (*moved, *cause, codec.as_json(row.detail), row.at, row.catalogue, row.previous, row.hash)


def of_text(rows: Sequence[Sequence[Any]]) -> list[Transition]:
    return [
        Transition(
            document=document,
            seq=seq,
            track=track,
            before=before,
            after=after,
            cause=Cause(kind, ref, digest_),
            detail=json.loads(detail),
            at=at,
            catalogue=catalogue,
            previous=previous,
            hash=hash_,
        )
        for document, seq, track, before, after, kind, ref, digest_, detail, at, catalogue, previous, hash_ in rows
    ]


def of_packed(rows: Sequence[Sequence[Any]], dialect: Dialect, catalogue: str) -> list[Transition]:
    """What SQLAlchemy does for the packed columns of a result, and the catalogue's digest from the join."""
    functions = [c.type.result_processor(dialect, None) for c in COLUMNS]
    turned: list[Any] = list(zip(*rows, strict=True))
    for place, function in enumerate(functions):
        if function is not None:
            turned[place] = [function(value) for value in turned[place]]
    turned[3] = [catalogue] * len(rows)
    return codec.transitions(zip(*turned, strict=True))


def each(function: Callable[[], object]) -> float:
    """Microseconds a row."""
    begun = time.process_time()
    function()
    return (time.process_time() - begun) / ROWS * 1e6


def packed(made: Sequence[Transition], dialect: str) -> list[Sequence[Any]]:
    return pack_columns(COLUMNS, [codec.transition_values(row, 1) for row in made], dialect)


def main() -> None:
    made = transitions()
    texts = [as_text(row) for row in made]
    for url in ("postgresql+psycopg://", "sqlite://"):
        dialect = make_url(url).get_dialect()()
        rows = list(zip(*packed(made, dialect.name), strict=True))
        ways: dict[str, Callable[[], object]] = {
            "write, text": lambda: list(zip(*[as_text(row) for row in made], strict=True)),
            "write, compact": partial(packed, made, dialect.name),
            "read, text": partial(of_text, texts),
            "read, compact": partial(of_packed, rows, dialect, made[0].catalogue),
        }
        found: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                found[name].append(each(way))
        print(f"{dialect.name}: " + ", ".join(f"{n} {statistics.median(v):.2f} µs" for n, v in found.items()))


if __name__ == "__main__":
    main()
