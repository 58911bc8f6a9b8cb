"""Sign the manifest of what leaves, with the checkpoint of that time."""

from typing import Any

from hub.model.checkpoint import Note, parse_checkpoint, parse_note
from hub.model.removal import Manifest
from hub.ports import NoteSigner, Sealed


def signed_note(signer: NoteSigner, manifest: Manifest) -> str:
    """The manifest as a note that the log's key signed."""
    text = manifest.text()
    return str(Note(text, [signer.sign(text)]))


def told_of(sealed: Sealed) -> dict[str, Any]:
    """A checkpoint as a manifest tells it."""
    checkpoint = parse_checkpoint(parse_note(sealed.note).text)
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
