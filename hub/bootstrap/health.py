"""What can keep a home's store from working, asked before a start and at a glance."""

from functools import partial

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.store import open_store, prove_key
from hub.errors import Wording
from hub.home.place import Home
from hub.operate.doctor import store_health
from hub.operate.doctor.store_access import StoreAccess


def store_access(home: Home) -> StoreAccess:
    """How the doctor reaches the home's store."""
    return StoreAccess(home, SystemClock(), partial(prove_key, home), open_store)


def store_faults(home: Home) -> list[Wording]:
    """What keeps the store, the clock or workers from working, a line each; looks no longer than a moment."""
    return store_health.store_faults(store_access(home))


def prove_store(home: Home) -> list[Wording]:
    """Refuse to start on a store that must not be used; tell what workers will wait for: as `store_health` says."""
    return store_health.prove_store(store_access(home))
