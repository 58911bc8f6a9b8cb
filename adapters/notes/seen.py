"""Keep what a witness has cosigned in files, the newest checkpoint of each log."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.files.durable import write_file
from adapters.files.folders import make_folder
from hub.model.checkpoint import Checkpoint, parse_checkpoint, parse_note
from hub.ports import Forked

_FORKED: Final = ".forked"


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

    def keep_fork(self, note: str) -> None:
        if not (forked := self.path.with_suffix(_FORKED)).exists():
            write_file(forked, note.encode())


@dataclass(frozen=True, slots=True)
class FileWitnessMemory:
    """A WitnessMemory in a folder."""

    folder: Path

    def forked(self) -> list[Forked]:
        """By name. A file that was spoiled since tells that there is one."""
        return sorted(map(_read_fork, self.folder.glob(f"*{_FORKED}")), key=lambda one: one.origin)

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


def _read_fork(path: Path) -> Forked:
    at = path.stat().st_mtime_ns // 1000
    try:
        checkpoint = parse_checkpoint(parse_note(path.read_text("utf-8")).text)
    except ValueError:
        return Forked(path.name, 0, at, str(path))
    return Forked(checkpoint.origin, checkpoint.size, at, str(path))
