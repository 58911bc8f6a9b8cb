"""The sealer on real stores: everything gets one position, and no checkpoint takes back what another said."""

import threading
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from store_cases import plain_engine
from structlog.testing import capture_logs

from adapters.notes import NoteSigner, is_signed_by, load_note_signer, make_note_key
from adapters.store import open_store, upgrade
from hub.flow import sealing
from hub.flow.sealing import INTERVAL_S, SealingLine
from hub.model import GENESIS, tree
from hub.model.checkpoint import parse_checkpoint, parse_note
from hub.model.moments import SECOND
from hub.ports import Sealed, Store
from hub.testing.rows import a_document, all_in_one, brought, moved, write
from hub.testing.store.sealing import reader_of

OLDER = (
    *("id", "type", "sender", "sender_ref", "content", "payload", "portal", "party", "enterprise", "enterprise_name"),
    *("status", "round", "seq", "head", "created_at", "updated_at", "dispute", "tracks"),
)
"""Columns of a document in an older store."""
GUARDS = {
    "sqlite": ("tile_refuses_delete", "tile_only_grows", "checkpoint_refuses_update"),
    "postgresql": (
        "tile_refuses_delete ON tile",
        "tile_only_grows ON tile",
        "checkpoint_refuses_change ON checkpoint",
    ),
}
"""The triggers that somebody with all rights takes away."""


class Time:
    """A clock and a monotonic clock that tests move."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def now(self) -> int:
        return int(self.seconds * SECOND)

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def signer(tmp_path: Path) -> NoteSigner:
    make_note_key(tmp_path / "key.pem")
    return load_note_signer(tmp_path / "key.pem", "hub/audit")


@pytest.fixture
def line(store: Store, signer: NoteSigner, time: Time) -> SealingLine:
    return SealingLine(store.log, signer, time, time.monotonic)


def bring(store: Store, count: int) -> None:
    """So many new documents, with a transition each."""
    write(store, all_in_one(a_document() for _ in range(count)))


def newest(store: Store) -> Sealed:
    with store.log.read() as log:
        found = log.sealed()
    assert found is not None
    return found


def prove(store: Store, key: NoteSigner, old: Sealed | None = None) -> None:
    """The newest checkpoint is signed, holds what the log holds, and extends an older one."""
    sealed = newest(store)
    note = parse_note(sealed.note)
    checkpoint = parse_checkpoint(note.text)
    assert is_signed_by(note, key.key())
    with store.log.read() as log:
        read = reader_of(log)
        assert (
            (checkpoint.size, checkpoint.root)
            == (sealed.size, sealed.root)
            == (log.size(), tree.root(read, log.size()))
        )
        if old is not None:
            proof = tree.consistency(read, old.size, sealed.size)
            assert tree.is_extension((old.size, old.root), (sealed.size, sealed.root), proof)


def test_everything_is_sealed_and_each_checkpoint_extends_the_one_before(
    store: Store, line: SealingLine, signer: NoteSigner, time: Time
) -> None:
    """Also the trail of a document that moves later."""
    assert line.run() is None
    document = brought(store, "received", "sent")
    time.seconds += INTERVAL_S
    first = line.run()
    assert first == newest(store)
    prove(store, signer)
    write(store, moved(document, "accepted"))
    bring(store, 300)
    time.seconds += INTERVAL_S
    assert line.run() is not None
    prove(store, signer, first)
    assert newest(store).size == 303


def test_nothing_is_signed_again_while_nothing_is_new(store: Store, line: SealingLine, time: Time) -> None:
    """An idle log has one checkpoint."""
    bring(store, 2)
    assert line.run() is not None
    for _ in range(3):
        time.seconds += INTERVAL_S
        assert line.run() is None
    with store.log.read() as log:
        assert log.sealed(2) == log.sealed()


def test_a_long_backlog_is_caught_up_page_by_page_with_a_checkpoint_in_time(
    store: Store, line: SealingLine, signer: NoteSigner, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two pages a worker does other work; the interval is kept meanwhile."""
    monkeypatch.setattr(sealing, "PAGE", 100)
    bring(store, 1000)
    assert line.run() is not None  # the first checkpoint of a log does not wait
    assert line.is_due()
    assert [line.run() for _ in range(3)] == [None] * 3
    time.seconds += INTERVAL_S
    sealed = line.run()
    assert sealed is not None
    assert sealed.size == 500
    while line.is_due():
        line.run()
    assert newest(store).size == 1000
    prove(store, signer, sealed)


def test_workers_of_one_store_share_the_work(store: Store, line: SealingLine, signer: NoteSigner, time: Time) -> None:
    """Who comes right after another signs nothing; who comes later seals what is new."""
    other = SealingLine(store.log, signer, time, time.monotonic)
    bring(store, 2)
    assert line.run() is not None
    bring(store, 2)
    time.seconds += 1
    assert other.run() is None
    time.seconds += INTERVAL_S
    assert other.run() is not None
    assert newest(store).size == 4


def test_racing_sealers_write_one_log(store_url: str, store: Store, signer: NoteSigner) -> None:
    """While documents are brought: every transition has one position, and each checkpoint extends the one before."""
    stores, ended = [open_store(store_url) for _ in range(3)], threading.Event()

    def seal(mine: Store) -> None:
        clock = Time()
        racer = SealingLine(mine.log, signer, clock, clock.monotonic)
        while not ended.is_set():
            clock.seconds += INTERVAL_S
            racer.run()
        racer.run()

    racers = [threading.Thread(target=seal, args=(mine,)) for mine in stores]
    for racer in racers:
        racer.start()
    for _ in range(40):
        bring(store, 7)
    ended.set()
    for racer in racers:
        racer.join()
    time = Time()
    time.seconds *= 2
    SealingLine(store.log, signer, time, time.monotonic).run()
    prove(store, signer)
    with store.log.read() as log:
        assert (log.size(), log.backlog().count) == (280, 0)
        read = reader_of(log)
        sealed = [found for size in range(281) if (found := log.sealed(size)) is not None]
        for old, new in pairwise(sealed):
            assert tree.is_extension(
                (old.size, old.root), (new.size, new.root), tree.consistency(read, old.size, new.size)
            )
    for mine in stores:
        mine.close()


def test_a_log_that_was_changed_is_not_sealed_any_further(
    store: Store, raw: Engine, line: SealingLine, time: Time, backend: str
) -> None:
    """HUB-903: the waiting transitions stay, and no signature covers the change."""
    bring(store, 3)
    assert line.run() is not None
    with raw.begin() as connection:
        off = "DROP TRIGGER tile_only_grows" + (" ON tile" if backend == "postgresql" else "")
        connection.execute(text(off))
        connection.execute(text("UPDATE tile SET hashes = :junk"), {"junk": bytes(96)})
    bring(store, 1)
    time.seconds += INTERVAL_S
    with capture_logs() as events:
        assert line.run() is None
    assert [(e["event"], e["reason"][:7]) for e in events] == [("not_sealed", "HUB-903")]
    with store.log.read() as log:
        assert (log.size(), log.backlog().count) == (3, 1)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM tile WHERE level = 0 AND number = 1",
        "DELETE FROM tile WHERE level = 1",
        "DELETE FROM tile",
        "UPDATE tile SET hashes = :short WHERE level = 0 AND number = 1",
        "UPDATE checkpoint SET note = 'no note'",
        "UPDATE checkpoint SET note = :note",
    ],
)
def test_a_log_of_which_something_is_missing_is_not_sealed_any_further(
    store: Store, raw: Engine, line: SealingLine, time: Time, backend: str, damage: str
) -> None:
    """HUB-903, and the worker goes on. What lies deep in the tree is for whoever verifies all of it."""
    bring(store, 300)
    assert line.run() is not None
    with raw.begin() as connection:
        for trigger in GUARDS[backend]:
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        given = {"short": bytes(32), "note": "no checkpoint\n\n— hub/audit AAAAAAAA\n"}
        connection.execute(text(damage), {name: value for name, value in given.items() if f":{name}" in damage})
    bring(store, 1)
    time.seconds += INTERVAL_S
    with capture_logs() as events:
        assert line.run() is None
    assert [(e["event"], e["reason"][:7]) for e in events] == [("not_sealed", "HUB-903")]


def test_a_log_that_another_key_signed_is_not_sealed(
    store: Store, line: SealingLine, signer: NoteSigner, time: Time, tmp_path: Path
) -> None:
    """HUB-902: a home with a fresh key, or another name, writes no second history."""
    bring(store, 3)
    assert line.run() is not None
    make_note_key(tmp_path / "other.pem")
    bring(store, 1)
    time.seconds += INTERVAL_S
    for stranger in (
        load_note_signer(tmp_path / "other.pem", "hub/audit"),
        load_note_signer(tmp_path / "key.pem", "hub/other"),
    ):
        with capture_logs() as events:
            assert SealingLine(store.log, stranger, time, time.monotonic).run() is None
        assert [e["reason"][:7] for e in events] == ["HUB-902"]
    assert newest(store).size == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tile SET hashes = :junk",
        "UPDATE tile SET transitions = :junk",
        "UPDATE tile SET number = 7",
        "DELETE FROM tile",
        "UPDATE checkpoint SET at = at + 1",
        "DELETE FROM checkpoint",
    ],
)
def test_the_database_itself_keeps_what_was_sealed(
    store: Store, raw: Engine, line: SealingLine, statement: str
) -> None:
    """A tile only grows, a checkpoint stays: whoever asks with SQL at hand is refused."""
    bring(store, 3)
    line.run()
    with pytest.raises(DBAPIError, match=r"only grows|append-only"), raw.begin() as connection:
        connection.execute(text(statement), {"junk": bytes(96)} if ":junk" in statement else {})
    assert newest(store).size == 3


def test_a_tile_is_not_replaced_by_another(
    backend: str, store: Store, raw: Engine, line: SealingLine, signer: NoteSigner
) -> None:
    """PostgreSQL's TRUNCATE and SQLite's REPLACE are no ways round it."""
    bring(store, 3)
    line.run()
    for table, columns in (("tile", "level, number, transitions, hashes"), ("checkpoint", "size, root, at + 1, note")):
        statement = f"INSERT OR REPLACE INTO {table} SELECT {columns} FROM {table}"
        if backend == "postgresql":
            statement = f"TRUNCATE {table} CASCADE"
        with pytest.raises(DBAPIError, match=r"only grows|append-only"), raw.begin() as connection:
            connection.execute(text(statement))
    prove(store, signer)


def test_the_trail_of_an_older_store_is_sealed_too(empty_url: str, signer: NoteSigner, time: Time) -> None:
    """All of it waits after the upgrade, each trail in its order and all in the order of their times."""
    engine, config = plain_engine(empty_url), Config()
    config.set_main_option("script_location", "adapters.store:migrations")
    document = a_document(dispute="", tracks="")
    columns = {name: getattr(document, name) for name in OLDER}
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0017")
        connection.execute(text("INSERT INTO payload VALUES (:payload, :bytes)"), {**columns, "bytes": b"1"})
        connection.execute(
            text(f"INSERT INTO document ({', '.join(OLDER)}) VALUES (:{', :'.join(OLDER)})"),
            columns,
        )
        for seq, previous, own in ((1, GENESIS, "a" * 64), (2, "a" * 64, "b" * 64)):
            connection.execute(
                text(
                    "INSERT INTO transition VALUES "
                    "(:id, :seq, 'main', NULL, 'S', 'clock', '', :payload, '{}', :at, :content, :previous, :own)"
                ),
                {**columns, "seq": seq, "at": 9 - seq, "previous": previous, "own": own},
            )
    engine.dispose()

    upgrade(empty_url)

    with closing(open_store(empty_url)) as store:
        with store.log.seal() as unit:
            assert unit is not None
            assert [(entry.seq, entry.hash) for entry in unit.next_entries(9)] == [(1, "a" * 64), (2, "b" * 64)]
        assert SealingLine(store.log, signer, time, time.monotonic).run() is not None
        prove(store, signer)
