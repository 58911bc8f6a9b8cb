"""Versions: a party announces the same thing again under its number, as it was or with other content."""

from collections.abc import Mapping
from typing import Any, Final

from hub.catalogue import Route, Versions, alike, number_at
from hub.effects.dispute import dispute
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Cause, Document, newest_last, time_of
from hub.reading.numbers import BusinessNumber
from hub.reading.open_message import Opened
from hub.reading.read_reason import NAME
from hub.xml.times import from_wire

REPEATED: Final = "repeated"
"""Observed on a document whose party announced the same once more."""
OLDER: Final = "older-version"
OTHER: Final = "other-version"
"""Observed when a new version comes in a status that admits none: an operator must look at it."""


def current_version(work: Work, route: Route, party: str, values: Mapping[str, Any]) -> Document | None:
    """The version that counts so far of what a notice announces; None if it is the first. Bearers must be loaded."""
    number = number_at(values, route.versions.number) if route.versions else None
    if route.versions is None or number is None:
        return None
    key = BusinessNumber(route.document, route.versions.number, party, number).key
    bearers = [work.books.trails.document(id_) for id_ in work.books.names.bearers(key)]
    return newest_last(bearers)[-1] if bearers else None


def is_repeated(work: Work, current: Document, opened: Opened, values: Mapping[str, Any], enterprise: str) -> bool:
    """Whether a notice says what the current version says; it is then noted on it.

    Raises Rejected (HUB-432) for a version of another enterprise, if the route says that all are of one.
    """
    versions, known = work.route(current).versions, work.books.trails.announced(current.id)
    assert versions is not None
    if versions.is_of_one and current.enterprise != enterprise:
        raise rejected(Code.NUMBER_TAKEN, versions.number, answers=opened.id, value=number_at(values, versions.number))
    if not alike({name: value for name, value in values.items() if name in known or name != NAME}, known):
        return False
    cause = Cause("document", opened.id, opened.digest)
    work.books.trails.append(current.id, current.status, cause, {"observed": REPEATED})
    return True


def observe_version(work: Work, current: Document, opened: Opened, values: Mapping[str, Any]) -> bool:
    """Whether a notice with other content makes no new version.

    It is then an observation on the current one, perhaps with an alarm. Raises Rejected (HUB-417) for content of the
    same time, because nothing says which of the two counts, and in a later status, if the route says so.
    """
    versions, known = work.route(current).versions, work.books.trails.announced(current.id)
    assert versions is not None
    cause = Cause("document", opened.id, opened.digest)
    said, counts = _time(versions, values, opened.said_at), _time(versions, known, time_of(current.id))
    if said == counts:
        raise rejected(Code.NUMBER_REPORTED_BEFORE, versions.number, answers=opened.id, value=said)
    detail = {"returned": dict(values)}
    if said < counts:
        work.books.trails.append(current.id, current.status, cause, {**detail, "observed": OLDER})
        return True
    if current.status in versions.statuses:
        return False
    if versions.is_quarantined_later:
        value = number_at(values, versions.number)
        raise rejected(Code.NUMBER_REPORTED_BEFORE, versions.number, answers=opened.id, value=value)
    dispute(work, current, cause, {**detail, "observed": OTHER})
    return True


def _time(versions: Versions, values: Mapping[str, Any], said_at: int) -> int:
    """The party's own time of a version, in microseconds since 1970, UTC: a value of it, or the message's own time.

    An id keeps the message's time in milliseconds, so finer differences do not count there.
    """
    text = values.get(versions.as_of) if versions.as_of else None
    return from_wire(text) if isinstance(text, str) else said_at // 1000 * 1000
