"""The store's tables, by subject. The result of the migrations must equal them."""

from adapters.store.columns import TEXT_TYPE, metadata
from adapters.store.tables.money import claim, resource
from adapters.store.tables.people import act, note, proposal, registration, settled
from adapters.store.tables.removing import archived, hold, pruned, removal, removal_done, removed, unarchived
from adapters.store.tables.sealing import checkpoint, checkpoint_timestamp, cosignature, log_life, tile, unsealed
from adapters.store.tables.trail import (
    UNIT_USCC,
    catalogue,
    document,
    encrypted,
    message,
    payload,
    reference,
    trace,
    transition,
)
from adapters.store.tables.waiting import circuit, outbox, parked, quarantine, timer, to_sign
from adapters.store.tables.workers import identity, tally, trial, worker

__all__ = [
    "TEXT_TYPE",
    "UNIT_USCC",
    "act",
    "archived",
    "catalogue",
    "checkpoint",
    "checkpoint_timestamp",
    "circuit",
    "claim",
    "cosignature",
    "document",
    "encrypted",
    "hold",
    "identity",
    "log_life",
    "message",
    "metadata",
    "note",
    "outbox",
    "parked",
    "payload",
    "proposal",
    "pruned",
    "quarantine",
    "reference",
    "registration",
    "removal",
    "removal_done",
    "removed",
    "resource",
    "settled",
    "tally",
    "tile",
    "timer",
    "to_sign",
    "trace",
    "transition",
    "trial",
    "unarchived",
    "unsealed",
    "worker",
]
