"""A home's workers, as the process that supervises them knows them."""

from hub.bootstrap.store import open_store
from hub.errors import HubError
from hub.home.place import Home


def worker_name(home: Home, number: int) -> str:
    """What a worker of this home is called in the store."""
    return f"{home.settings.name}-{home.mark}-{number}"


def has_worked(home: Home, since: int) -> bool:
    """Whether a worker of this home has taken up its work since a time, in microseconds since 1970, UTC."""
    try:
        store = open_store(home)
        try:
            rows = store.totals.workers()
        finally:
            store.close()
    except HubError:  # the store is gone: nobody knows
        return False
    return any(row.id.startswith(worker_name(home, 0)[:-1]) and row.at >= since for row in rows)


def died_of_a_delivery(home: Home, number: int, since: int) -> bool:
    """Whether a worker that has ended was trying a delivery that it began to try at that time or later."""
    try:
        store = open_store(home)
        try:
            return store.attempts.has_unfinished(worker_name(home, number), since)
        finally:
            store.close()
    except HubError:  # the store is gone: nobody knows
        return False
