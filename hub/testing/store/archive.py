"""The promises for finding messages and their bytes."""

from collections.abc import Sequence
from itertools import count

from hub.model import CONCERNS, Changes, Message, Reference, digest
from hub.ports import Filter, Store
from hub.testing.rows import (
    a_message,
    opened,
    write,
)
from hub.testing.store.rig import Part

BODY = b"<a/>"
_times = count(10)


class Archive(Part):
    """Messages are read as they were written."""

    def test_letters_are_the_messages_of_rounds_that_are_open(self, store: Store) -> None:
        """Oldest first; no messages of earlier rounds or of ended documents, no receipts, no messages of parties."""
        first, second = _sent(store), _sent(store)
        _sent(store, "received", "ended")
        _sent(store, round=0)
        _sent(store, kind="receipt")
        _sent(store, direction="in")
        found = store.archive.sent_messages(Filter(), ["ended"])
        assert [(document.id, message) for document, message in found] == [(m.document, m) for m in (first, second)]
        assert store.archive.sent_messages(Filter(), ["ended"], [("duty-guarantee/policy", "sent")]) == []

    def test_letters_are_chosen_by_document_and_by_when_they_were_made(self, store: Store) -> None:
        """A message at `since` is left out; a message at `until` is included."""
        early, late = _sent(store), _sent(store, "waiting")

        def chosen(filter_: Filter) -> list[Message]:
            return [message for _, message in store.archive.sent_messages(filter_, [])]

        assert chosen(Filter(since=early.at)) == chosen(Filter(statuses=["waiting"])) == [late]
        assert chosen(Filter(until=early.at)) == chosen(Filter(limit=1)) == [early]
        assert chosen(Filter(party="nobody")) == []

    def test_letters_of_an_enterprise_alone_are_not_those_that_concern_it(self, store: Store) -> None:
        """An operator who sends again for one enterprise sends nothing of another."""
        other, named = f"9131{next(_times):014d}", f"9131{next(_times):014d}"
        books, document = opened("sent", enterprise=other)
        books.names.refer(Reference(document.id, CONCERNS, f":{named}"))
        books.post.keep(a_message(BODY, document=document.id), BODY)
        write(store, books.changes())

        def chosen(enterprise: str, *, is_own: bool) -> int:
            return len(store.archive.sent_messages(Filter(enterprise=enterprise, is_own=is_own), []))

        assert (chosen(named, is_own=False), chosen(named, is_own=True), chosen(other, is_own=True)) == (1, 0, 1)

    def test_all_messages_are_read_in_pages(self, store: Store) -> None:
        """With or without a document, also messages with equal ids; each message once."""
        books, document = opened()
        made = [
            a_message(BODY, id=name, party=party, direction=direction, document=of)
            for name, of in (("m-1", document.id), ("m-2", None))
            for party in ("insurer-a", "bank-b")
            for direction in ("in", "out")
        ]
        write(store, books.changes(), Changes(payloads={digest(BODY): BODY}, messages=made))
        for limit in (1, 3, len(made), len(made) + 1):
            read = _in_pages(store, limit)
            assert sorted(read, key=str) == sorted(made, key=str)


def _sent(store: Store, *statuses: str, **given: object) -> Message:
    """A message that opened the round of a document."""
    books, document = opened(*statuses or ("sent",))
    message = a_message(BODY, **{"document": document.id, "at": next(_times), **given})
    books.post.keep(message, BODY)
    write(store, books.changes())
    return message


def _in_pages(store: Store, limit: int) -> Sequence[Message]:
    read: list[Message] = []
    while page := store.archive.messages(limit, read[-1] if read else None):
        assert len(page) <= limit
        read += page
    return read
