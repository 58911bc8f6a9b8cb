"""The audit store: its roles, and how it is closed."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.ports.attempts import DeliveryAttempts
from hub.ports.auditing import Auditing
from hub.ports.circuits import CircuitReader
from hub.ports.clock import StoreClock
from hub.ports.heartbeats import Heartbeats
from hub.ports.months import Months
from hub.ports.outbox import Outbox, ReadableOutbox
from hub.ports.reading import Acts, Archive, Documents, Quarantine, Relations, Totals
from hub.ports.retention import Departures, Retention
from hub.ports.schedule import Schedule
from hub.ports.sealing import ReadableLog, SealedLog
from hub.ports.signing_queue import SigningQueue
from hub.ports.tallies import TallyReader
from hub.ports.transactions import Snapshots, Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreReader:
    """One audit store, for who only reads it: no role writes. What takes a reader takes a store too.

    Every call of a role blocks until the store has answered, and raises StoreUnavailable (a Deferred) while the store
    cannot be reached; when it can be reached again, the same objects work again.
    """

    transactions: Snapshots
    outbox: ReadableOutbox
    circuits: CircuitReader
    documents: Documents
    relations: Relations
    archive: Archive
    quarantine: Quarantine
    acts: Acts
    totals: Totals
    schedule: Schedule
    tallies: TallyReader
    log: ReadableLog
    auditing: Auditing
    retention: Departures
    clock: StoreClock
    identity: Callable[[], str]
    """A text that identifies this store, made once with the store. A restored backup has the original's identity."""
    close: Callable[[], None]
    """Close all connections. Idempotent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store(StoreReader):
    """One audit store, all its roles. A function that needs one role takes that role as a parameter, not the store."""

    transactions: Transactions
    outbox: Outbox
    signing: SigningQueue
    heartbeats: Heartbeats
    attempts: DeliveryAttempts
    log: SealedLog
    months: Months
    retention: Retention
