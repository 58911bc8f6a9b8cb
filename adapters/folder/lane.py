"""One owner's boxes, from one side: the next file to deliver, and where it goes when it is acknowledged."""

import errno
import os
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from adapters.files.folders import make_folder
from adapters.folder.boxes import Boxes, is_finished
from adapters.folder.files import keep_apart, read_file
from adapters.folder.taken_files import TakenFiles, remove_unfinished

UNREADABLE = frozenset({errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENXIO, errno.EISDIR})
"""What opening a file says when it never will be readable to us; anything else is the disk's fault."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A claimed file and what was read of it."""

    path: Path
    body: bytes
    redelivered: bool


class Lane:
    """One owner's files, oldest first: by modification time (ns), then by name.

    The box is listed when all files of the listing before were claimed: a file that appears meanwhile waits
    for its turn even when its modification time is older. Only ordinary files are claimed; folders, links
    and pipes are left where they are.
    """

    def __init__(self, home: Path, boxes: Boxes, worker: str, largest: int) -> None:
        self.inbound = home / boxes.take_from
        self.outbound = home / boxes.put_in
        self.done = home / boxes.done
        self.refused = home / boxes.refused
        self._boxes = (self.inbound, self.outbound, self.done, self.refused)
        for box in self._boxes:
            make_folder(box)
        self._largest = largest
        self._taken = TakenFiles(home / boxes.taken / worker)
        remove_unfinished(self.outbound, [worker])
        self._waiting: deque[str] = deque()
        self._inherited: deque[Path] = deque()

    def inherit(self) -> None:
        """Take over what dead workers held; it is delivered before anything else."""
        found, dead = self._taken.inherit()
        self._inherited.extend(found)
        remove_unfinished(self.outbound, dead)

    def mend(self) -> None:
        """Make boxes that are missing, as far as that can be done."""
        for box in self._boxes:
            with suppress(OSError):
                make_folder(box)

    def look(self) -> None:
        """List the box, unless files of the last listing are waiting still."""
        if not self._waiting:
            self._waiting.extend(name for _, name in sorted(_ready(self.inbound)))

    def take(self) -> Taken | None:
        """Claim and read the next file; None when there is none."""
        while (claimed := self._next()) is not None:
            path, again = claimed
            try:
                return Taken(path, read_file(path, self._largest + 1), again)
            except FileNotFoundError:
                self._taken.forget(path)
            except OSError as error:
                if error.errno not in UNREADABLE:
                    self._inherited.appendleft(path)
                    raise
                self._set_aside(path)
        return None

    def keep(self, path: Path, folder: Path) -> None:
        """Move a claimed file out of our hands into a folder; nothing happens when it is gone already."""
        try:
            keep_apart(path, folder)
        except FileNotFoundError:
            if os.path.lexists(path):
                raise
        self._taken.forget(path)

    def close(self) -> None:
        """Let go of everything that was taken and not acknowledged."""
        self._taken.close()

    def _next(self) -> tuple[Path, bool] | None:
        if self._inherited:
            return self._inherited.popleft(), True
        while self._waiting:
            if (path := self._taken.claim(self.inbound / self._waiting[0])) is not None:
                self._waiting.popleft()
                return path, False
            self._waiting.popleft()
        return None

    def _set_aside(self, path: Path) -> None:
        try:
            self.keep(path, self.refused)
        except PermissionError:
            return  # a folder that was put in the file's place meanwhile: it stays among the claimed


def _ready(box: Path) -> Iterator[tuple[int, str]]:
    with os.scandir(box) as entries:
        for entry in entries:
            if is_finished(entry.name) and entry.is_file(follow_symlinks=False):
                try:
                    yield entry.stat(follow_symlinks=False).st_mtime_ns, entry.name
                except FileNotFoundError:
                    continue  # another worker took it
