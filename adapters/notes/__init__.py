"""Ed25519 signatures under notes: made with a log's key, verified with anybody's."""

from adapters.notes.histories import FileHistories
from adapters.notes.kept import KeptNote
from adapters.notes.keys import load_note_signer, make_note_key
from adapters.notes.seen import FileWitnessMemory
from adapters.notes.signatures import NoteSigner, is_signed_by

__all__ = [
    "FileHistories",
    "FileWitnessMemory",
    "KeptNote",
    "NoteSigner",
    "is_signed_by",
    "load_note_signer",
    "make_note_key",
]
