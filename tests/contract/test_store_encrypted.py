"""Which encrypted bytes travelled in the place of a message: never changed, and unknown to an older store."""

from contextlib import closing

import pytest
from older_stores import older_store, write_as_before
from sqlalchemy import Engine, text

from adapters.store import open_store, upgrade
from hub.model import Changes
from hub.ports import Store
from hub.testing.rows import a_message, an_outgoing, empty_books, write


def sent(wire: bytes = b"") -> tuple[Changes, Changes]:
    """A message of the hub that is due."""
    books, message = empty_books(), a_message(b"<a/>")
    books.post.keep(message, b"<a/>", wire)
    row = an_outgoing("message", message.id)
    return books.changes(), Changes(promised={row.id: row})


@pytest.mark.parametrize("statement", ["UPDATE encrypted SET direction = 'in'", "DELETE FROM encrypted"])
def test_what_travelled_is_never_changed(store: Store, raw: Engine, statement: str) -> None:
    """What is sent again is what was sent first."""
    write(store, *sent(b"encrypted"))
    with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
        connection.execute(text(statement))
    assert [due.body for due in store.outbox.due("worker-1", 10)] == [b"encrypted"]


def test_messages_of_an_older_store_go_out_as_they_are(empty_url: str) -> None:
    """None of them was encrypted, and promises to send them are kept."""
    with older_store(empty_url, "0016") as connection:
        content, promise = sent()
        content.encrypted.clear()
        write_as_before(connection, content, promise)
    upgrade(empty_url)
    with closing(open_store(empty_url)) as store:
        assert [due.body for due in store.outbox.due("worker-1", 10)] == [b"<a/>"]
