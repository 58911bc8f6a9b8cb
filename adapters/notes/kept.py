"""Keep a log's newest checkpoint in a file."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from adapters.files.durable import is_there, write_file
from adapters.files.folders import make_folder
from hub.text.bilingual import Bilingual

LONGEST: Final = 100_000
"""Bytes of the file that are read: a checkpoint has some hundred."""


class KeptNote:
    """A CheckpointPlace: one file, written whole or not at all. Processes that keep one at once take turns."""

    def __init__(self, path: Path, where: Bilingual) -> None:
        self._path = path
        self._where = where

    @property
    def where(self) -> Bilingual:
        """What operators call this place."""
        return self._where

    def read(self) -> str | None:
        """What the file says; None if there is none. Raises OSError."""
        try:
            with self._path.open("rb") as file:
                return file.read(LONGEST).decode("utf-8", "replace")
        except FileNotFoundError:
            return None

    def keep(self, note: str, replaces: Callable[[str], bool]) -> None:
        """Write this checkpoint, unless the one that is there stays. Raises OSError."""
        make_folder(self._path.parent)
        with _alone(self._path.parent):
            if not is_there(self._path) or replaces(self.read() or ""):
                write_file(self._path, note.encode())


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which ends with the process."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
