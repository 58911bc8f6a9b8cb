"""Who takes documents of a home's store out into archives, and brings them back."""

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.retention import open_archives
from hub.bootstrap.sealing import open_sealer
from hub.bootstrap.statuses import read_statuses
from hub.errors import Code, operator_error
from hub.home.place import Home
from hub.model import REFUSED
from hub.operate.retention.archiving import Archiving
from hub.operate.retention.closed import Closing
from hub.operate.retention.unarchiving import Unarchiving
from hub.ports import NoteSigner, Store


def open_archiving(home: Home, store: Store) -> Archiving:
    """Archives documents of a home's store. Raises OperatorError (HUB-901) where the home has no key of the log."""
    return Archiving(
        store=store,
        files=open_archives(home),
        signer=signer_of(home),
        closing=closing_of(home, store),
        clock=SystemClock(),
    )


def closing_of(home: Home, store: Store) -> Closing:
    """Tells the closed documents of a home's store from others."""
    return Closing(store.retention, ((REFUSED,), read_statuses(home).own_ends))


def open_unarchiving(home: Home, store: Store) -> Unarchiving:
    """Brings documents of a home's store back. Raises OperatorError (HUB-901)."""
    return Unarchiving(store, open_archives(home), signer_of(home), SystemClock())


def signer_of(home: Home) -> NoteSigner:
    """Signs lists of what leaves. Raises OperatorError (HUB-901) where the home has no key of the log."""
    if (signer := open_sealer(home)) is None:
        raise operator_error(Code.LOG_KEY_MISSING)
    return signer
