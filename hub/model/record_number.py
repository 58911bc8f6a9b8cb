"""记录编号: the number by which portals and operators know a document."""

import hashlib
from collections.abc import Iterator
from itertools import count
from typing import Final
from uuid import UUID

from hub.model.moments import day_of

_DIGITS: Final = 12
_TIMED: Final = (7, 8)
"""Versions of the hub's ids that begin with a time: milliseconds since 1970 in 48 bits."""


def record_numbers(document: str, at: int) -> Iterator[str]:
    """The record numbers that a document can have, in the order in which they are tried; endless.

    A number is yyyyMMdd (Shanghai) and 12 digits. Both are derived from the document's id, so a store that was restored
    from a backup gives the same document the same number. If the id has no time, `at` (microseconds since 1970, UTC)
    gives the day.
    """
    milliseconds = _time_of(document)
    day = day_of(at if milliseconds is None else milliseconds * 1000).strftime("%Y%m%d")
    for attempt in count():
        digest = hashlib.sha256(f"{document}:{attempt}".encode()).digest()
        yield f"{day}{int.from_bytes(digest, 'big') % 10**_DIGITS:0{_DIGITS}d}"


def _time_of(document: str) -> int | None:
    try:
        id_ = UUID(document)
    except ValueError:
        return None
    return id_.int >> 80 if id_.version in _TIMED else None
