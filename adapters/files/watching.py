"""Notice files that changed: a new key, certificate or revocation list needs no restart."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final, Generic, NamedTuple, Self, TypeVar

from hub.errors import Code, OperatorError, operator_error
from hub.text.bilingual import Bilingual
from hub.text.log import Log

Content = TypeVar("Content")
CHECK_INTERVAL_S: Final = 2.0
"""Seconds between two checks of the files; a check costs some 10 µs a file."""
log = Log()


class Stamp(NamedTuple):
    """What differs after a file was changed, replaced or made readable; times in nanoseconds since 1970."""

    inode: int
    size: int
    modified_at: int
    changed_at: int

    @classmethod
    def of(cls, status: os.stat_result) -> Self:
        return cls(status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


Stamps = Mapping[str, Stamp]
"""By path, or by the name within one folder."""


class Watched(Generic[Content]):
    """The value that was last read from files without an error. Thread-safe: the value is immutable and replaced whole.

    When files cannot be read, or all are gone at once as on a lost disk, the value stays. The log says so once, and
    each later check tries to read them again.
    """

    def __init__(
        self,
        places: Sequence[Path],
        read: Callable[[], Content],
        remind: Callable[[Content], None] = lambda _: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`places` are files, and folders with all that is in them; each check calls `remind` with the value.

        Raises what the first call of `read` raises.
        """
        self._places = places
        self._read = read
        self._remind = remind
        self._monotonic = monotonic
        self._lock = Lock()
        self._seen = stamps_of(places)  # before reading, so that a change meanwhile is noticed
        self._reported: Stamps | None = None
        self._known = read()
        self._due = monotonic() + CHECK_INTERVAL_S
        remind(self._known)

    def now(self) -> Content:
        """The value; a call does not wait while another thread checks the files."""
        if self._monotonic() >= self._due and self._lock.acquire(blocking=False):
            try:
                self._check()
                self._remind(self._known)
            finally:
                self._lock.release()
        return self._known

    def _check(self) -> None:
        self._due = self._monotonic() + CHECK_INTERVAL_S
        seen = self._seen
        try:
            if (seen := stamps_of(self._places)) == self._seen:
                return
            self._known = self._read_again(seen)
        except Exception as error:  # whatever a file does to the libraries, no delivery may fail for it
            if seen != self._reported:
                expected = isinstance(error, OperatorError | OSError)
                reason = str(error) if expected else type(error).__name__
                log.exception("keys_not_read_anew", reason=reason, exc_info=not expected)
            self._reported = seen
            return
        self._seen, self._reported = seen, None
        log.warning("keys_read_anew", place=str(self._places[0]))

    def _read_again(self, seen: Stamps) -> Content:
        if not seen:
            gone = Bilingual("文件已不在", "the file is gone")
            raise operator_error(Code.FILE_UNREADABLE, path=self._places[0], reason=gone)
        return self._read()


def stamps_of(places: Sequence[Path]) -> Stamps:
    """The stamps of files, and of all files and folders within folders; a file that vanishes meanwhile is left out."""
    files = [path for place in places for path in (place.rglob("*") if place.is_dir() else [place])]
    found: dict[str, Stamp] = {}
    for path in files:
        with suppress(FileNotFoundError):
            found[str(path)] = Stamp.of(path.stat())
    return found


def stamps_in(folder: Path, suffixes: tuple[str, ...]) -> Stamps:
    """The stamps of one folder's files with these endings, by name; raises OSError when it cannot be listed."""
    found: dict[str, Stamp] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(suffixes):
                with suppress(FileNotFoundError):
                    found[entry.name] = Stamp.of(entry.stat())
    return found
