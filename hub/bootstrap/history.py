"""What is stored, verified once more."""

from hub.bootstrap.keys import read_register, read_ring
from hub.home.place import Home
from hub.operate.keys.history import History
from hub.ports import Store


def open_history(home: Home, store: Store) -> History:
    """Verifies what is stored once more."""
    return History(
        store.transactions,
        store.archive,
        read_register(home),
        [one.certificate for one in read_ring(home).certificates],
    )
