"""Looking without touching: one moment's state, nobody waits, nothing is written."""

from uuid import uuid4

import pytest
from sqlalchemy import make_url
from store_cases import brought, moved, write

from adapters.store import SqlStore, open_store
from hub.errors import StoreNotReady
from hub.model import Changes


def test_a_glance_reads_as_any_unit_does(store: SqlStore) -> None:
    """What was committed, by the same questions."""
    document = brought(store)
    with store.glance() as unit:
        assert unit.documents([document.id]) == [document]
        assert unit.brought([(document.sender, document.sender_ref)]) == [document]


def test_a_glance_keeps_no_writer_waiting_and_waits_for_none(store: SqlStore) -> None:
    """It may lock what a writer holds, for it holds nothing."""
    document = brought(store)
    with store.begin() as writing:
        writing.lock([document.id], ["quota"])
        with store.glance() as unit:
            unit.lock([document.id], ["quota", "another"])
            assert unit.resources(["quota", "another"]) == []
            writing.write(moved(document, "sent"))
    with store.glance() as unit:
        unit.lock([document.id], ["quota"])
        write(store, moved(store.find(document.id)[0], "accepted"))


def test_a_glance_sees_one_moment(store: SqlStore) -> None:
    """What is committed after its first look is not seen."""
    document = brought(store)
    with store.glance() as unit:
        assert unit.documents([document.id]) == [document]
        write(store, moved(document, "sent"))
        assert unit.documents([document.id]) == [document]
    assert store.find(document.id)[0].status == "sent"


def test_a_glance_writes_nothing(store: SqlStore) -> None:
    """Neither changes nor the resources it was to lock."""
    with store.glance() as unit, pytest.raises(TypeError):
        unit.write(Changes())
    with store.glance() as unit:
        unit.lock([], ["quota"])
    assert store.resource("quota") is None


def test_a_connection_writes_again_after_a_glance(store: SqlStore) -> None:
    """How it looked is forgotten when it is given back."""
    with store.glance() as unit:
        assert unit.documents(["nobody"]) == []
    document = brought(store)
    assert store.find(document.id) == [document]


def test_a_store_without_tables_is_not_ready(empty_url: str) -> None:
    """An operator makes them; a running hub waits for it as for any store that is gone."""
    store = open_store(empty_url)
    try:
        with pytest.raises(StoreNotReady, match="HUB-709"), store.glance() as unit:
            unit.documents(["anything"])
        with pytest.raises(StoreNotReady, match="hub init"):
            store.find("anything")
    finally:
        store.close()


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_whoever_may_only_select_may_glance(store: SqlStore, store_url: str) -> None:
    """An operator's role needs no more."""
    document, role = brought(store), f"reader_{uuid4().hex}"
    with store._engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
        connection.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
    reader = open_store(make_url(store_url).set(username=role).render_as_string(hide_password=False))
    try:
        with reader.glance() as unit:
            unit.lock([document.id], ["quota"])
            assert unit.documents([document.id]) == [document]
        assert reader.find(document.id) == [document]
    finally:
        reader.close()
