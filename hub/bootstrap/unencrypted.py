"""Messages of the outbox that were kept plain before encryption was agreed, and cannot be encrypted now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from adapters.envelope.elements import local
from adapters.envelope.reading import REPORT
from hub.bootstrap.encryption import agreed_ciphers
from hub.bootstrap.keys import read_register
from hub.errors import OperatorError
from hub.home.place import Home
from hub.operate.attention.outgoing import not_encrypted
from hub.ports import Due, StoreReader
from hub.xml.parse import parse_xml

LONG: Final = 60_000_000
"""Microseconds. A worker that can encrypt a message has done so long before."""
PAGE: Final = 500


def unencrypted(home: Home, store: StoreReader, now: int) -> Iterator[OperatorError]:
    """One HUB-815 for each party to which plain messages wait."""
    return (not_encrypted(party, times) for party, times in plain_messages(home, store, now))


def plain_messages(home: Home, store: StoreReader, now: int) -> Iterator[tuple[str, Sequence[int]]]:
    """By party since when plain messages wait, the oldest first. The catalogue is read only where some may."""
    known = read_register(home, "encryption").parties()
    promised = store.totals.promised()
    if not any(group.what == "message" and group.where in known and now - group.oldest >= LONG for group in promised):
        return
    from hub.bootstrap.catalogue import read_catalogue  # noqa: PLC0415 - slow to load, and needed only where some may wait

    yield from sorted(_by_party(store, agreed_ciphers(read_catalogue(home)), now).items())


def _by_party(store: StoreReader, agreed: Mapping[str, object], now: int) -> Mapping[str, list[int]]:
    """When each message that waits plain was promised, oldest first, by party."""
    found: dict[str, list[int]] = {}
    for due in _rows(store):
        row = due.outgoing
        if row.destination in agreed and now - row.at >= LONG and _is_plain(due):
            found.setdefault(row.destination, []).append(row.at)
    return {party: sorted(times) for party, times in found.items()}


def _rows(store: StoreReader) -> Iterator[Due]:
    """The outbox of every worker."""
    for worker in store.totals.workers():
        page = store.outbox.due(worker.id, PAGE)
        while page:
            yield from page
            page = store.outbox.due(worker.id, PAGE, page[-1].outgoing)


def _is_plain(due: Due) -> bool:
    """Whether a message is as it was signed. The hub's reports to the platform always are: nothing is in them."""
    if due.outgoing.about != "message" or due.body is None or due.is_encrypted:
        return False
    return local(parse_xml(due.body)) != REPORT
