"""What needs a person in a home: for the verb, for `hub status` and `hub doctor`, and for whoever else shows it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import NamedTuple

from hub.bootstrap.devices import silent_devices
from hub.bootstrap.health import glance
from hub.bootstrap.looks import looks_about_now
from hub.bootstrap.queues import queues_of
from hub.bootstrap.store import Connect, OneStore, open_store
from hub.bootstrap.waiting_items import Known, look_in_store
from hub.errors import Deferred, OperatorError, StoreConflict, Wording, of_the_system
from hub.flow.attention import Item, Kind
from hub.home.place import Home
from hub.model import Note, OperatorAct, Statuses
from hub.operate.attention import outgoing, running
from hub.operate.doctor.examination import examine
from hub.operate.doctor.store_health import Glance
from hub.ports import Store, StoreReader
from hub.views.attention import AttentionView, view_attention

Tell = Callable[[Exception], Wording]
"""Words whatever kept somebody from looking."""


class AtHand(NamedTuple):
    """What whoever asks has already."""

    connect: Connect = open_store
    """Opens the home's store."""
    look: Callable[[], Glance] | None = None
    """The glance at the store."""
    statuses: Statuses | None = None
    """The home's."""


def told(error: Exception) -> Wording:
    """What is said of a failure. Raises what is the hub's own fault."""
    known = of_the_system(error) if isinstance(error, OSError) else error
    if isinstance(known, OperatorError | Deferred | StoreConflict):
        return known.wording
    raise known


def attention_of(
    home: Home,
    now: int,
    tell: Tell = told,
    before: tuple[str, ...] = ("hub",),
    at_hand: AtHand | None = None,
) -> AttentionView:
    """Everything that needs a person, and what was noted about it. What cannot be looked at is an item itself.

    `before`: the words in front of each command.
    """
    with closing(OneStore()) as one:
        given = at_hand or AtHand(one)
        items = items_of(home, now, tell, given)
        try:
            notes = _notes(given.connect(home), items)
        except Exception:  # the store is an item already
            notes = []
    return view_attention(items, notes, now, before)


def items_of(home: Home, now: int, tell: Tell, at_hand: AtHand | None = None) -> list[Item]:
    """Everything that needs a person, in no order."""
    given = at_hand or AtHand()
    return [*_recorded(home, now, tell, given), *beside(home, tell, given)]


def _notes(store: Store, items: Iterable[Item]) -> list[tuple[Note, OperatorAct]]:
    try:
        return store.acts.notes([item.name for item in items])
    finally:
        store.close()


def _recorded(home: Home, now: int, tell: Tell, given: AtHand) -> list[Item]:
    try:
        store = given.connect(home)
        try:
            return recorded_in(home, store, now, tell, given.statuses)
        finally:
            store.close()
    except Exception as error:
        return list(running.faulty("store", [tell(error)]))


def recorded_in(home: Home, store: StoreReader, now: int, tell: Tell, statuses: Statuses | None = None) -> list[Item]:
    """What a store that is open records, in no order. `statuses`: the home's, where they are read already."""
    seen = look_in_store(home, store, now, Known(statuses))
    return [*seen.items, *running.unread((one.source, tell(one.error)) for one in seen.failed)]


def beside(home: Home, tell: Tell, at_hand: AtHand | None = None) -> Iterator[Item]:
    """What is wrong beside the documents."""
    given = at_hand or AtHand()
    try:
        silent = [(one.device, one.since.at, one.words) for one in silent_devices(home)]
    except Exception as error:
        yield from running.faulty("device", [tell(error)])
    else:
        yield from outgoing.silent(silent)
    yield from _faulty("queue", lambda: _of_queues(home), tell)
    try:
        found = glance(home) if given.look is None else given.look()
    except Exception as error:
        yield from running.faulty("store", [tell(error)])
    else:
        yield from running.faulty("store", found.faults)
        yield from running.idle(found.workers, found.silent)
    yield from running.found(examine(looks_about_now(home, given.connect), tell))


def _faulty(kind: Kind, look: Callable[[], Iterable[Wording]], tell: Tell) -> Iterator[Item]:
    try:
        faults = list(look())
    except Exception as error:
        faults = [tell(error)]
    yield from running.faulty(kind, faults)


def _of_queues(home: Home) -> Iterator[Wording]:
    queues = queues_of(home)
    depths = queues.depths()
    yield from (depth.wording for depth in depths.values() if isinstance(depth, OperatorError))
    yield from queues.faults(depths)
