"""What sends again what was sent."""

from collections.abc import Iterator
from contextlib import contextmanager

from hub.bootstrap.acts import operating
from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.past import open_store_to_write
from hub.flow.new_rounds import NewRounds
from hub.flow.opening import means_of
from hub.flow.replay import Replay
from hub.home.place import Home


@contextmanager
def open_replay(home: Home, *, signs: bool = False) -> Iterator[Replay]:
    """What plans and promises what an operator wants sent again. It needs no queue.

    With `signs` it has the home's keys too, because the message of a new round is signed.
    """
    if signs:
        with operating(home) as (catalogue, ports):
            rounds = NewRounds(means_of(home.settings.id, catalogue, ports), ports)
            yield Replay(catalogue, ports.store, ports.clock, rounds)
        return
    catalogue, store = sound_catalogue(home), open_store_to_write(home)
    try:
        yield Replay(catalogue, store, SystemClock())
    finally:
        store.close()
