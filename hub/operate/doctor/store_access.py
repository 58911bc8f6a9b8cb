"""How a home's store is reached, and what is asked of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from adapters.store.health import Health, ask
from hub.home.place import Home
from hub.ports import Clock, Store


@dataclass(frozen=True, slots=True)
class StoreAccess:
    """A home's store; each way raises what keeps it from being used."""

    home: Home
    clock: Clock
    prove_key: Callable[[], None]
    """Prove the key that is shown to the database, where one is: before anything is."""
    connect: Callable[[Home], Store]

    def health(self, seconds: float | None = None) -> Health:
        """How the store is. A file is read for so many seconds to find damage; None: all of it."""
        self.prove_key()
        return ask(self.home.store_url, self.clock, seconds)

    @contextmanager
    def opened(self) -> Iterator[Store]:
        """The store, closed again."""
        store = self.connect(self.home)
        try:
            yield store
        finally:
            store.close()
