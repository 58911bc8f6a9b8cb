"""Keep what a witness has cosigned in files, the newest checkpoint of each log."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.files.durable import write_file
from adapters.files.folders import make_folder
from hub.model.checkpoint import Checkpoint, parse_checkpoint, parse_note


@dataclass(frozen=True, slots=True)
class _SeenFile:
    """A SeenLog in one file."""

    path: Path

    def newest(self) -> Checkpoint | None:
        """A file that is empty or damaged is no log that was never seen: ValueError."""
        if not self.path.exists():
            return None
        return parse_checkpoint(parse_note(self.path.read_text("utf-8")).text)

    def keep(self, note: str) -> None:
        write_file(self.path, note.encode())


@dataclass(frozen=True, slots=True)
class FileWitnessMemory:
    """A WitnessMemory in a folder."""

    folder: Path

    @contextmanager
    def of(self, origin: str) -> Iterator[_SeenFile]:
        """Hold the folder's lock: the check and the new checkpoint are one step."""
        make_folder(self.folder)
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield _SeenFile(self.folder / hashlib.sha256(origin.encode()).hexdigest())
        finally:
            os.close(descriptor)
