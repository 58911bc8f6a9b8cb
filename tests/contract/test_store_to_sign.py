"""Nothing of an older store waits for a signature, and messages may wait after the upgrade."""

from sqlalchemy import Engine, text

from adapters.store import upgrade
from hub.model import Changes
from hub.ports import Store
from hub.testing.rows import a_message_to_sign, brought, write


def test_messages_may_wait_in_a_store_that_was_upgraded(store: Store, raw: Engine, store_url: str) -> None:
    """Its documents are untouched."""
    document = brought(store)
    with raw.begin() as connection:
        connection.execute(text("DROP TABLE encrypted"))
        connection.execute(text("DROP TABLE to_sign"))
        for table in ("act", "proposal"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0014'"))
    upgrade(store_url)
    assert store.signing.parties("worker-1") == []
    row = a_message_to_sign(document=document.id)
    write(store, Changes(to_sign={row.id: row}))
    assert store.signing.due("worker-1", [row.party], 9) == [row]
