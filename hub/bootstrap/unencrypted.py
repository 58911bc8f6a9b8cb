"""Messages of the outbox that were kept plain before encryption was agreed, and cannot be encrypted now."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from adapters.envelope.elements import local
from adapters.envelope.reading import REPORT
from hub.bootstrap.encryption import agreed_ciphers
from hub.bootstrap.keys import read_register
from hub.errors import OperatorError
from hub.home.place import Home
from hub.operate.attention.outgoing import not_encrypted
from hub.ports import StoreReader
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

    yield from sorted(_by_party(store, list(agreed_ciphers(read_catalogue(home))), now).items())


def _by_party(store: StoreReader, agreed: Collection[str], now: int) -> Mapping[str, list[int]]:
    """When each message that waits plain was promised, oldest first, by party."""
    found: dict[str, list[int]] = {}
    page = store.outbox.plain(agreed, now - LONG, PAGE)
    while page:
        for due in page:
            is_report = due.body is not None and local(parse_xml(due.body)) == REPORT  # the hub's own, always plain
            if due.body is not None and not is_report:
                found.setdefault(due.outgoing.destination, []).append(due.outgoing.at)
        page = store.outbox.plain(agreed, now - LONG, PAGE, page[-1].outgoing)
    return found
