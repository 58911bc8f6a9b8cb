"""Who answers for a document's signer, in our tables: never changed, and known of older documents."""

from contextlib import closing

import pytest
from older_stores import older_store, write_as_before
from sqlalchemy import Engine, text

from adapters.store import open_store, upgrade
from hub.ports import Filter, Store
from hub.testing.rows import brought, opened


def test_sql_at_hand_changes_no_voucher(store: Store, raw: Engine, backend: str) -> None:
    """SQLite's REPLACE is no way round it."""
    document = brought(store, vouched_by="portal")
    statements = ["UPDATE document SET vouched_by = 'card:0'", "UPDATE document SET vouched_by = NULL"]
    if backend == "sqlite":
        names = [c for c in document.__slots__ if c != "vouched_by"]
        statements.append(f"REPLACE INTO document ({', '.join(names)}) SELECT {', '.join(names)} FROM document")
    for statement in statements:
        with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
            connection.execute(text(statement))
    assert store.documents.find(document.id) == [document]


def test_what_portals_submitted_before_was_vouched_for_by_them(empty_url: str) -> None:
    """An older store is brought up to date; what a party announced stays without."""
    submission, notice = opened()[0], opened(portal=None)[0]
    with older_store(empty_url, "0005") as connection:
        write_as_before(connection, submission.changes(), notice.changes())
    upgrade(empty_url)
    with closing(open_store(empty_url)) as store:
        found = {document.portal: document.vouched_by for document in store.documents.log(Filter())}
    assert found == {"portal-a": "portal", None: None}
