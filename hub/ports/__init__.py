"""The ports: the protocols through which the flow uses queue, store, keys and clock. Adapters implement them."""

from hub.ports.archives import ArchiveFiles, ArchivePart, ArchiveWriter
from hub.ports.attempts import Attempts, DeliveryAttempts
from hub.ports.auditing import Auditing, AuditReader, Records, TileRow
from hub.ports.bundle import Ports
from hub.ports.circuits import CircuitReader
from hub.ports.clock import Clock, StoreClock
from hub.ports.confidentiality import Confidentiality, Encrypted
from hub.ports.heartbeats import Heartbeats
from hub.ports.lanes import Lanes, LaneSigner
from hub.ports.months import Division, Months, Room
from hub.ports.outbox import Outbox, ReadableOutbox
from hub.ports.past import CheckpointPlace
from hub.ports.queue import Confirmation, Delivery, Parcel, Queue
from hub.ports.reading import Acts, Archive, Documents, Quarantine, Relations, Totals
from hub.ports.records import (
    Due,
    Filter,
    OpenKind,
    Overview,
    QuarantineGroup,
    Sort,
    StandingGroup,
    Trail,
    WaitingGroup,
    WorkerRow,
    newest_numbers,
)
from hub.ports.retention import Back, Departures, Ends, Names, Retention, Taken, Whereabouts
from hub.ports.schedule import Schedule
from hub.ports.sealing import Backlog, Entry, LogReader, LogUnit, NoteSigner, ReadableLog, Sealed, SealedLog
from hub.ports.signatures import UNECHOED, CardVerifier, Signer, Verifier
from hub.ports.signing_device import SignatureAlgorithm, SigningDevice
from hub.ports.signing_queue import SigningQueue
from hub.ports.store import Store, StoreReader
from hub.ports.tallies import TallyReader
from hub.ports.timestamps import Timestamp, TimestampAuthority
from hub.ports.transactions import Snapshots, Transactions
from hub.ports.unit import (
    ActReader,
    ClaimReader,
    DocumentReader,
    MessageReader,
    NumberReader,
    Standing,
    Unit,
    WorkReader,
)
from hub.ports.witnessing import (
    Cosigner,
    Forked,
    HistoryMemory,
    NoteVerifier,
    OtherHistory,
    SeenLog,
    Witness,
    WitnessAnswer,
    WitnessMemory,
)

__all__ = [
    "UNECHOED",
    "ActReader",
    "Acts",
    "Archive",
    "ArchiveFiles",
    "ArchivePart",
    "ArchiveWriter",
    "Attempts",
    "AuditReader",
    "Auditing",
    "Back",
    "Backlog",
    "CardVerifier",
    "CheckpointPlace",
    "CircuitReader",
    "ClaimReader",
    "Clock",
    "Confidentiality",
    "Confirmation",
    "Cosigner",
    "Delivery",
    "DeliveryAttempts",
    "Departures",
    "Division",
    "DocumentReader",
    "Documents",
    "Due",
    "Encrypted",
    "Ends",
    "Entry",
    "Filter",
    "Forked",
    "Heartbeats",
    "HistoryMemory",
    "LaneSigner",
    "Lanes",
    "LogReader",
    "LogUnit",
    "MessageReader",
    "Months",
    "Names",
    "NoteSigner",
    "NoteVerifier",
    "NumberReader",
    "OpenKind",
    "OtherHistory",
    "Outbox",
    "Overview",
    "Parcel",
    "Ports",
    "Quarantine",
    "QuarantineGroup",
    "Queue",
    "ReadableLog",
    "ReadableOutbox",
    "Records",
    "Relations",
    "Retention",
    "Room",
    "Schedule",
    "Sealed",
    "SealedLog",
    "SeenLog",
    "SignatureAlgorithm",
    "Signer",
    "SigningDevice",
    "SigningQueue",
    "Snapshots",
    "Sort",
    "Standing",
    "StandingGroup",
    "Store",
    "StoreClock",
    "StoreReader",
    "Taken",
    "TallyReader",
    "TileRow",
    "Timestamp",
    "TimestampAuthority",
    "Totals",
    "Trail",
    "Transactions",
    "Unit",
    "Verifier",
    "WaitingGroup",
    "Whereabouts",
    "Witness",
    "WitnessAnswer",
    "WitnessMemory",
    "WorkReader",
    "WorkerRow",
    "newest_numbers",
]
