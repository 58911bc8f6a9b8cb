"""One owner's boxes, from one side: the next file to deliver, and where it goes after acknowledgement."""

import errno
import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from adapters.files.folders import make_folder
from adapters.folder.boxes import Boxes, is_finished
from adapters.folder.files import keep_apart, read_file
from adapters.folder.taken_files import TakenFiles, remove_unfinished

UNREADABLE = frozenset({errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENXIO, errno.EISDIR})
"""Errors of opening a file that the hub can never read. Other errors are the disk's fault."""
AWAY = frozenset({errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN, errno.ETIMEDOUT})
"""Errors of a folder whose disk, such as a network file system, is away."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A claimed file and the bytes that were read of it."""

    path: Path
    body: bytes
    redelivered: bool


class Lane:
    """One owner's files, oldest first: by modification time (ns), then by name.

    The box is listed again when all files of the last listing have been claimed. A file that appears meanwhile waits
    for the next listing, even if its modification time is older. Only ordinary files are claimed; folders, links and
    pipes stay where they are.
    """

    def __init__(self, home: Path, boxes: Boxes, worker: str, largest: int) -> None:
        self._root = home.parent
        self.inbound = home / boxes.take_from
        self.outbound = home / boxes.put_in
        self.done = home / boxes.done
        self.refused = home / boxes.refused
        self._boxes = (self.inbound, self.outbound, self.done, self.refused)
        for box in self._boxes:
            self._forgiving(partial(make_folder, box))
        self._largest = largest
        self._taken = TakenFiles(home / boxes.taken / worker)
        self._forgiving(self._taken.open)
        self._forgiving(partial(remove_unfinished, self.outbound, [worker]))
        self._waiting: deque[str] = deque()
        self._inherited: deque[Path] = deque()

    def inherit(self) -> None:
        """Take over the files that dead workers held. They are delivered before all others."""
        self._taken.open()
        found, dead = self._taken.inherit()
        self._inherited.extend(found)
        remove_unfinished(self.outbound, dead)

    def mend(self) -> None:
        """Make missing boxes, as far as possible."""
        for box in self._boxes:
            with suppress(OSError):
                make_folder(box)

    def has_own_disk(self) -> bool:
        """Whether a disk's error is this owner's alone: its folders are on another disk than the hub's, or are away.

        Raises OSError when the hub's own disk is gone.
        """
        ours = self._root.stat().st_dev
        try:
            return any(box.stat().st_dev != ours for box in (self.inbound, self.outbound))
        except OSError as error:
            return error.errno in AWAY

    def look(self) -> None:
        """List the box, unless files of the last listing still wait."""
        self._taken.open()
        if not self._waiting:
            self._waiting.extend(name for _, name in sorted(_ready(self.inbound)))

    def take(self) -> Taken | None:
        """Claim and read the next file; None if there is none."""
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

    def _forgiving(self, act: Callable[[], object]) -> None:
        """Another file in the place of a box, or a disk of the owner's own, keeps nobody else from starting."""
        try:
            act()
        except (FileExistsError, FileNotFoundError, NotADirectoryError):
            return
        except OSError:
            if not self.has_own_disk():
                raise

    def keep(self, path: Path, folder: Path) -> None:
        """Move a claimed file into a folder; do nothing if the file is gone."""
        try:
            keep_apart(path, folder)
        except FileNotFoundError:
            if os.path.lexists(path):
                raise
        self._taken.forget(path)

    def close(self) -> None:
        """Release all files that were taken and not acknowledged."""
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
            return  # somebody put a folder in the file's place: it stays among the claimed files


def _ready(box: Path) -> Iterator[tuple[int, str]]:
    with os.scandir(box) as entries:
        for entry in entries:
            if is_finished(entry.name) and entry.is_file(follow_symlinks=False):
                try:
                    yield entry.stat(follow_symlinks=False).st_mtime_ns, entry.name
                except FileNotFoundError:
                    continue  # another worker took it
