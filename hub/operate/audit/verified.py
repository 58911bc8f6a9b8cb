"""What was verified already: a small file in the home."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from adapters.files.durable import write_file
from adapters.files.folders import make_folder
from hub.model.checkpoint import Checkpoint, parse_checkpoint, parse_note


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How far the store was verified."""

    note: str
    """The log was, up to this checkpoint."""
    documents: str | None = None
    """Documents were, up to this id; None: all."""
    payloads: str | None = None
    """Stored bytes were, up to this digest; None: all."""

    @property
    def checkpoint(self) -> Checkpoint:
        return parse_checkpoint(parse_note(self.note).text)

    @property
    def is_all(self) -> bool:
        return self.documents is None and self.payloads is None


def read_verified(path: Path) -> Verified | None:
    """What was verified; None if nothing was, or if the file cannot be read: all is verified again then."""
    try:
        verified = Verified(**json.loads(path.read_bytes()))
        size = verified.checkpoint.size
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return verified if size else None


def write_verified(path: Path, verified: Verified) -> None:
    """Keep what was verified."""
    make_folder(path.parent)
    write_file(path, json.dumps(asdict(verified), indent=2).encode() + b"\n")
