"""Loggers of the hub's modules; structlog is loaded with the first event, for most verbs have none to tell."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

_lock = Lock()
_waiting: list[Callable[[], None]] = []
"""What still has to be done before the next event."""
_is_unheard: ContextVar[bool] = ContextVar("is_unheard", default=False)


def before_the_next_event(configure: Callable[[], None]) -> None:
    """Call this once before the next event: it says how lines look and where they go."""
    with _lock:
        _waiting[:] = [configure]


@contextmanager
def unheard() -> Iterator[None]:
    """Write no event of what is only looked at, and never committed. Errors are written."""
    before = _is_unheard.set(True)
    try:
        yield
    finally:
        _is_unheard.reset(before)


class Log:
    """Writes events: a name, and fields. Thread-safe."""

    def debug(self, event: str, **fields: object) -> None:
        _logger().debug(event, **fields)

    def info(self, event: str, **fields: object) -> None:
        if not _is_unheard.get():
            _logger().info(event, **fields)

    def warning(self, event: str, **fields: object) -> None:
        if not _is_unheard.get():
            _logger().warning(event, **fields)

    def error(self, event: str, **fields: object) -> None:
        _logger().error(event, **fields)

    def exception(self, event: str, **fields: object) -> None:
        """As `error`, with the exception that is handled at present."""
        _logger().exception(event, **fields)

    def critical(self, event: str, **fields: object) -> None:
        _logger().critical(event, **fields)


def _logger() -> Any:
    import structlog  # noqa: PLC0415 - slow to load, and a verb that only reads has nothing to log

    with _lock:
        while _waiting:
            _waiting.pop()()
    return structlog.get_logger()
