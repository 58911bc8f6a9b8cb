"""记录编号 in the store: unique, found, never changed, and given to what an older hub recorded."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, make_url, text
from store_cases import a_document, brought, empty_books, moved, write

from adapters.store import SqlStore, open_store, upgrade
from hub.errors import StoreConflict
from hub.model import Changes, Document, record_numbers
from hub.ports import Filter

NUMBER, TIME = "20260921000000000001", 1_790_000_000_000_000
BEFORE = "0007"
"""The migration before the one that this is about."""


def test_a_document_comes_back_with_its_number_and_its_time(store: SqlStore) -> None:
    """Also after it moved."""
    document = brought(store, record=NUMBER, submitted_at=TIME)
    write(store, moved(document, "sent"))
    (found,) = store.find(document.id)
    assert (found.record, found.submitted_at) == (NUMBER, TIME)


def test_a_number_is_given_once(store: SqlStore) -> None:
    """The second to ask is told of the conflict, and nothing of its batch is written."""
    first = brought(store, record=NUMBER)
    with pytest.raises(StoreConflict):
        brought(store, record=NUMBER)
    assert [d.id for d in store.log(Filter())] == [first.id]


def test_any_number_of_documents_may_have_none(store: SqlStore) -> None:
    """What is refused at the door has none."""
    documents = [brought(store), brought(store)]
    assert {d.record for d in documents} == {None}


def test_numbers_that_are_given_are_known(store: SqlStore) -> None:
    """Asked for many at once; none where nothing is asked."""
    brought(store, record=NUMBER)
    with store.begin() as unit:
        assert unit.recorded({NUMBER, "20260921000000000002"}) == {NUMBER}
        assert unit.recorded(set()) == set()


def test_a_document_is_found_by_its_number(store: SqlStore) -> None:
    """By name, and by the filter; a part of a number is none."""
    document = brought(store, record=NUMBER)
    brought(store, record="20260921000000000002")
    assert store.find(NUMBER) == [document]
    assert store.log(Filter(record=NUMBER)) == [document]
    assert (store.find(NUMBER[:-1]), store.log(Filter(record=NUMBER[:-1]))) == ([], [])


@pytest.mark.parametrize("before", [{"record": NUMBER, "submitted_at": TIME}, {"record": None, "submitted_at": None}])
@pytest.mark.parametrize("change", [{"record": "20260921000000000009"}, {"submitted_at": TIME + 1}])
def test_number_and_time_never_change(store: SqlStore, before: Mapping[str, object], change: dict[str, object]) -> None:
    """Whoever asks, and from none to some neither."""
    document = brought(store, **before)
    with pytest.raises(StoreConflict, match="append-only"):
        write(store, Changes(moved={document.id: replace(document, **change)}))  # type: ignore[arg-type]  # by name
    assert store.find(document.id) == [document]


def test_sql_at_hand_changes_nothing_either(store: SqlStore, store_url: str, backend: str) -> None:
    """SQLite's REPLACE is no way round it."""
    document = brought(store, record=NUMBER)
    statements = ["UPDATE document SET record = '20260921000000000009'", "UPDATE document SET record = NULL"]
    if backend == "sqlite":
        names = ", ".join(c for c in document.__slots__ if c != "record")
        statements.append(f"REPLACE INTO document ({names}) SELECT {names} FROM document")
    engine = _engine(store_url)
    for statement in statements:
        with pytest.raises(Exception, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))
    engine.dispose()
    assert store.find(document.id) == [document]


# ---- older stores --------------------------------------------------------------------------------


def test_what_an_older_hub_recorded_gets_the_numbers_that_follow_from_its_ids(empty_url: str) -> None:
    """Whatever it is and wherever it stands; what was refused at the door gets none. Its time is not known."""
    documents = [
        a_document(status="S"),
        a_document(status="N002", portal=None, sender="insurer-a"),
        a_document(status="H001"),
    ]
    _older_store(empty_url, documents)

    upgrade(empty_url)

    store = open_store(empty_url)
    found = {d.id: d for d in store.log(Filter())}
    store.close()
    expected = [next(record_numbers(d.id, d.created_at)) for d in documents]
    assert [found[d.id].record for d in documents] == [*expected[:2], None]
    assert {d.submitted_at for d in found.values()} == {None}


def test_two_older_documents_that_follow_to_one_number_get_two(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The younger takes its next one."""
    documents = [a_document(status="S"), a_document(status="S")]
    _older_store(empty_url, documents)
    monkeypatch.setattr("hub.model.record_numbers", lambda _id, _at: iter([NUMBER, f"{NUMBER[:-1]}2"]))

    upgrade(empty_url)

    store = open_store(empty_url)
    assert [store.find(d.id)[0].record for d in documents] == [NUMBER, f"{NUMBER[:-1]}2"]
    store.close()


def test_more_documents_than_are_read_at_a_time_are_all_numbered(empty_url: str) -> None:
    """Each once, though all are of one moment."""
    documents = [a_document(status="S", sender_ref=f"s-{n}", created_at=TIME) for n in range(5_003)]
    _older_store(empty_url, documents)

    upgrade(empty_url)

    store = open_store(empty_url)
    assert {d.record for d in store.log(Filter())} == {next(record_numbers(d.id, TIME)) for d in documents}
    store.close()


def _older_store(url: str, documents: list[Document]) -> None:
    """A store as the migration before left it, with these documents."""
    engine, config = _engine(url), Config()
    config.set_main_option("script_location", "adapters.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
        for digest, body in empty_books().post.payloads.items():
            connection.execute(text("INSERT INTO payload VALUES (:digest, :body)"), {"digest": digest, "body": body})
        names = [n for n in Document.__slots__ if n not in ("record", "submitted_at", "vouched_by")]
        statement = f"INSERT INTO document ({', '.join(names)}) VALUES (:{', :'.join(names)})"
        rows = [{name: getattr(document, name) for name in names} for document in documents]
        connection.execute(text(statement), rows)
    engine.dispose()


def _engine(url: str) -> Engine:
    target = make_url(url)
    return create_engine(target.set(drivername="postgresql+psycopg") if "postgresql" in url else target)
