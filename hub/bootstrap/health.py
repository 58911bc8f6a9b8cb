"""What can keep a home's store from working, asked before a start and at a glance."""

from functools import partial

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.lock import is_held
from hub.bootstrap.past import open_store_to_write, prove_own_store
from hub.bootstrap.store import Connect, open_store, prove_key
from hub.errors import Deferred, OperatorError, StoreForgot, Wording
from hub.home.place import Home
from hub.operate.doctor import store_health
from hub.operate.doctor.store_access import StoreAccess
from hub.operate.doctor.store_health import Glance


def store_access(home: Home, connect: Connect = open_store) -> StoreAccess:
    """How the doctor reaches the home's store."""
    return StoreAccess(home, SystemClock(), partial(prove_key, home), connect)


def glance(home: Home) -> Glance:
    """How the home's store is, as far as a moment tells; whether it lacks what is known is told by the look at it."""
    return store_health.glance(store_access(home))


def store_faults(home: Home, seen: Glance) -> list[Wording]:
    """What keeps the store, the clock or workers from working, a line each; `seen`: the glance at it."""
    return [*seen.faults, *(said for _, said in seen.silent), *_forgotten(home)]


def has_worker(home: Home) -> bool:
    """Whether a worker is alive that takes in and sends; True also where the store cannot tell."""
    if is_held(home):  # its workers may not have begun yet
        return True
    try:
        seen = glance(home)
    except (Deferred, OperatorError):
        return True
    return len(seen.silent) < len(seen.workers)


def prove_store(home: Home) -> list[Wording]:
    """Refuse to start on a store that must not be used; tell what workers will wait for: as `store_health` says.

    Raises StoreForgot (HUB-920, HUB-921) for a store that lacks what is known.
    """
    told = store_health.prove_store(store_access(home))
    try:
        prove_own_store(home)
    except StoreForgot:
        raise
    except Deferred:  # the store is gone: workers ask again
        pass
    return told


def _forgotten(home: Home) -> list[Wording]:
    try:
        open_store_to_write(home).close()
    except StoreForgot as forgot:
        return [forgot.wording]
    except (Deferred, OperatorError):  # told by who looks at the store, at the log or at the key
        pass
    return []
