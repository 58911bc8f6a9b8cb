"""The times that a party tells: none of them may be still to come."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hub.catalogue import Returns
from hub.errors import Code, rejected
from hub.reading.open_message import Opened
from hub.xml.build import text_at
from hub.xml.times import read_time

_TIMES = ("moment", "moment-or-date")
StatedValues = tuple[str, Returns, Mapping[str, Any]]
"""A path, ending in /, what can stand below it, and what does."""


def decided_at(opened: Opened) -> int | None:
    """When the party decided; raises Rejected (HUB-204) for what a schema takes for a time and is none."""
    said = text_at(opened.root, "DecidedAt")
    if said is None:
        return None
    if (at := read_time(said)) is None:
        raise rejected(Code.WRONG_FORMAT, "DecidedAt", answers=opened.id, label="DecidedAt", name="DecidedAt")
    return at


def refuse_future(opened: Opened, told: Iterable[StatedValues]) -> None:
    """No time that a party tells is later than now (HUB-415): what is decided, signed or paid has happened.

    Later by more than clocks may differ.
    """
    for path, at in _times(opened, told):
        if at > opened.latest:
            raise rejected(Code.TIME_IN_FUTURE, path, answers=opened.id, name=path)


def _times(opened: Opened, told: Iterable[StatedValues]) -> Iterator[tuple[str, int]]:
    """Every time in a message, by the path of its element."""
    if (decided := decided_at(opened)) is not None:
        yield "DecidedAt", decided
    for above, returns, values in told:
        for name, source in returns.sources.items():
            found = values.get(name, []) if source.converter.name in _TIMES else []
            for text in [found] if isinstance(found, str) else found:
                if (at := read_time(text)) is not None:  # of a day its beginning
                    yield f"{above}{source.path}", at
