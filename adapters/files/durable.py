"""How the hub makes files and folders: nothing of it is others' to write, and no power cut leaves half of a file."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

FOLDER: Final = 0o775
"""A group may be let in by the umask, to fetch and to put; others look at most."""
FILE: Final = 0o644
SETTINGS: Final = 0o640
"""There may be a password in them."""
_RACES: Final = 100
"""Times that a folder may vanish while it is made; somebody who removes it more often means it."""


def keep_from_others() -> None:
    """Let nothing that this process makes, by whatever library, be writable by everybody."""
    os.umask(os.umask(0o077) | 0o002)


def make_folder(path: Path, mode: int = FOLDER) -> None:
    """Make a folder, and those above it that are missing, with this mode less the umask; one that is there stays.

    Another process may make or remove it at the same moment, as whoever clears up after a dead worker does.
    Raises OSError when something else is in its place, or the disk fails.
    """
    for _ in range(_RACES):
        try:
            _make(path, mode)
        except FileNotFoundError:
            continue  # a folder above it was removed after it had been made
        except FileExistsError:
            if os.path.lexists(path) and not path.is_dir():
                raise
        else:
            return
    _make(path, mode)


def _make(path: Path, mode: int) -> None:
    if path.is_dir():
        return
    _make(path.parent, mode)
    path.mkdir(mode=mode, exist_ok=True)


def is_there(path: Path) -> bool:
    """Whether there is a file with something in it: one that a power cut has left empty counts as missing."""
    return path.is_file() and path.stat().st_size > 0


def write_file(path: Path, content: bytes, mode: int = FILE) -> None:
    """Write a file whole and durably, or leave what is there; a new one gets this mode less the umask."""
    temporary = _write_beside(path, content, mode)
    try:
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o7777)
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def write_new(path: Path, content: bytes, mode: int = FILE) -> None:
    """Write a file whole and durably, or not at all, and never over another; one that is empty counts as missing.

    Raises FileExistsError when there is a file of that name, and OSError.
    """
    temporary = _write_beside(path, content, mode)
    try:
        with _alone_in(path.parent):
            if path.is_file() and not is_there(path):
                path.unlink()
            path.hardlink_to(temporary)
            sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Let a folder's new entry outlive a crash."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_beside(path: Path, content: bytes, mode: int) -> Path:
    """A file of another name in the same folder, whose content is on the disk."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with open(descriptor, "wb") as out:  # noqa: PTH123 - Path.open takes no descriptor
            out.write(content)
            out.flush()
            os.fsync(descriptor)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Let nobody else decide at this moment that a file in it is empty."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
