"""Timestamps of checkpoints (RFC 3161): an authority says that a checkpoint existed at a time."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Timestamp:
    """A timestamp as the store keeps it."""

    size: int
    """Of the checkpoint. What has the timestamp is its signed note, without what witnesses added."""
    at: int
    """The authority's time, in microseconds since 1970, UTC."""
    response: bytes
    """The authority's answer (TimeStampResp), exactly as it came."""


class TimestampAuthority(Protocol):
    """A timestamp authority. Thread-safe."""

    def stamp(self, data: bytes) -> tuple[int, bytes]:
        """The authority's time and its answer for these data, verified. Blocks, for a minute or so.

        Raises OperatorError where there is none that can be trusted.
        """
