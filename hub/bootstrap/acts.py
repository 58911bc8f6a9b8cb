"""What operators do to what is recorded: each opened with all that it needs, and closed again."""

from collections.abc import Iterator
from contextlib import contextmanager

from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.ports import wire
from hub.bootstrap.store import open_store
from hub.catalogue import Catalogue
from hub.flow.clock_guard import ClockGuard
from hub.flow.release import NoQueue, Release
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
def operating(home: Home) -> Iterator[tuple[Catalogue, Ports]]:
    """What an operator's act needs: no queue, and a clock that is right."""
    catalogue, store = sound_catalogue(home), open_store(home)
    try:
        ports = wire(home, NoQueue(), store, "operator", catalogue)
        ClockGuard(ports).check()
        yield catalogue, ports
    finally:
        store.close()
