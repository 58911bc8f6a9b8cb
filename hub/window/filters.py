"""Filters of the log in a URL: the options of `hub log` by their names."""

import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, get_args

from hub.bootstrap.known import unknown
from hub.bootstrap.reader import Reader
from hub.errors import Code, operator_error
from hub.home.searches import read_searches
from hub.model.identifier import read_uuid
from hub.model.moments import read_typed_or_age
from hub.ports import Filter, Sort
from hub.window.asked import Asked

VALUES: Final = ("type", "portal", "party", "status", "enterprise", "record", "name", "text", "since", "until", "sort")
FLAGS: Final = ("open", "overdue", "disputed")
YES: Final = "yes"
SORTS: Final[Sequence[Sort]] = get_args(Sort)
_ALONE: Final = ("--follow", "-f", "--csv", "--json", "--no-pager")
_WITH_VALUE: Final = ("--limit",)
"""Options of `hub log` that say how a list is printed: a page has its own way."""


def read_filter(asked: Asked, reader: Reader) -> Filter:
    """The filter that a URL says; a text is looked for in what persons wrote only if personal data is asked for.

    Raises OperatorError: HUB-710 for an order that there is not, HUB-975.
    """
    statuses = reader.statuses
    return Filter(
        type=asked.value("type") or None,
        portal=asked.value("portal") or None,
        party=asked.value("party") or None,
        enterprise=asked.value("enterprise") or None,
        record=asked.value("record") or None,
        name=asked.value("name") or None,
        text=asked.value("text") or None,
        without_details=not asked.is_personal,
        statuses=list(filter(None, (code.strip() for code in asked.value("status").split(",")))),
        open_but=(statuses.final, statuses.own_ends) if asked.value("open") else None,
        is_overdue=bool(asked.value("overdue")),
        disputed=bool(asked.value("disputed")) or None,
        since=None if (since := _time(asked.value("since"))) is None else since - 1,
        until=_time(asked.value("until")),
        after=_behind(asked.value("after")),
        sort=_sort(asked.value("sort") or "newest"),
    )


def _sort(said: str) -> Sort:
    found = next((sort for sort in SORTS if sort == said), None)
    if found is None:
        raise unknown("sort", said, SORTS)
    return found


def _time(said: str) -> int | None:
    if not said:
        return None
    try:
        return round(read_typed_or_age(said, datetime.now(UTC)).timestamp() * 1_000_000)
    except (ValueError, OverflowError) as error:
        raise operator_error(Code.NOT_A_TIME, value=said) from error


def _behind(said: str) -> tuple[int, str] | None:
    """The place behind which a page begins; one that nobody gave means the beginning."""
    at, _, id_ = said.partition(".")
    is_place = at.isascii() and at.isdecimal() and len(at) < 18 and read_uuid(id_) == id_
    return (int(at), id_) if is_place else None


def place_of(at: int, document: str) -> str:
    """The value of `after` for what comes behind this document."""
    return f"{at}.{document}"


def of_options(words: Sequence[str]) -> dict[str, str]:
    """The parameters that options of `hub log` mean. Raises OperatorError (HUB-710) for what is no such option."""
    found: dict[str, str] = {}
    waiting = iter([part for word in words for part in _split(word)])
    for word in waiting:
        name = word.removeprefix("--")
        if word in _WITH_VALUE:
            next(waiting, "")
        elif word.startswith("--") and name in FLAGS:
            found[name] = YES
        elif word.startswith("--") and name in VALUES:
            given = next(waiting, "")
            found[name] = f"{found[name]},{given}" if name == "status" and name in found else given
        elif word not in _ALONE:
            raise unknown("hub log", word, [f"--{name}" for name in (*VALUES, *FLAGS)])
    return found


def of_typed(typed: str) -> dict[str, str]:
    """The parameters of options as they are typed on a command line."""
    try:
        return of_options(shlex.split(typed))
    except ValueError as error:  # quotes that are not closed
        raise unknown("hub log", typed, [f"--{name}" for name in (*VALUES, *FLAGS)]) from error


def of_saved(name: str, reader: Reader) -> dict[str, str]:
    """The parameters of a saved search, `@name`. Raises OperatorError (HUB-702, HUB-710)."""
    searches = saved_searches(reader)
    if (words := searches.get(name.removeprefix("@"))) is None:
        raise unknown(reader.home.searches.name, name, [f"@{known}" for known in searches])
    return of_options(words)


def saved_searches(reader: Reader) -> Mapping[str, Sequence[str]]:
    """By name; read anew each time, for operators add some."""
    return read_searches(reader.home.searches)


def _split(word: str) -> list[str]:
    name, separator, value = word.partition("=")
    return [name, value] if separator and name.startswith("--") else [word]
