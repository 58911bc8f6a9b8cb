"""Files that are read once, and anew when they have changed: no start is needed for a new key or certificate."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Final, Generic, TypeVar

import structlog

from hub.errors import OperatorError, operator_error

Known = TypeVar("Known")
Looks = frozenset[tuple[str, int, int, int, int]]
"""Each file's name, inode, size and times: what differs when a file was changed, replaced or made readable."""
EVERY: Final = 2.0
"""Seconds between two looks at the files; a look costs some 10 µs a file."""
log = structlog.get_logger()


class Watched(Generic[Known]):
    """What was last read soundly from files. Thread-safe: what is known is immutable and swapped as a whole.

    Files that cannot be read, or are gone all at once as on a lost disk, change nothing: the log says so once, and
    they are tried again at each look.
    """

    def __init__(
        self,
        places: Sequence[Path],
        read: Callable[[], Known],
        remind: Callable[[Known], None] = lambda _: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`places` are files, and folders with all that is in them; `remind` is told what is known at each look.

        Raises whatever `read` raises at first.
        """
        self._places = places
        self._read = read
        self._remind = remind
        self._monotonic = monotonic
        self._lock = Lock()
        self._seen = look_at(places)  # before reading: what changes meanwhile is seen as a change
        self._told: Looks | None = None
        self._known = read()
        self._due = monotonic() + EVERY
        remind(self._known)

    def now(self) -> Known:
        """What is known; whoever comes while another thread looks does not wait for it."""
        if self._monotonic() >= self._due and self._lock.acquire(blocking=False):
            try:
                self._look()
                self._remind(self._known)
            finally:
                self._lock.release()
        return self._known

    def _look(self) -> None:
        self._due = self._monotonic() + EVERY
        seen = self._seen
        try:
            if (seen := look_at(self._places)) == self._seen:
                return
            self._known = self._read_again(seen)
        except Exception as error:  # whatever a file does to the libraries, it is no delivery's fault
            if seen != self._told:
                expected = isinstance(error, OperatorError | OSError)
                told = str(error) if expected else type(error).__name__
                log.exception("keys_not_read_anew", reason=told, exc_info=not expected)
            self._told = seen
            return
        self._seen, self._told = seen, None
        log.warning("keys_read_anew", place=str(self._places[0]))

    def _read_again(self, seen: Looks) -> Known:
        if not seen:
            raise operator_error("HUB-705", path=self._places[0])
        return self._read()


def look_at(places: Sequence[Path]) -> Looks:
    """How the files look now; what vanishes meanwhile is not there."""
    files = [path for place in places for path in (place.rglob("*") if place.is_dir() else [place])]
    return frozenset(look for path in files if (look := _look_at(path)) is not None)


def _look_at(path: Path) -> tuple[str, int, int, int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return str(path), found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
