"""Logs for diagnosis, as JSON lines; the store is the record."""

import os
from pathlib import Path

import structlog


def log_to(path: Path) -> None:
    """Write one JSON line for each event to a file, from INFO up; where it cannot be written, nowhere."""
    try:
        file = path.open("a", encoding="utf-8", buffering=1)
    except OSError:
        file = Path(os.devnull).open("a", encoding="utf-8")  # noqa: SIM115
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=structlog.WriteLoggerFactory(file),
        cache_logger_on_first_use=True,
    )
