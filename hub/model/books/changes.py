"""The rows that one transaction writes."""

from dataclasses import dataclass, field

from hub.model.act import Note, OperatorAct, Proposal
from hub.model.circuit import Circuit, Key
from hub.model.claim import Claim, Resource
from hub.model.document import Document, Reference
from hub.model.message import Message, Parked, Quarantined, Settled, ToSign
from hub.model.outgoing import Outgoing
from hub.model.registration import Registration
from hub.model.tally import Counted
from hub.model.timer import Timer
from hub.model.transition import Transition


@dataclass
class Changes:
    """Rows for the store to write, all or none."""

    created: dict[str, Document] = field(default_factory=dict)
    moved: dict[str, Document] = field(default_factory=dict)
    references: dict[Reference, None] = field(default_factory=dict)
    """In order, each once."""
    registrations: dict[Registration, None] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    payloads: dict[str, bytes] = field(default_factory=dict)
    """By hex SHA-256; each is stored once."""
    encrypted: dict[tuple[str, str], str] = field(default_factory=dict)
    """Hex SHA-256 of encrypted bytes, by that of the signed message in them and by direction (`in`, `out`)."""
    transitions: list[Transition] = field(default_factory=list)
    claims: dict[tuple[str, str, str], Claim] = field(default_factory=dict)
    """By document, resource and key."""
    resources: dict[str, Resource] = field(default_factory=dict)
    promised: dict[str, Outgoing] = field(default_factory=dict)
    confirmed: list[str] = field(default_factory=list)
    """Ids of outbox rows that are done."""
    to_sign: dict[str, ToSign] = field(default_factory=dict)
    """By message id."""
    signed: list[str] = field(default_factory=list)
    """Ids of messages that no longer wait for a signature."""
    timers: dict[tuple[str, str], Timer | None] = field(default_factory=dict)
    """By document and kind; None for a timer to remove."""
    parked: list[Parked] = field(default_factory=list)
    matched: list[tuple[str, str]] = field(default_factory=list)
    """Party and message id of parked messages that were matched."""
    quarantined: list[Quarantined] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    acts: list[OperatorAct] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    circuits: dict[Key, Circuit | None] = field(default_factory=dict)
    """By destination and trouble; None for one to remove."""
    traces: dict[str, str] = field(default_factory=dict)
    """Traceparents by document."""
    counted: Counted = field(default_factory=dict)
    """What these rows count for, in the tally of `writer`."""
    writer: str = ""
    """Whose transaction it is: a worker, or `operator`."""
