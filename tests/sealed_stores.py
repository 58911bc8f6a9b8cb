"""Seals what a store has recorded, at once."""

from pathlib import Path

from adapters.notes import NoteSigner, load_note_signer, make_note_key
from hub.flow.log_tiles import root_of
from hub.flow.sealing import append_next
from hub.model.checkpoint import Checkpoint, Note
from hub.ports import Sealed, Store

ORIGIN = "hub/audit"


def log_key(tmp_path: Path) -> NoteSigner:
    """The log's key, made at first."""
    if not (key := tmp_path / "key.pem").exists():
        make_note_key(key)
    return load_note_signer(key, ORIGIN)


def seal(store: Store, tmp_path: Path, at: int = 1) -> Sealed:
    """Seal all that waits; `at`: the checkpoint's time."""
    signer = log_key(tmp_path)
    with store.log.seal() as unit:
        assert unit is not None
        size, _ = append_next(unit)
        root = root_of(unit, size)
        text = Checkpoint(ORIGIN, size, root).text()
        unit.add_checkpoint(sealed := Sealed(size=size, root=root, at=at, note=str(Note(text, [signer.sign(text)]))))
    return sealed
