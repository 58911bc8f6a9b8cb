"""`python bench/months.py`: what the store's queries cost where transitions lie in many months.

Makes a store on PostgreSQL whose documents are spread over 60 months, and asks what workers, operators and the log ask.
Prints the processor time of a call, of the server and of ours. It runs in older releases too, whose transitions are one
table: copy it there, and compare.
"""

import argparse
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from ground import DurablePostgres
from services import postgresql as services_postgresql

from adapters.store import open_store, upgrade
from hub.flow.sealing import append_next
from hub.ports import Filter, Store

MONTHS: Final = 60
MONTH_MS: Final = 2_629_800_000
LAST_MS: Final = 1_795_000_000_000
"""November 2026."""
TICKS: Final = os.sysconf("SC_CLK_TCK")
RECORD: Final = 20260701000000000000
"""Record number of a document before the first."""
FILL: Final = (
    "SET session_replication_role = replica",
    "INSERT INTO catalogue (digest) VALUES ('c')",
    "INSERT INTO payload VALUES (sha256('p'), 'p')",
    "CREATE TABLE made AS SELECT i, (lpad(to_hex({last} - {span} + i * ({span} / {documents})), 12, '0')"
    " || '8000a000' || lpad(to_hex(i), 12, '0'))::uuid AS id, 1700000000000000 + i::bigint * 1000 AS at"
    " FROM generate_series(1, {documents}::bigint) i",
    "INSERT INTO document (id, type, sender, sender_ref, content, payload, party, enterprise, enterprise_name, status,"
    " round, seq, head, created_at, updated_at, dispute, tracks, record{moved_at})"
    " SELECT id, 'credit-authorization', 'national', 'r-' || i, sha256('p'), sha256('p'), 'ping-an', 'e-' || i % 999,"
    " 'n', 'P00{moves}', 1, {moves}, sha256(('{moves}' || i)::bytea), at, at, '', '{{}}', ({record} + i)::text{at}"
    " FROM made",
    "INSERT INTO reference SELECT id, 'policy-no', 'PZ-' || i FROM made",
    "INSERT INTO transition SELECT at, id, seq, 1, 'main', CASE WHEN seq > 1 THEN 'P00' || seq - 1 END, 'P00' || seq,"
    " 'document', 'r-' || i, sha256('p'), '{{}}', sha256((seq::text || i)::bytea)"
    " FROM made, generate_series(1, {moves}) seq",
)
UNFINISHED: Final = (
    "INSERT INTO unsealed (document, seq, hash) SELECT id, 1, sha256(('1' || i)::bytea) FROM made"
    " WHERE i % {apart} = 0",
    "INSERT INTO outbox SELECT 'event-' || i, 'event', 'national', id::text, 2, 'w', at FROM made"
    " ORDER BY i DESC LIMIT 200",
)
"""What workers and sealer have to do."""
END: Final = ("DROP TABLE made", "SET session_replication_role = origin", "VACUUM ANALYZE", "CHECKPOINT")


@contextmanager
def server() -> Iterator[DurablePostgres]:
    programs = services_postgresql._programs()
    if programs is None:
        raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
    made = DurablePostgres(programs)
    made.start()
    try:
        yield made
    finally:
        made.remove()


def fill(url: str, documents: int, months: int, moves: int = 2, more: Sequence[str] = ()) -> None:
    """A store over so many months, of documents that moved so often; in one table where a release divides nothing."""
    upgrade(url)
    span = MONTH_MS * months
    with closing(open_store(url)) as store:
        if (divided := getattr(store, "months", None)) is not None:
            for n in range(months + 1):
                divided.ensure((LAST_MS - span + n * MONTH_MS) * 1000)
    with psycopg.connect(url, autocommit=True) as connection:
        words: dict[str, Any] = {
            "documents": documents,
            "last": LAST_MS,
            "span": span,
            "moves": moves,
            "record": RECORD,
        }
        found = connection.execute("SELECT 1 FROM information_schema.columns WHERE column_name = 'moved_at'").fetchone()
        words |= {"moved_at": ", moved_at", "at": ", at"} if found else {"moved_at": "", "at": ""}
        for statement in (*FILL, *more, *END):
            connection.execute(statement.format(**words, apart=max(documents // 300, 1)))


def asked(store: Store, ids: list[str]) -> Mapping[str, Callable[[], Any]]:
    """What is asked, by name; ids in the order of time."""
    recent, some = ids[-len(ids) // MONTHS :], random.Random(1)

    def trails(of: list[str], count: int) -> Callable[[], Any]:
        def call() -> Any:
            with store.transactions.snapshot() as unit:
                return unit.transitions(some.sample(of, count))

        return call

    def leaves() -> Any:
        with store.log.read() as log:
            return log.leaves(0)

    def backlog() -> Any:
        with store.log.read() as log:
            return log.backlog()

    def records() -> Any:
        with store.auditing.read() as reader:
            return reader.records(some.choice(ids[:-1000]), None, 500)

    return {
        "the trail of a document": lambda: store.documents.trail(some.choice(ids)),
        "100 trails, of this month": trails(recent, 100),
        "100 trails, of two months": trails(ids[-len(recent) * 2 :], 100),
        "100 trails, of all months": trails(ids, 100),
        "200 events to send": lambda: store.outbox.due("w", 200),
        "hub log": lambda: store.documents.log(Filter(limit=50)),
        "hub log by a policy number": lambda: store.documents.find(f"PZ-{some.randrange(1, len(ids))}"),
        "what waits for the sealer": backlog,
        "256 leaves of the log": leaves,
        "500 documents to verify": records,
    }


def spent(connection: psycopg.Connection[Any]) -> float:
    """Seconds of the processor: ours, and those of the database's sessions."""
    pids = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()").fetchall()
    return time.process_time() + sum(_ticks(pid) for (pid,) in pids) / TICKS


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return int(fields[11]) + int(fields[12])


def measure(url: str, rounds: int) -> None:
    with closing(open_store(url)) as store, psycopg.connect(url, autocommit=True) as watch:
        ids = [str(id_) for (id_,) in watch.execute("SELECT id FROM document ORDER BY id")]
        with store.log.seal() as unit:
            assert unit is not None
            append_next(unit)
        watch.execute(
            "INSERT INTO unsealed (document, seq, hash) SELECT document, seq, hash FROM transition"
            " WHERE document = ANY(%s::uuid[]) AND seq = 2",
            [random.Random(2).sample(ids, 50)],
        )
        for name, call in asked(store, ids).items():
            for _ in range(8):
                call()
            begun = spent(watch)
            for _ in range(rounds):
                call()
            print(f"{name:30} {(spent(watch) - begun) / rounds * 1000:8.2f} ms", flush=True)
        begun = spent(watch)
        store.totals.overview([], [0])
        print(f"{'hub status, all documents open':30} {(spent(watch) - begun) * 1000:8.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=120_000)
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--rounds", type=int, default=200, help="calls of each")
    given = parser.parse_args()
    with server() as postgres:
        fill(url := postgres.create(), given.documents, given.months, more=UNFINISHED)
        measure(url, given.rounds)


if __name__ == "__main__":
    main()
