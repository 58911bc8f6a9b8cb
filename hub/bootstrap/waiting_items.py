"""What needs a person by what a home's store records."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from hub.bootstrap.begun_plans import half_done
from hub.bootstrap.names import portal_names
from hub.bootstrap.statuses import money_types, read_statuses
from hub.bootstrap.unencrypted import plain_messages
from hub.flow.attention import Item, Kind
from hub.home.place import Home
from hub.model import Statuses
from hub.operate.attention import acts, documents, kept_apart, outgoing, timers
from hub.ports import QuarantineGroup, StoreReader
from hub.views.words import DISPUTES, OPERATORS_ACTS, PAUSES

SOURCES: Final[Mapping[str, tuple[Kind, ...]]] = {
    "overdue": ("overdue",),
    "not-sent": ("not-sent",),
    "disputed": ("contradicted", "returned", "disputed"),
    "quarantined": ("quarantined",),
    "parked": ("parked",),
    "timer": ("timer",),
    "proposal": ("proposal",),
    "half-done": ("half-done",),
    "to-sign": ("to-sign",),
    "to-encrypt": ("to-encrypt",),
    "paused": ("paused",),
    "outbox": ("outbox",),
}
"""The kinds of items that each source yields."""


class FailedSource(NamedTuple):
    """A source that could not be looked at."""

    source: str
    error: Exception


class Seen(NamedTuple):
    """What the sources yielded, and which of them failed: one that fails hides nothing of the others."""

    items: Sequence[Item]
    failed: Sequence[FailedSource]


class Known(NamedTuple):
    """What is read already."""

    statuses: Statuses | None = None
    """The home's."""
    quarantine: Sequence[QuarantineGroup] | None = None
    """The store's deliveries that nobody has settled."""


def look_in_store(home: Home, store: StoreReader, now: int, known: Known | None = None) -> Seen:
    """Documents, deliveries, acts and messages that wait. `known`: what is read already.

    Raises what the first source raised where every source fails: then it is the store that cannot be read.
    """
    items: list[Item] = []
    failed: list[FailedSource] = []
    looks = _looks(home, store, now, known or Known())
    for source, look in looks.items():
        try:
            items += look()
        except Exception as error:
            failed.append(FailedSource(source, error))
    if len(failed) == len(looks):
        raise failed[0].error
    return Seen(items, failed)


def _looks(home: Home, store: StoreReader, now: int, known: Known) -> Mapping[str, Callable[[], Iterable[Item]]]:
    """By source. Whatever is read of the home is read by the source that needs it."""
    money = cache(lambda: money_types(home))
    return {
        "overdue": lambda: documents.overdue(store, money()),
        "not-sent": lambda: documents.not_sent(store, known.statuses or read_statuses(home), money()),
        "disputed": lambda: documents.disputed(store, DISPUTES, money()),
        "quarantined": lambda: kept_apart.quarantined(store, known.quarantine),
        "parked": lambda: kept_apart.parked(store, now),
        "timer": lambda: timers.failed(store, money(), now),
        "proposal": lambda: acts.proposed(store, now, OPERATORS_ACTS),
        "half-done": lambda: acts.half_done(half_done(home, store, now)),
        "to-sign": lambda: outgoing.unsigned(store, now),
        "to-encrypt": lambda: outgoing.plain(plain_messages(home, store, now)),
        "paused": lambda: outgoing.paused(store, portal_names(home), PAUSES),
        "outbox": lambda: outgoing.unsent(store, portal_names(home), now),
    }
