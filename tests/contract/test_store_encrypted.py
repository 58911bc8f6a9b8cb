"""Which encrypted bytes travelled in the place of a message: never changed, and unknown to an older store."""

from contextlib import closing

import pytest
from older_stores import older_store, write_as_before
from sqlalchemy import Engine, text

from adapters.store import open_store, upgrade
from hub.model import Changes
from hub.ports import Store
from hub.testing.rows import a_message, an_outgoing, empty_books, write


def sent(wire: bytes = b"", body: bytes = b"<a/>") -> tuple[Changes, Changes]:
    """A message of the hub that is due."""
    books, message = empty_books(), a_message(body)
    books.post.keep(message, body, wire)
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


def test_only_messages_that_are_not_encrypted_are_read_as_plain(store: Store) -> None:
    """To the parties that were asked for, promised by then, page by page; whoever owns their rows."""
    changes = [sent(b"encrypted", b"<e/>"), sent(), sent(), sent()]
    for content, promise in changes:
        write(store, content, promise)
    plain = sorted((row for _, promise in changes[1:] for row in promise.promised.values()), key=lambda r: (r.at, r.id))
    until = plain[1].at
    found = store.outbox.plain(["insurer-a", "other"], until, 1)
    assert [(due.outgoing, due.body, due.is_encrypted) for due in found] == [(plain[0], b"<a/>", False)]
    expected = [row for row in plain if row.at <= until][1:]
    assert [due.outgoing for due in store.outbox.plain(["insurer-a"], until, 9, plain[0])] == expected
    assert store.outbox.plain(["other"], until, 9) == store.outbox.plain([], until, 9) == []
