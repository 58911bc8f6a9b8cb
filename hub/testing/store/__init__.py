"""The store's contract suite: derive a class from it, and give it a fixture `rig`."""

from hub.testing.elsewhere import InProcess, InThread, Killed, Life, Program, Running
from hub.testing.store.acts import Acts
from hub.testing.store.archive import Archive
from hub.testing.store.circuits import Circuits
from hub.testing.store.documents import Documents
from hub.testing.store.history import History, Uniqueness
from hub.testing.store.log import Log
from hub.testing.store.money import Money
from hub.testing.store.outbox import Outbox, Schedule
from hub.testing.store.quarantine import Quarantine, Standing, Totals
from hub.testing.store.relations import Relations
from hub.testing.store.rig import StoreFeatures, StoreRig
from hub.testing.store.sealing import Sealing
from hub.testing.store.signing import Signing
from hub.testing.store.tallies import Counts
from hub.testing.store.together import Together
from hub.testing.store.transactions import Snapshots, Transactions
from hub.testing.store.workers import Clock, DeliveryAttempts, Heartbeats

__all__ = [
    "InProcess",
    "InThread",
    "Killed",
    "Life",
    "Program",
    "Running",
    "StoreContract",
    "StoreFeatures",
    "StoreRig",
]


class Writing(Transactions, Snapshots, History, Uniqueness, Money, Together):
    """Writing, and changes that the store refuses."""


class Reading(Documents, Log, Relations, Archive, Quarantine, Acts, Totals, Standing, Counts):
    """The queries of operators."""


class Working(Outbox, Circuits, Signing, Sealing, Schedule, Heartbeats, DeliveryAttempts, Clock):
    """What workers need to share the work."""


class StoreContract(Writing, Reading, Working):
    """The promises of every store of the hub."""
