"""What a line of the log looks like: JSON without secrets and personal values."""

from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from structlog.typing import Processor

from hub.text.masking import mask_fields, places_of
from hub.text.visible import escaped

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


def line_of(event: str, **fields: object) -> str:
    """The line of one event from INFO, as a log has it."""
    made: Any = {"event": event, **fields}
    for process in PROCESSORS:
        made = process(None, "info", made)
    return f"{made}\n"


def configure(file: Any) -> None:
    """Write a line for each event from INFO up to a file, which can `write` and `flush`."""
    structlog.configure(
        processors=list(PROCESSORS),
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=structlog.WriteLoggerFactory(file),
        cache_logger_on_first_use=True,
    )
