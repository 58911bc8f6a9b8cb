"""Stores as older releases left them: with ids and digests as text."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing.connection import Connection as Pipe
from typing import Any

from alembic import command
from alembic.config import Config
from forked import forked
from sqlalchemy import Connection, inspect, text
from store_cases import plain_engine

from adapters.store import codec
from adapters.store.schema import upgrade
from hub.model import Changes, Transition

LAST = "0031"
"""The last migration of a release that wrote text."""
Row = Mapping[str, Any]


@contextmanager
def older_store(url: str, revision: str = LAST) -> Iterator[Connection]:
    """Make a store of this revision; the connection's transaction is committed at the end of the block."""
    engine, config = plain_engine(url), Config()
    config.set_main_option("script_location", "adapters.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        yield connection
    engine.dispose()


def carry_until_killed(url: str, module: str, steps: int) -> list[tuple[str, int, int]]:
    """Carry a store over in a process of its own, in parts of five rows, and kill it after so many steps; return these.

    `module`: what copies ahead.
    """
    reading, writing = forked().Pipe(duplex=False)
    process = forked().Process(target=_carry, args=(url, module, writing))
    process.start()
    writing.close()
    told = []
    with reading, suppress(EOFError):  # it came to its end before
        for _ in range(steps):
            told.append(reading.recv())
        process.kill()
    process.join()
    return told


def _carry(url: str, module: str, told: Pipe) -> None:
    vars(import_module(module))["PART"] = 5
    upgrade(url, lambda *step: told.send(step))


def write_as_before(connection: Connection, *many: Changes) -> None:
    """Write rows as an older release did: every value in the column of its name, as the model has it."""
    for changes in many:
        for table, rows in _rows(changes).items():
            _insert(connection, table, rows)


def _rows(changes: Changes) -> dict[str, Sequence[Row]]:
    encrypted = [{"content": c, "direction": way, "wire": wire} for (c, way), wire in changes.encrypted.items()]
    return {
        "payload": [{"digest": digest, "bytes": body} for digest, body in changes.payloads.items()],
        "encrypted": encrypted,
        "resource": [_named("resource", codec.resource_values(row)) for row in changes.resources.values()],
        "document": [_fields(row) for row in (*changes.created.values(), *changes.moved.values())],
        "reference": [_fields(row) for row in changes.references],
        "registration": [_fields(row) for row in changes.registrations],
        "message": [_fields(row) for row in changes.messages],
        "transition": [_transition(row) for row in changes.transitions],
        "claim": [_named("claim", codec.claim_values(row)) for row in changes.claims.values()],
        "timer": [_fields(row) for row in changes.timers.values() if row is not None],
        "outbox": [_fields(row) for row in changes.promised.values()],
        "to_sign": [_fields(row) for row in changes.to_sign.values()],
        "parked": [_fields(row) for row in changes.parked],
        "quarantine": [_fields(row) for row in changes.quarantined],
    }


def _fields(row: Any) -> Row:
    return {name: getattr(row, name) for name in row.__slots__}


def _named(table: str, values: Sequence[Any]) -> Row:
    names = {
        "resource": ("key", "figures", "as_of", "reserved", "dispute", "unexplained"),
        "claim": ("document", "resource", "key", "amount", "open", "settled_at", "doubted"),
    }
    return dict(zip(names[table], values, strict=True))


def _transition(row: Transition) -> Row:
    cause = {"cause_kind": row.cause.kind, "cause_ref": row.cause.ref, "cause_digest": row.cause.digest}
    return {**_fields(row), **cause, "detail": codec.as_json(row.detail)}


def _insert(connection: Connection, table: str, rows: Sequence[Row]) -> None:
    if rows:
        names = [column["name"] for column in inspect(connection).get_columns(table)]
        said = f"INSERT INTO {table} ({', '.join(names)}) VALUES (:{', :'.join(names)}) ON CONFLICT DO NOTHING"
        connection.execute(text(said), [{name: row[name] for name in names} for row in rows])
