"""Durable writes: a power cut at any moment leaves a file whole or leaves no file."""

import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

FILE: Final = 0o644
SETTINGS: Final = 0o640
"""For files that may hold a password."""
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_OVER: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
_APPEND: Final = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC


class Pending(NamedTuple):
    """One of several files that are written together."""

    temporary: Path
    """Where the content is written first, in the folder of `target`; a file that a crash left there is replaced."""
    target: Path
    content: bytes
    modified_at: int
    """The file's modification time, in nanoseconds since 1970."""


def is_there(path: Path) -> bool:
    """Whether the file exists and has content: an empty file, as a power cut may leave one, counts as missing."""
    return path.is_file() and path.stat().st_size > 0


def write_file(path: Path, content: bytes, mode: int = FILE) -> None:
    """Write a file whole and durably, or leave the old one. A new file gets this mode less the umask."""
    with written_beside(path, content, mode) as temporary:
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o7777)
        temporary.replace(path)
        sync_folder(path.parent)


def write_new(path: Path, content: bytes, mode: int = FILE) -> None:
    """Write a file whole and durably, or not at all, and never over another; an empty file counts as missing.

    Raises FileExistsError when there is a file of that name, and OSError.
    """
    with written_beside(path, content, mode) as temporary, locked(path.parent):
        if path.is_file() and not is_there(path):
            path.unlink()
        path.hardlink_to(temporary)
        sync_folder(path.parent)


def write_together(files: Sequence[Pending], mode: int) -> None:
    """Write all files, sync all, then rename them in order; a failure leaves no temporary file.

    The caller syncs the folders: `sync_folders`. Raises OSError; then some of the files may be there.
    """
    descriptors: list[int] = []
    try:
        for file in files:
            descriptors.append(_write(file.temporary, file.content, _OVER, mode, file.modified_at))
        for descriptor in descriptors:
            os.fsync(descriptor)
        for file in files:
            file.temporary.replace(file.target)
    except BaseException:
        for file in files:
            with suppress(OSError):
                file.temporary.unlink()
        raise
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


@contextmanager
def written_beside(path: Path, content: bytes, mode: int, modified_at: int | None = None) -> Iterator[Path]:
    """A temporary file in the same folder with its content on the disk; it is removed at the end.

    `modified_at`: as in Pending.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        descriptor = _write(temporary, content, _NEW, mode, modified_at)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink()


def append_lines(path: Path, lines: Iterable[str], mode: int = FILE) -> None:
    """Append lines to a file, all or none, durably; a last line without an end, as by hand, gets its end first.

    Raises OSError; then nothing was added.
    """
    descriptor = os.open(path, _APPEND, mode)
    try:
        size = os.fstat(descriptor).st_size
        is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        try:
            _write_all(descriptor, ("\n" * is_torn + "".join(f"{line}\n" for line in lines)).encode())
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make new, moved and removed entries of a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folders(folders: Iterable[Path]) -> None:
    """Sync each of these folders once."""
    for folder in dict.fromkeys(folders):
        sync_folder(folder)


def _write(path: Path, content: bytes, flags: int, mode: int, modified_at: int | None) -> int:
    """Write all bytes and return the open descriptor, not yet synced."""
    descriptor = os.open(path, flags, mode)
    try:
        _write_all(descriptor, content)
        if modified_at is not None:
            os.utime(descriptor, ns=(modified_at, modified_at))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _write_all(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock: nobody else who asks for it decides about its files at the same moment.

    Whoever holds it writes no new file right in this folder: `write_new` asks for it too. Raises OSError.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def is_locked(folder: Path) -> bool:
    """Whether somebody holds the folder's lock now. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
