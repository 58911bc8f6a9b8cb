"""The times in a party's message: none may be in the future."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hub.catalogue import Returns
from hub.errors import Code, rejected
from hub.reading.open_message import Opened
from hub.xml.build import text_at
from hub.xml.times import read_time

_TIMES = ("moment", "moment-or-date")
StatedValues = tuple[str, Returns, Mapping[str, Any]]
"""A path prefix (empty, or with a `/` at its end), the table of values below it, and the read values."""


def decided_at(opened: Opened) -> int | None:
    """When the party decided; raises Rejected (HUB-204) for a text that the schema admits but that is not a time."""
    said = text_at(opened.root, "DecidedAt")
    if said is None:
        return None
    if (at := read_time(said)) is None:
        raise rejected(Code.WRONG_FORMAT, "DecidedAt", answers=opened.id, label="DecidedAt", name="DecidedAt")
    return at


def refuse_future(opened: Opened, told: Iterable[StatedValues]) -> None:
    """Raise Rejected (HUB-415) for a time in the future: what is decided, signed or paid has already happened.

    A time counts as future if it is later than the time of receipt by more than the allowed clock difference.
    """
    for path, at in _times(opened, told):
        if at > opened.latest:
            raise rejected(Code.TIME_IN_FUTURE, path, answers=opened.id, name=path)


def _times(opened: Opened, told: Iterable[StatedValues]) -> Iterator[tuple[str, int]]:
    """Every time in a message, with the path of its element."""
    if (decided := decided_at(opened)) is not None:
        yield "DecidedAt", decided
    for above, returns, values in told:
        for name, source in returns.sources.items():
            found = values.get(name, []) if source.converter.name in _TIMES else []
            for text in [found] if isinstance(found, str) else found:
                if (at := read_time(text)) is not None:  # for a date, the beginning of the day
                    yield f"{above}{source.path}", at
