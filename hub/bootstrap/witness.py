"""A home as a witness of others' logs."""

from contextlib import suppress

from adapters.files.durable import is_there
from adapters.notes import FileWitnessMemory, NoteSigner, is_signed_by, load_note_signer, make_note_key
from hub.bootstrap.clock import SystemClock
from hub.flow.witnessing import CosigningDesk
from hub.home.place import Home
from hub.model.checkpoint import parse_key


def open_cosigner(home: Home) -> NoteSigner:
    """The home's key as a witness; it is made at first. Raises OperatorError (HUB-705, HUB-707) and OSError."""
    if not is_there(home.witness_key):
        with suppress(FileExistsError):  # another process was faster
            make_note_key(home.witness_key)
    return load_note_signer(home.witness_key, home.settings.witness_name)


def open_desk(home: Home, cosigner: NoteSigner) -> CosigningDesk:
    """What answers those who ask."""
    return CosigningDesk(
        logs=[parse_key(one.key) for one in home.settings.audit.logs],
        memory=FileWitnessMemory(home.witnessed),
        cosigner=cosigner,
        is_signed_by=is_signed_by,
        clock=SystemClock(),
    )
