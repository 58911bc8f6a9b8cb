"""One worker of a running hub."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.past import prove_known
from hub.bootstrap.ports import wire
from hub.bootstrap.queues import queues_of
from hub.bootstrap.store import open_store
from hub.bootstrap.workers import worker_name
from hub.catalogue import Catalogue
from hub.errors import StoreDamaged, StoreForbidden, StoreForgot, StoreNotDurable, StoreNotReady, Wording
from hub.flow.retry import retry_policy
from hub.flow.worker import Worker
from hub.home.place import Home
from hub.operate.open_documents import prove_open_documents

HOPELESS = (StoreNotReady, StoreForbidden, StoreDamaged, StoreForgot, StoreNotDurable)
"""A worker does not start on such a store; one that runs waits for an operator to put it right."""


@contextmanager
def open_worker(
    home: Home,
    number: int = 1,
    stop: Callable[[], bool] = lambda: False,
    tell: Callable[[Wording], None] = lambda _: None,
) -> Iterator[Worker]:
    """Everything that one worker of a home needs; no two living ones have the same number (HUB-706).

    Waits for a store that is gone and tells why; raises Deferred when `stop` says so meanwhile, StoreNotReady when
    no waiting helps.
    """
    settings = home.settings
    catalogue = sound_catalogue(home)
    retry_policy(stop, tell, but_not=HOPELESS)(_prove_store, home, catalogue)
    queues = queues_of(home)
    queue = queues.open(catalogue, name := worker_name(home, number))
    store = open_store(home)
    try:
        ports = wire(home, queue, store, name, catalogue, remind=number == 1)
        if number == 1:
            ports = replace(ports, watches=(*ports.watches, *queues.watches(catalogue)))
        yield Worker(settings.id, catalogue, ports, batch=settings.work.batch, wait=settings.work.wait_ms / 1000)
    finally:
        queue.close()
        store.close()


def _prove_store(home: Home, catalogue: Catalogue) -> None:
    store = open_store(home)
    try:
        prove_known(home, store)
        prove_open_documents(store, catalogue)
    finally:
        store.close()
