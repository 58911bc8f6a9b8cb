"""Logs for diagnosis, as JSON lines without secrets and personal values; the store is the record."""

import os
from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import structlog
from structlog.typing import Processor

from hub.masking import mask_fields, places_of
from hub.visible import escaped

_RENDER: Final = structlog.processors.JSONRenderer(ensure_ascii=False)


def _render(logger: Any, method: str, fields: MutableMapping[str, Any]) -> str:
    """A line of JSON that does nothing to a terminal: who looks at a log has it on a screen."""
    return escaped(str(_RENDER(logger, method, fields)))


PROCESSORS: Final[tuple[Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.ExceptionRenderer(places_of),
    mask_fields,
    _render,
)
"""What a line goes through before it is written."""
MODE: Final = 0o640
"""For the hub's user, and for a group that may look."""


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
            opened = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, MODE)
        except OSError:
            if self._descriptor < 0:
                raise
            return
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = opened


def log_to(path: Path) -> None:
    """Write one JSON line for each event to a file, from INFO up; where it cannot be written, nowhere."""
    forgiving: Any = Forgiving(path)  # it writes and flushes: a logger asks no more
    structlog.configure(
        processors=PROCESSORS,
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=structlog.WriteLoggerFactory(forgiving),
        cache_logger_on_first_use=True,
    )
