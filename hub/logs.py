"""Logs for diagnosis, as JSON lines; the store is the record."""

from pathlib import Path

import structlog


def log_to(path: Path) -> None:
    """Write one JSON line for each event to a file, from INFO up; nothing goes to the screen."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=structlog.WriteLoggerFactory(path.open("a", encoding="utf-8", buffering=1)),
        cache_logger_on_first_use=True,
    )
