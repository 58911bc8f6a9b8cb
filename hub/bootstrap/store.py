"""A home's store."""

from collections.abc import Callable
from dataclasses import fields, replace

from adapters.store import open_store as connect
from hub.home.place import Home
from hub.ports import Store, StoreReader

Connect = Callable[[Home], Store]
"""How the store of a home is opened; who opens it closes it."""


def open_store(home: Home) -> Store:
    """The home's store, as its settings name it; what is shown to the database is proved first."""
    prove_key(home)
    return connect(home.store_url)


def open_to_read(home: Home) -> StoreReader:
    """The home's store for reading only: no role that writes, over connections on which the database refuses to."""
    store = open_store(home.to_read)
    return StoreReader(**{role.name: getattr(store, role.name) for role in fields(StoreReader)})


class OneStore:
    """A home's store for several looks in turn: it is opened for the first one, and closed after the last one."""

    def __init__(self) -> None:
        self._store: Store | None = None

    def __call__(self, home: Home) -> Store:
        """The same store for all who ask; to close it does nothing."""
        if self._store is None:
            self._store = open_store(home)
        return replace(self._store, close=lambda: None)

    def close(self) -> None:
        """Close it; it may never have been opened."""
        if self._store is not None:
            self._store.close()


def prove_key(home: Home) -> None:
    """Prove the key that is shown to the database, where one is (HUB-702, HUB-705, HUB-707)."""
    if "sslkey=" in home.store_url:
        from hub.bootstrap.store_key import store_key  # noqa: PLC0415 - cryptography is slow to load; few stores want it

        store_key(home)
