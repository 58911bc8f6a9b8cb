"""The hub's terms as frozen dataclasses. This package imports no other package of the hub."""

from hub.model.act import VERBS, Note, Operator, OperatorAct, Proposal, Request, Verb
from hub.model.books import Books, Changes
from hub.model.circuit import Attempt, Circuit, CircuitLimits
from hub.model.claim import Claim, Resource
from hub.model.document import BY_ACCOUNT, Document, Enterprise, Reference, newest_last, since_of
from hub.model.fault import Fault
from hub.model.identifier import is_same_id, known_id
from hub.model.identity import document_id, made_id, message_id, time_of
from hub.model.lifecycle import ACTIVE_KINDS, QUARANTINED, REFUSED, Lifecycle, Status, Statuses, Verdict
from hub.model.message import OFFERED, Message, Parked, Quarantined, Settled, ToSign, digest
from hub.model.outgoing import Outgoing
from hub.model.record_number import record_numbers
from hub.model.registration import CONCERNS, CustomsUnit, Registration, owner_of
from hub.model.submission import Card, Signer, Submission
from hub.model.timer import Timer
from hub.model.transition import (
    BESIDE,
    BROUGHT,
    DISPUTED,
    GENESIS,
    MAIN,
    OUTRANKED,
    OVERDUE,
    SETTLED,
    Cause,
    Transition,
)

__all__ = [
    "ACTIVE_KINDS",
    "BESIDE",
    "BROUGHT",
    "BY_ACCOUNT",
    "CONCERNS",
    "DISPUTED",
    "GENESIS",
    "MAIN",
    "OFFERED",
    "OUTRANKED",
    "OVERDUE",
    "QUARANTINED",
    "REFUSED",
    "SETTLED",
    "VERBS",
    "Attempt",
    "Books",
    "Card",
    "Cause",
    "Changes",
    "Circuit",
    "CircuitLimits",
    "Claim",
    "CustomsUnit",
    "Document",
    "Enterprise",
    "Fault",
    "Lifecycle",
    "Message",
    "Note",
    "Operator",
    "OperatorAct",
    "Outgoing",
    "Parked",
    "Proposal",
    "Quarantined",
    "Reference",
    "Registration",
    "Request",
    "Resource",
    "Settled",
    "Signer",
    "Status",
    "Statuses",
    "Submission",
    "Timer",
    "ToSign",
    "Transition",
    "Verb",
    "Verdict",
    "digest",
    "document_id",
    "is_same_id",
    "known_id",
    "made_id",
    "message_id",
    "newest_last",
    "owner_of",
    "record_numbers",
    "since_of",
    "time_of",
]
