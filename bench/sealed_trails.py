"""Sealed trails for benches: the rows that the hub would have written, with all hashes right, on both databases."""

import resource
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

import psycopg
from ground import DurablePostgres
from services import postgresql as services_postgresql

from adapters.store import open_store, tables
from adapters.store.codec import document_values, message_values, transition_values
from adapters.store.packing import pack_rows
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.sealing import open_sealer
from hub.flow.sealing import SealingLine
from hub.home.place import Home
from hub.model import GENESIS, Cause, Document, Message, Transition, digest
from hub.model.identity import document_id, message_id
from hub.model.record_number import record_numbers
from hub.model.transition import CauseKind

HUB = "hub"
BATCH = 5000
"""Documents that are written in one transaction."""
FIRST = 1_700_000_000_000_000
NUMBER = 1
"""The number of the catalogue."""
SIZES: Final = (972, 2557, 2400)
"""What they usually are."""
STATUSES: Final = ("P001", "P002", "S")
"""The status after each of them."""
BY: Final[Sequence[CauseKind]] = ("confirm", "receipt")
Rows = dict[str, list[tuple[Any, ...]]]
"""By table, in the order of its columns."""


@dataclass(frozen=True, slots=True)
class Trails:
    """What a bench's documents are like."""

    length: int
    """Transitions of each: 2 as most documents have them for a while, 3 where the party has answered."""
    body: Callable[[int, int], bytes]
    """Makes bytes of a size, other ones for each number."""
    catalogue: str
    """The digest of the catalogue by which they were recorded."""
    sizes: tuple[int, ...] = SIZES
    """Bytes of a submission, of the message that it became, and of the party's answer."""

    def add(self, rows: Rows, number: int) -> None:
        """A submission that was sent to its party, with the party's answer if the trail is long enough."""
        sizes = self.sizes[: self.length]
        bodies = [self.body(len(SIZES) * number + part, size) for part, size in enumerate(sizes)]
        submission, *exchanged = map(digest, bodies)
        at, ref = FIRST + number * 1000, f"old-{number}"
        document = a_document(ref, submission, at, number)
        messages = self._messages(document, number, list(zip(exchanged, sizes[1:], strict=True)))
        causes = [Cause("document", ref, submission)]
        causes += [Cause(kind, one.id, one.digest) for kind, one in zip(BY, messages, strict=False)]
        trail = list(self._trail(document, causes))
        head: dict[str, Any] = {"seq": self.length, "head": trail[-1].hash, "status": trail[-1].after, "moved_at": at}
        rows["payload"] += zip((submission, *exchanged), bodies, strict=True)
        rows["document"].append(document_values(replace(document, **head)))
        rows["message"] += [message_values(one, NUMBER) for one in messages]
        rows["transition"] += [transition_values(row, NUMBER) for row in trail]

    def _messages(self, document: Document, number: int, exchanged: Sequence[tuple[str, int]]) -> list[Message]:
        """The message to the party, and its answer."""
        (sent, size), *answers = exchanged
        out = Message(
            id=message_id(document, "business", "CreditAuthorization", document.party),
            direction="out",
            party=document.party,
            kind="business",
            document=document.id,
            round=1,
            digest=sent,
            size=size,
            answers=None,
            at=document.created_at,
            catalogue=self.catalogue,
        )
        as_reply: dict[str, Any] = {"id": f"r-{number}", "direction": "in", "kind": "receipt", "answers": out.id}
        return [out, *(replace(out, digest=name, size=size, **as_reply) for name, size in answers)]

    def _trail(self, document: Document, causes: Sequence[Cause]) -> Iterator[Transition]:
        head, status = GENESIS, None
        for seq, (after, cause) in enumerate(zip(STATUSES, causes, strict=False), 1):
            row = Transition(
                document=document.id,
                seq=seq,
                track="main",
                before=status,
                after=after,
                cause=cause,
                detail={},
                at=document.created_at,
                catalogue=self.catalogue,
                previous=head,
            ).sealed()
            head, status = row.hash, after
            yield row


def a_document(ref: str, payload: str, at: int, number: int) -> Document:
    """A document before its first transition."""
    id_ = document_id(HUB, "national", ref, payload, at)
    return Document(
        id=id_,
        type="credit-authorization",
        sender="national",
        sender_ref=ref,
        content=payload,
        payload=payload,
        portal="national",
        party="ping-an",
        enterprise=f"91310000MB{number:08}",
        enterprise_name="某某进出口有限公司",
        status="",
        head=GENESIS,
        created_at=at,
        updated_at=at,
        submitted_at=at,
        record=next(iter(record_numbers(id_, at))),
    )


def fill(url: str, documents: int, trails: Trails) -> None:
    """Write so many documents."""
    write, dialect = (to_postgresql, "postgresql") if url.startswith("postgresql") else (to_sqlite, "sqlite")
    with write(url) as insert:
        insert("catalogue", ["number", "digest"], [(NUMBER, trails.catalogue)])
        for start in range(0, documents, BATCH):
            rows: Rows = {name: [] for name in ("payload", "document", "message", "transition")}
            for number in range(start, min(start + BATCH, documents)):
                trails.add(rows, number)
            for name, values in rows.items():
                columns = list(tables.metadata.tables[name].columns)
                insert(name, [column.name for column in columns], pack_rows(columns, values, dialect))


@contextmanager
def to_sqlite(url: str) -> Iterator[Any]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:

        def insert(table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
            connection.commit()

        yield insert


@contextmanager
def to_postgresql(url: str) -> Iterator[Any]:
    with psycopg.connect(url) as connection:

        def insert(table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
            with connection.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            connection.commit()

        yield insert
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def seal(home: Home) -> None:
    signer = open_sealer(home)
    assert signer is not None
    with closing(open_store(home.store_url)) as store:
        line = SealingLine(store.log, signer, SystemClock())
        while line.is_due():
            line.run()


def cpu() -> float:
    """Seconds of processor time of all processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def postgresql() -> Iterator[str]:
    programs = services_postgresql._programs()
    if programs is None:
        raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
    server = DurablePostgres(programs)
    server.start()
    try:
        yield server.create()
    finally:
        server.remove()
