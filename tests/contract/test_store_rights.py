"""What reading needs: tables, and the right to select from them."""

from uuid import uuid4

import pytest
from sqlalchemy import Engine, make_url

from adapters.store import open_store
from hub.errors import StoreNotReady
from hub.ports import Store
from hub.testing.rows import brought


def test_a_store_without_tables_is_not_ready(empty_url: str) -> None:
    """An operator makes them; a running hub waits for it as for any store that is gone."""
    store = open_store(empty_url)
    try:
        with pytest.raises(StoreNotReady, match="HUB-709"), store.transactions.snapshot() as unit:
            unit.documents(["anything"])
        with pytest.raises(StoreNotReady, match="hub init"):
            store.documents.find("anything")
    finally:
        store.close()


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_whoever_may_only_select_may_take_a_snapshot(store: Store, store_url: str, raw: Engine) -> None:
    """An operator's role needs no more."""
    document, role = brought(store), f"reader_{uuid4().hex}"
    with raw.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
        connection.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
    reader = open_store(make_url(store_url).set(username=role).render_as_string(hide_password=False))
    try:
        with reader.transactions.snapshot() as unit:
            unit.lock([document.id], ["quota"])
            assert unit.documents([document.id]) == [document]
        assert reader.documents.find(document.id) == [document]
        with reader.log.read() as log:  # what `hub metrics` reads
            assert (log.sealed(), log.size(), log.backlog().count) == (None, 0, 1)
        assert reader.tallies.counted() == store.tallies.counted() != {}
        assert sum(group.count for group in reader.totals.overview([], []).open) == 1
        assert reader.quarantine.groups(is_open=True) == []
        assert reader.circuits.open() == []
    finally:
        reader.close()
