"""The files that each worker holds: renamed into the worker's own folder, with a lock that shows that it lives."""

import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Final

from adapters.files.folders import make_folder
from adapters.folder.boxes import is_finished
from adapters.folder.files import claimed_name, own_name
from hub.errors import Code, operator_error
from hub.text.bilingual import Bilingual

LOCK: Final = ".lock"
LOCK_TIMEOUT_S: Final = 2.0
"""Seconds to wait for the worker's own folder while another worker clears its old files."""


class TakenFiles:
    """The files of one owner that this worker holds, in `<owner>/.taken/<worker>/`.

    The kernel releases the lock when the process ends in any way; a process forked without exec would keep it. An
    owner's boxes must be on one local file system (rename, hard links, flock).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: int | None = None
        self._known: set[str] = set()
        self._numbers = count(1)

    def open(self) -> None:
        """Make and lock the folder, unless that is done already; before this nothing can be claimed or inherited.

        It may be another one than before: a disk was mounted over it. Raises OperatorError (HUB-706) if a living worker
        of the same name holds it, OSError when the disk is away.
        """
        if self._lock is not None and not _is_at(self._lock, self.folder / LOCK):
            os.close(self._lock)
            self._lock = None
            self._known.clear()
        if self._lock is None:
            lock = _lock_with_retry(self.folder)
            try:
                self._numbers = count(1 + max(map(_number, _entries(self.folder)), default=0))
            except OSError:
                os.close(lock)
                raise
            self._lock = lock

    def claim(self, source: Path) -> Path | None:
        """Claim the file and return its new path; None if another worker was faster."""
        target = self._next(source.name)
        try:
            source.rename(target)
        except FileNotFoundError:
            if os.path.lexists(source):
                raise
            return None
        self._known.add(target.name)
        return target

    def inherit(self) -> tuple[list[Path], list[str]]:
        """Take over files of dead workers and of this worker's earlier life; return files (oldest first), workers."""
        dead = [folder.name for folder in _entries(self.folder.parent) if folder != self.folder and self._empty(folder)]
        found = [path for path in _entries(self.folder) if path.name not in self._known]
        self._known.update(path.name for path in found)
        return sorted(found, key=_age), dead

    def forget(self, claimed: Path) -> None:
        """Note that the file is no longer in this worker's folder."""
        self._known.discard(claimed.name)

    def close(self) -> None:
        """Release everything: files still in the folder are for another worker, or for this worker's next start."""
        if self._lock is not None:
            _remove_if_empty(self.folder)
            os.close(self._lock)
            self._lock = None

    def _empty(self, folder: Path) -> bool:
        if (lock := _try_lock(folder)) is None:
            return False
        try:
            for path in sorted(_entries(folder), key=_age):
                path.rename(self._next(own_name(path)))
            _remove_if_empty(folder)
        finally:
            os.close(lock)
        return True

    def _next(self, name: str) -> Path:
        return self.folder / claimed_name(next(self._numbers), name)


def _lock_with_retry(folder: Path) -> int:
    until = time.monotonic() + LOCK_TIMEOUT_S
    while time.monotonic() < until:
        make_folder(folder)
        if (lock := _try_lock(folder)) is not None:
            return lock
        time.sleep(0.02)
    what = Bilingual(
        f" {folder}（本主目录的另一个 hub run 或 hub simulate）：请先结束它",
        f"{folder} (a hub run or hub simulate of this home): end it first",
    )
    raise operator_error(Code.HOME_IN_USE, what=what)


def _is_at(lock: int, path: Path) -> bool:
    """Whether an open lock is still the file of that name. Raises OSError when the disk is away."""
    try:
        return os.path.samestat(os.fstat(lock), path.lstat())
    except (FileNotFoundError, NotADirectoryError):
        return False


def _try_lock(folder: Path) -> int | None:
    """Lock a worker's folder; None if a living worker holds it, or if it is being removed."""
    path = folder / LOCK
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o660)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(lock, path):
            return lock
    except BlockingIOError:
        pass
    except BaseException:
        os.close(lock)
        raise
    os.close(lock)
    return None


def _remove_if_empty(folder: Path) -> None:
    if not _entries(folder):
        try:
            (folder / LOCK).unlink(missing_ok=True)
            folder.rmdir()
        except OSError:
            return  # an empty folder does no harm


def _entries(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        return [folder / entry.name for entry in entries if is_finished(entry.name)]


def _age(path: Path) -> tuple[int, str]:
    return path.lstat().st_mtime_ns, own_name(path)


def _number(path: Path) -> int:
    digits = path.name.partition("~")[0]
    return int(digits) if digits.isdecimal() else 0


def remove_unfinished(folder: Path, workers: Iterable[str]) -> None:
    """Remove the unfinished files that these workers left."""
    endings = tuple(f"~{worker}.tmp" for worker in workers)
    for path in _unfinished(folder) if endings else ():
        if path.name.endswith(endings):
            path.unlink(missing_ok=True)


def _unfinished(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        yield from (folder / entry.name for entry in entries if entry.name.startswith("."))
