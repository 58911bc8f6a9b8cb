"""Logs for diagnosis, as JSON lines without secrets and personal values; the store is the record."""

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from hub.text.log import before_the_next_event

MODE: Final = 0o640
"""For the hub's user, and for a group that may look."""
FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC


class Forgiving:
    """A file whose full disk is nobody's failure: a line that cannot be written is lost, the hub goes on.

    It is opened for its first line: who has nothing to say, as a verb that only reads, makes no file. A line goes to
    the file that has the name now: one that was moved away or removed is made anew, one that was emptied is written on.
    Each line is one write at the end of the file, so that the lines of several workers stay whole.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1

    def write(self, text: str) -> None:
        with suppress(OSError):
            if not self._is_there():
                self._open()
            os.write(self._descriptor, text.encode("utf-8", "backslashreplace"))

    def flush(self) -> None:
        """Nothing is held back."""

    def _is_there(self) -> bool:
        """Whether what is open is what has the name."""
        if self._descriptor < 0:
            return False
        try:
            return os.path.samestat(os.fstat(self._descriptor), self._path.stat())
        except OSError:
            return False

    def _open(self) -> None:
        """Open or make the file; where that cannot be, an older one that is open still takes the lines."""
        try:
            opened = os.open(self._path, FLAGS, MODE)
        except OSError:
            if self._descriptor < 0:
                raise
            return
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = opened


def write_surely(path: Path, lines: str) -> None:
    """Add lines that must be there before anything else happens. Raises OSError where they cannot be written whole."""
    whole = lines.encode("utf-8", "backslashreplace")
    descriptor = os.open(path, FLAGS, MODE)
    try:
        is_whole = os.write(descriptor, whole) == len(whole)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        os.close(descriptor)
    if not is_whole:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def log_to(path: Path) -> None:
    """Write one JSON line for each event to a file, from INFO up; where it cannot be written, nowhere."""

    def begin() -> None:
        from hub.home.log_lines import configure  # noqa: PLC0415 - structlog is slow to load, and there may be no event

        configure(Forgiving(path))

    before_the_next_event(begin)
