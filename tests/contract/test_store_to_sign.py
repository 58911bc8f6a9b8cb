"""Nothing of an older store waits for a signature, and messages may wait after the upgrade."""

from contextlib import closing

from older_stores import older_store, write_as_before

from adapters.store import open_store, upgrade
from hub.model import Changes
from hub.testing.rows import a_message_to_sign, opened, write


def test_messages_may_wait_in_a_store_that_was_upgraded(empty_url: str) -> None:
    """Its documents are untouched."""
    books, document = opened()
    with older_store(empty_url, "0014") as connection:
        write_as_before(connection, books.changes())
    upgrade(empty_url)
    with closing(open_store(empty_url)) as store:
        assert store.signing.parties("worker-1") == []
        row = a_message_to_sign(document=document.id)
        write(store, Changes(to_sign={row.id: row}))
        assert store.signing.due("worker-1", [row.party], 9) == [row]
