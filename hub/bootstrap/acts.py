"""What operators do to what is recorded: each opened with all that it needs, and closed again."""

from collections.abc import Iterator
from contextlib import contextmanager

from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.past import open_store_to_write
from hub.bootstrap.ports import wire
from hub.catalogue import Catalogue
from hub.flow.carry_out import Acts
from hub.flow.clock_guard import ClockGuard
from hub.flow.new_rounds import NewRounds
from hub.flow.opening import means_of
from hub.flow.release import NoQueue, Release
from hub.flow.replay import Replay
from hub.flow.settlement import Settlement
from hub.home.place import Home
from hub.ports import Ports


@contextmanager
def open_release(home: Home) -> Iterator[Release]:
    """What settles quarantined deliveries: with the home's keys, for what is taken in is signed or answered."""
    with operating(home) as (catalogue, ports):
        yield Release(home.settings.id, catalogue, ports)


@contextmanager
def open_settlement(home: Home) -> Iterator[Settlement]:
    """What settles disputes: with the home's keys, for what follows may be a message."""
    with operating(home) as (catalogue, ports):
        yield Settlement(home.settings.id, catalogue, ports)


@contextmanager
def open_acts(home: Home) -> Iterator[tuple[Acts, Catalogue]]:
    """What carries out any act that a second operator approves: with the home's keys."""
    with operating(home) as (catalogue, ports):
        hub_id, store = home.settings.id, ports.store
        rounds = NewRounds(means_of(hub_id, catalogue, ports), ports)
        acts = Acts(
            store=store,
            settlement=Settlement(hub_id, catalogue, ports),
            release=Release(hub_id, catalogue, ports),
            replay=Replay(catalogue, store, ports.clock, rounds),
        )
        yield acts, catalogue


@contextmanager
def operating(home: Home) -> Iterator[tuple[Catalogue, Ports]]:
    """What an operator's act needs: no queue, and a clock that is right."""
    catalogue, store = sound_catalogue(home), open_store_to_write(home)
    try:
        ports = wire(home, NoQueue(), store, "operator", catalogue)
        ClockGuard(ports).check()
        yield catalogue, ports
    finally:
        store.close()
