"""What needs a person by what a home's store records."""

from collections.abc import Iterator

from hub.bootstrap.begun_plans import half_done
from hub.bootstrap.names import portal_names
from hub.bootstrap.statuses import money_types, read_statuses
from hub.bootstrap.unencrypted import unencrypted
from hub.flow.attention import Item
from hub.home.place import Home
from hub.model import Statuses
from hub.operate.attention import acts, documents, kept_apart, outgoing
from hub.ports import Store
from hub.views.words import DISPUTES, OPERATORS_ACTS


def items_of_store(home: Home, store: Store, now: int, statuses: Statuses | None = None) -> Iterator[Item]:
    """Documents, deliveries, acts and messages that wait. `statuses`: the home's, where they are read already."""
    statuses, money = statuses or read_statuses(home), money_types(home)
    yield from documents.overdue(store, money)
    yield from documents.not_sent(store, statuses, money)
    yield from documents.disputed(store, DISPUTES, money)
    yield from kept_apart.quarantined(store)
    yield from kept_apart.parked(store, now)
    yield from acts.proposed(store.acts.waiting(now), OPERATORS_ACTS)
    yield from acts.half_done(half_done(home, store, now))
    yield from outgoing.unsigned(store, now)
    yield from outgoing.plain(unencrypted(home, store, now))
    yield from outgoing.unsent(store, portal_names(home), now)
