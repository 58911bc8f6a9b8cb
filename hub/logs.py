"""Logs for diagnosis, as JSON lines without secrets and personal values; the store is the record."""

from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TextIO

import structlog
from structlog.typing import Processor

from hub.masking import mask_fields, places_of

PROCESSORS: Final[tuple[Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.ExceptionRenderer(places_of),
    mask_fields,
    structlog.processors.JSONRenderer(ensure_ascii=False),
)
"""What a line goes through before it is written."""


class Forgiving:
    """A file whose full disk is nobody's failure: a line that cannot be written is lost, the hub goes on.

    It is opened for its first line: who has nothing to say, as a verb that only reads, makes no file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def write(self, text: str) -> None:
        with suppress(OSError):
            if self._file is None:
                self._file = self._path.open("a", encoding="utf-8", buffering=1)
            self._file.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            if self._file is not None:
                self._file.flush()


def log_to(path: Path) -> None:
    """Write one JSON line for each event to a file, from INFO up; where it cannot be written, nowhere."""
    forgiving: Any = Forgiving(path)  # it writes and flushes: a logger asks no more
    structlog.configure(
        processors=PROCESSORS,
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=structlog.WriteLoggerFactory(forgiving),
        cache_logger_on_first_use=True,
    )
