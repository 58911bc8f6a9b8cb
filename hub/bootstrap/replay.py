"""What sends again what was sent."""

from collections.abc import Iterator
from contextlib import contextmanager

from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.store import open_store
from hub.flow.replay import Replay
from hub.home.place import Home


@contextmanager
def open_replay(home: Home) -> Iterator[Replay]:
    """What plans and promises what an operator wants sent again; it needs no keys and no queue."""
    catalogue, store = sound_catalogue(home), open_store(home)
    try:
        yield Replay(catalogue, store, SystemClock())
    finally:
        store.close()
