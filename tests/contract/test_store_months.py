"""PostgreSQL divides the transitions by the months of their documents' ids; nobody who asks the store sees it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from older_stores import carry_until_killed, older_store
from sqlalchemy import Engine, text
from store_cases import plain_engine

from adapters.store import months, open_store, partitions, upgrade
from adapters.store.monthly import ahead
from adapters.store.schema import upgrade as carry
from hub.errors import StoreConflict, StoreLocked
from hub.model import Document, Transition
from hub.model.identity import EARLIEST_MS, LATEST_MS
from hub.model.moments import DAY
from hub.model.month import Month, month_at, month_of
from hub.ports import Division, Store
from hub.testing.rows import brought, moved, opened, trail_of, write

only_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
MARCH = Month(2026, 3)
NOW = 1_773_576_000_000_000
"""15 March 2026."""
BEFORE = "0036"
"""The migration before the one that divides."""


def id_in(month: Month, days: int = 9) -> str:
    """A new id of a month."""
    milliseconds = (UUID(month.first_id).int >> 80) + days * DAY // 1000
    return str(UUID(int=milliseconds << 80 | uuid4().int & (1 << 80) - 1))


def brought_in(store: Store, month: Month, *statuses: str) -> Document:
    """A document of a month, with its trail."""
    return brought(store, *(statuses or ("received", "sent")), id=id_in(month))


def places(raw: Engine) -> dict[str, int]:
    """How many transitions lie where."""
    asked = "SELECT tableoid::regclass::text, count(*) FROM transition GROUP BY 1"
    with raw.connect() as connection:
        return dict(map(tuple, connection.execute(text(asked))))


@only_postgresql
@pytest.mark.parametrize("read", ["a trail", "one moment"])
def test_who_reads_while_rows_move_finds_them(store: Store, raw: Engine, read: str) -> None:
    """Amounts are judged by what is read: an empty trail would be worse than none."""
    document = brought_in(store, Month(2019, 5))
    found: list[int] = []

    def look() -> None:
        if read == "a trail":
            found.append(len(trail_of(store, document).transitions))
        else:
            with store.auditing.read() as reader:
                found.append(len(reader.records_of([document.id]).transitions[document.id]))

    reader = Thread(target=look)
    with raw.begin() as connection:
        connection.execute(text("ALTER TABLE transition DISABLE TRIGGER USER"))
        partitions.make_partition(connection, Month(2019, 5))
        reader.start()
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        with raw.connect() as other:
            while reader.is_alive() and not other.scalar(waits):
                pass
    reader.join()
    assert found == [2]


def division(store: Store, now: int = NOW) -> Division:
    found = store.months.look(now)
    assert found is not None
    return found


@pytest.mark.parametrize("milliseconds", [0, EARLIEST_MS, LATEST_MS, (1 << 48) - 1])
def test_a_document_of_any_time_has_its_trail(store: Store, milliseconds: int) -> None:
    """A sender says when it submitted, and may say anything."""
    document = brought(store, "received", "sent", id=str(UUID(int=milliseconds << 80 | uuid4().int & (1 << 80) - 1)))
    write(store, moved(document, "accepted"))
    assert [move.after for move in trail_of(store, document).transitions] == ["received", "sent", "accepted"]


def test_trails_of_many_months_are_read_together(store: Store) -> None:
    """Also where a key is asked for twice, or has no row."""
    documents = [brought_in(store, MARCH.later(n * 7)) for n in range(-4, 4)]
    ids = [document.id for document in documents]
    with store.transactions.snapshot() as unit:
        found = unit.transitions([*ids, *ids, id_in(MARCH), "no id"])
        assert unit.transitions([id_in(MARCH)]) == unit.transitions(["no id"]) == []
    assert [(move.document, move.seq) for move in found] == [(id_, seq) for id_ in sorted(ids) for seq in (1, 2)]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_store_in_a_file_is_not_divided(store: Store) -> None:
    """It has nothing to make, and no room to give back."""
    assert (store.months.look(NOW), store.months.ensure(NOW)) == (None, [])
    assert store.months.shrink(MARCH) is None


@only_postgresql
def test_a_new_store_has_places_for_this_month_and_the_next_ones(store: Store) -> None:
    """By the clock of the database's server."""
    now = store.clock.now()
    assert now is not None
    found = division(store, now)
    assert (found.missing, found.astray, found.beyond) == ([], 0, 0)
    assert len(found.months) >= months.AHEAD + 1


@only_postgresql
def test_months_are_made_ahead_once(store: Store, raw: Engine) -> None:
    """A transition lies in the place of its document's month, whenever it is recorded."""
    wanted = [MARCH, MARCH.later(1), MARCH.later(2)]
    assert division(store).missing == wanted
    assert (store.months.ensure(NOW), store.months.ensure(NOW)) == (wanted, [])
    document = brought_in(store, MARCH)
    write(store, moved(document, "accepted"))
    assert places(raw) == {"transition_2026_03": 3}
    assert division(store).missing == []


@only_postgresql
def test_what_is_astray_moves_to_its_month(store: Store, raw: Engine) -> None:
    """A document of a month that had no place yet; what is too far away stays where it is."""
    near = [brought_in(store, month) for month in (MARCH.later(-30), MARCH.later(-30), MARCH)]
    far = [brought_in(store, month) for month in (MARCH.later(-months.REACH - 1), MARCH.later(400))]
    trails = [trail_of(store, document) for document in (*near, *far)]
    assert (division(store).astray, division(store).heavy, division(store).beyond) == (6, [], 4)
    store.months.ensure(NOW)
    assert (division(store).astray, division(store).beyond) == (0, 4)
    assert places(raw) == {"transition_2023_09": 4, "transition_2026_03": 2, "transition_rest": 4}
    assert [trail_of(store, document) for document in (*near, *far)] == trails
    write(store, *(moved(document, "accepted") for document in (*near, *far)))


@only_postgresql
def test_a_running_hub_moves_no_more_at_once_than_others_can_wait_for(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`hub init` moves any number."""
    monkeypatch.setattr(months, "PART", 3)
    now = store.clock.now()
    assert now is not None
    month = month_of(brought_in(store, month_at(now).later(-5)).id)
    brought_in(store, month)
    assert (store.months.ensure(now), division(store, now).heavy) == ([], [month])
    upgrade(store_url)
    assert (month in division(store, now).months, division(store, now).heavy) == (True, [])


@only_postgresql
@pytest.mark.parametrize("table", ["transition_2026_03", "transition_rest"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET after = 'accepted'", "DELETE FROM {}", "TRUNCATE {}", "INSERT INTO {} SELECT * FROM transition"],
)
def test_whoever_names_a_months_table_changes_nothing(store: Store, raw: Engine, table: str, statement: str) -> None:
    """The guards of the whole table do not see such a statement, so each part has its own."""
    store.months.ensure(NOW)
    brought_in(store, MARCH)
    with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
        connection.execute(text(statement.format(table)))


@only_postgresql
def test_guards_hold_in_every_month(store: Store, raw: Engine) -> None:
    """Also in one that was made later, and that rows were moved to."""
    document = brought_in(store, MARCH)
    store.months.ensure(NOW)
    for statement in ("UPDATE transition SET at = 1", "DELETE FROM transition", "TRUNCATE transition"):
        with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
            connection.execute(text(statement))
    with pytest.raises(StoreConflict):
        write(store, *(moved(document, "accepted") for _ in range(2)))
    lost = opened("received", "sent", id=id_in(MARCH))[0].changes()
    lost.created.clear()
    with pytest.raises(StoreConflict):
        write(store, lost)


@only_postgresql
def test_whoever_reads_for_long_keeps_no_one_waiting(store: Store, raw: Engine) -> None:
    """A month that cannot be made at once is made later."""
    brought_in(store, MARCH)
    with raw.connect() as reader:
        reader.execute(text("SELECT count(*) FROM transition"))
        with pytest.raises(StoreLocked):
            store.months.ensure(NOW)
        brought_in(store, MARCH)
    assert len(store.months.ensure(NOW)) == months.AHEAD + 1
    assert division(store).astray == 0


@only_postgresql
def test_several_workers_make_months_at_once(store: Store, store_url: str) -> None:
    """One makes them; the others neither wait nor fail."""
    start, failures = Barrier(4), list[Exception]()

    def make() -> None:
        with closing(open_store(store_url)) as mine:
            start.wait()
            try:
                mine.months.ensure(NOW)
            except StoreLocked:  # another was in the middle of it
                pass
            except Exception as error:
                failures.append(error)

    threads = [Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.months.ensure(NOW)
    assert (failures, division(store).missing) == ([], [])


@only_postgresql
def test_a_month_can_be_written_anew(store: Store) -> None:
    """Its trails stay as they are."""
    store.months.ensure(NOW)
    document = brought_in(store, MARCH)
    before = trail_of(store, document)
    room = store.months.shrink(MARCH)
    assert room is not None
    assert (room.after <= room.before, store.months.shrink(MARCH.later(-1))) == (True, None)
    assert trail_of(store, document) == before


@only_postgresql
def test_a_month_that_somebody_reads_is_not_written_anew(store: Store, raw: Engine) -> None:
    """Nor one that is so large that others would wait too long."""
    store.months.ensure(NOW)
    brought_in(store, MARCH)
    with raw.connect() as reader:
        reader.execute(text("SELECT count(*) FROM transition"))
        with pytest.raises(StoreLocked):
            store.months.shrink(MARCH)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(months, "MOST_ANEW", 1)
        assert store.months.shrink(MARCH) is None


@only_postgresql
def test_a_table_in_the_place_of_a_month_is_told(store: Store, raw: Engine) -> None:
    """Nothing is made over it, and no row is refused meanwhile; once it is gone, the month is made."""
    with raw.begin() as connection:
        connection.execute(text("CREATE TABLE transition_2026_03 (document uuid)"))
    document = brought_in(store, MARCH)
    with pytest.raises(StoreConflict, match="transition_2026_03"):
        store.months.ensure(NOW)
    assert (MARCH in division(store).missing, len(trail_of(store, document).transitions)) == (True, 2)
    with raw.begin() as connection:
        connection.execute(text("DROP TABLE transition_2026_03"))
    assert MARCH in store.months.ensure(NOW)


@only_postgresql
def test_only_the_months_of_the_documents_are_read(store: Store, raw: Engine) -> None:
    """A trail touches one partition, however many there are."""
    for n in range(0, 12, 3):
        store.months.ensure(NOW + n * 31 * DAY)
    document = brought_in(store, MARCH)
    with raw.connect() as connection:
        asked = f"EXPLAIN SELECT * FROM transition WHERE document = '{document.id}'"
        plan = "\n".join(connection.scalars(text(asked)))
    assert "transition_2026_03" in plan
    assert plan.count("transition_20") == plan.count("transition_2026_03")


_STAYS = """
    CREATE TRIGGER payload_refuses_change BEFORE DELETE OR TRUNCATE ON payload
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


_TALLY = (
    "CREATE TABLE tally (writer TEXT, key TEXT, number BIGINT NOT NULL, microseconds BIGINT NOT NULL, "
    "PRIMARY KEY (writer, key))"
)


def older_rows(url: str, count: int, *months_: Month) -> list[Transition]:
    """A store of the release before, with trails in these months."""
    with older_store(url, BEFORE) as connection:  # written by today's adapter, which may fill removed bytes again
        connection.execute(text("DROP TRIGGER payload_refuses_change ON payload"))
        connection.execute(text(_STAYS))
    with older_release(url) as store:
        documents = [brought_in(store, months_[n % len(months_)]) for n in range(count)]
        return all_of(store, documents)


@contextmanager
def older_release(url: str) -> Iterator[Store]:
    """Today's adapter on a store of the release before: what later releases add is there as long as it writes."""
    engine = plain_engine(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE document ADD moved_at BIGINT NOT NULL DEFAULT 0, ADD overdue_at BIGINT"))
        connection.execute(text(_TALLY))
    with closing(open_store(url)) as store:
        yield store
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE document DROP moved_at, DROP overdue_at"))
        connection.execute(text("DROP TABLE tally"))
    engine.dispose()


def all_of(store: Store, documents: Sequence[Document]) -> list[Transition]:
    return [move for d in sorted(documents, key=lambda d: d.id) for move in trail_of(store, d).transitions]


def found_after(url: str, expected: Sequence[Transition]) -> list[Transition]:
    with closing(open_store(url)) as store, store.transactions.snapshot() as unit:
        return unit.transitions([move.document for move in expected])


@only_postgresql
@pytest.mark.parametrize("part", [5, 20_000])
def test_an_older_store_is_divided(empty_url: str, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    """Ahead or at once: every transition is in its month, and new ones follow them."""
    monkeypatch.setattr(ahead, "PART", part)
    expected = older_rows(empty_url, 9, MARCH, MARCH.later(-1), MARCH.later(-300))
    told: list[tuple[str, int, int]] = []
    carry(empty_url, lambda *said: told.append(said))
    assert found_after(empty_url, expected) == expected
    assert told == ([("transition", n, 18) for n in (0, 5, 10, 15, 18)] if part == 5 else [])
    engine = plain_engine(empty_url)
    assert places(engine) == {"transition_2026_02": 6, "transition_2026_03": 6, "transition_rest": 6}
    engine.dispose()
    with closing(open_store(empty_url)) as store:
        (document,) = store.documents.find(expected[0].document)
        write(store, moved(document, "accepted"))


@only_postgresql
def test_a_process_that_is_killed_while_it_divides_loses_nothing(empty_url: str) -> None:
    """The parts that were copied are not copied again."""
    expected, said = older_rows(empty_url, 20, MARCH, MARCH.later(-1)), list[tuple[str, int, int]]()
    for steps in (0, 2, 4):
        said += carry_until_killed(empty_url, ahead.__name__, steps)
    upgrade(empty_url)
    assert found_after(empty_url, expected) == expected
    copied = [count for _, count, _ in said]
    assert copied == sorted(copied)


@only_postgresql
def test_what_is_written_between_two_parts_is_divided_too(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever its keys stand, and in months that had no place: the older release went on for a while."""
    monkeypatch.setattr(ahead, "PART", 5)
    expected = older_rows(empty_url, 9, MARCH)

    def stop(_table: str, copied: int, _all: int) -> None:
        if copied > 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry(empty_url, stop)
    with older_release(empty_url) as store:
        documents = [brought_in(store, month) for month in (MARCH.later(-2), MARCH, MARCH.later(1))]
        expected = sorted([*expected, *all_of(store, documents)], key=lambda move: (move.document, move.seq))
    upgrade(empty_url)
    assert found_after(empty_url, expected) == expected


@only_postgresql
def test_readers_may_read_on_and_the_log_goes_on(empty_url: str) -> None:
    """Grants, and what waits for its position, are carried over."""
    expected = older_rows(empty_url, 3, MARCH)
    engine, role = plain_engine(empty_url), f"reads_{uuid4().hex}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {role}"))
        connection.execute(text(f"GRANT SELECT ON transition TO {role}"))
    upgrade(empty_url)
    may: Callable[[str], Any] = lambda right: text(f"SELECT has_table_privilege('{role}', 'transition', '{right}')")  # noqa: E731
    with engine.begin() as connection:
        rights = [connection.scalar(may(right)) for right in ("SELECT", "INSERT")]
        connection.execute(text(f"DROP OWNED BY {role}"))
        connection.execute(text(f"DROP ROLE {role}"))
    engine.dispose()
    with closing(open_store(empty_url)) as store:
        brought_in(store, MARCH)
        with store.log.read() as log:
            assert (rights, log.backlog().count) == ([True, False], len(expected) + 2)
