"""Messages of the outbox that were kept plain before encryption was agreed, and cannot be encrypted now."""

from collections.abc import Iterator, Sequence
from typing import Final

from hub.bootstrap.keys import read_register
from hub.errors import OperatorError
from hub.home.place import Home
from hub.operate.attention.outgoing import not_encrypted
from hub.ports import StoreReader

LONG: Final = 60_000_000
"""Microseconds. A worker that can encrypt a message has done so long before."""


def unencrypted(home: Home, store: StoreReader, now: int) -> Iterator[OperatorError]:
    """One HUB-815 for each party to which plain messages wait."""
    return (not_encrypted(party, times) for party, times in plain_messages(home, store, now))


def plain_messages(home: Home, store: StoreReader, now: int) -> Iterator[tuple[str, Sequence[int]]]:
    """By party since when plain messages wait, the oldest first. The catalogue is read only where some may."""
    known = read_register(home, "encryption").parties()
    promised = store.totals.promised()
    if not any(group.what == "message" and group.where in known and now - group.oldest >= LONG for group in promised):
        return
    from hub.bootstrap.plain_messages import plain_by_party  # noqa: PLC0415 - slow to load, and needed only where some may wait

    yield from sorted(plain_by_party(home, store, now - LONG).items())
