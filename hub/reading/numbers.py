"""The business numbers that parties' messages give to documents."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hub.catalogue import STANDS_IN, Naming, Returns, Route, lookup, number_at, parts_of
from hub.errors import Rejected
from hub.model import Reference
from hub.reading.open_message import Opened
from hub.reading.read_report import read_report, shared


@dataclass(frozen=True)
class BusinessNumber:
    """A number that a party gives to a document of a type. Numbers are compared exactly."""

    type: str
    kind: str
    party: str
    value: str

    @property
    def key(self) -> str:
        """Key of the resource that is locked before a document may begin to bear the number."""
        return f"number:{self.type}:{self.kind}:{self.party}:{self.value}"


def numbers_of(opened: Opened, route: Route, round_: int = 1) -> list[BusinessNumber]:
    """The numbers in a receipt of a round, or in a notice; empty if it cannot be read (it is refused later)."""
    returns, names = bringing(route, round_)
    if opened.element != _element(route, round_):
        return []
    try:
        parts = {part for name in names for part in parts_of(name)}
        values = {**_of_items(opened, route, round_), **returns.read(opened.root, parts)}
    except Rejected:
        return []
    return list(given(route, opened.party, names, values))


def submitted(route: Route, party: str, form: Mapping[str, Any]) -> Iterator[tuple[BusinessNumber, str]]:
    """The numbers that a form brings, each with the path of its field."""
    for number in route.numbers:
        if isinstance(value := lookup(form, number.path), str):
            yield BusinessNumber(route.document, number.name, party, value.strip()), number.path


def given(route: Route, party: str, names: Iterable[str], values: Mapping[str, Any]) -> Iterator[BusinessNumber]:
    """The numbers under these names among the values. A substitute for a missing number is not a number."""
    for name in names:
        if (value := number_at(values, name)) is not None and name not in values.get(STANDS_IN, ()):
            yield BusinessNumber(route.document, name, party, value)


def shared_with(route: Route, naming: Naming, party: str, borne: Iterable[Reference]) -> Iterator[BusinessNumber]:
    """The numbers that a named document shares with the notice that names it; `borne` are the document's own.

    Both bear them where the notice bears the number by which it names the document.
    """
    if route.is_notice and naming.at in route.references:
        for number in borne:
            if number.kind == naming.by:
                yield BusinessNumber(route.document, naming.at, party, number.value)


def bringing(route: Route, round_: int) -> tuple[Returns, tuple[str, ...]]:
    """The table that reads the numbers of a round, and their names.

    The number that a notice announces once is left out where a claim on it says enough: nothing follows a second time.
    """
    if route.is_notice:
        claimed = "" if route.is_announced_again else route.once
        return route.returns, tuple(name for name in route.references if name != claimed)
    answers = route.leg(round_).answers
    return (answers.returns, answers.references) if answers else (Returns({}), ())


def _of_items(opened: Opened, route: Route, round_: int) -> Mapping[str, Any]:
    """The values that a receipt states for all its items together."""
    answers = None if route.is_notice else route.leg(round_).answers
    if answers is None or answers.about is None:
        return {}
    return shared(read_report(opened, answers, answers.about, route.lifecycle).items, answers.about)


def _element(route: Route, round_: int) -> str:
    answers = None if route.is_notice else route.leg(round_).answers
    return answers.element if answers else route.element
