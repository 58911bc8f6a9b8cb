"""A business number of a party is one document's of a type, for ever; it passes only to who supersedes the document."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hub.catalogue import Catalogue, Returns, Route
from hub.errors import Code, Rejected, rejected
from hub.model import Books, Document, Reference
from hub.ports import Unit
from hub.stages.load_relations import forms_of, giver_of
from hub.stages.open_message import Opened
from hub.stages.read_report import STANDS_IN, read_report, shared


@dataclass(frozen=True)
class BusinessNumber:
    """A number that a party gives to a document of a type; compared exactly."""

    type: str
    kind: str
    party: str
    value: str

    @property
    def key(self) -> str:
        """The resource that is locked while somebody may begin to bear it."""
        return f"number:{self.type}:{self.kind}:{self.party}:{self.value}"


def numbers_of(opened: Opened, route: Route, round_: int = 1) -> list[BusinessNumber]:
    """The numbers that a receipt in a round, or a notice, gives; none where it cannot be read, and is refused later."""
    returns, names = _bringing(route, round_)
    if opened.element != _element(route, round_):
        return []
    try:
        values = {**_of_items(opened, route, round_), **returns.read(opened.root, names)}
    except Rejected:
        return []
    return list(_given(route, opened.party, names, values))


def numbers_told(unit: Unit, route: Route, document: Document, values: Mapping[str, Any]) -> list[BusinessNumber]:
    """The numbers among values that an operator gives to a document."""
    names = {name for leg in route.legs if leg.answers for name in leg.answers.references} & values.keys()
    form = forms_of(unit, [document]).get(document.id, {}) if names and len(route.legs) > 1 else {}
    givers = {name: giver_of(route, document, form, name) for name in sorted(names)}
    return [n for name, giver in givers.items() for n in _given(route, giver, [name], values)]


def give(books: Books, route: Route, document: Document, numbers: Iterable[BusinessNumber]) -> None:
    """Give a document numbers by an operator's word; raises Rejected (HUB-432) for another's."""
    for number in numbers:
        if is_anothers(books, route, document, number):
            raise rejected(Code.NUMBER_TAKEN, number.kind, value=number.value)
        books.names.refer(Reference(document.id, number.kind, number.value))
        books.names.bear(number.key, document.id)


def _of_items(opened: Opened, route: Route, round_: int) -> Mapping[str, Any]:
    """What a receipt says of all its items alike, as of a whole order."""
    answers = None if route.is_notice else route.leg(round_).answers
    if answers is None or answers.about is None:
        return {}
    return shared(read_report(opened, answers, answers.about, route.lifecycle).items, answers.about)


def load_bearers(unit: Unit, books: Books, catalogue: Catalogue, numbers: Collection[BusinessNumber]) -> None:
    """Read who bears these numbers already; the caller holds their keys."""
    if not numbers:
        return
    found = unit.numbered({(n.kind, n.value) for n in numbers})
    routes = {d.id: catalogue.routes[d.type] for _, d in found if d.type in catalogue.routes}
    forms = forms_of(unit, [d for _, d in found if d.id in routes and len(routes[d.id].legs) > 1])
    for reference, document in ((r, d) for r, d in found if d.id in routes):
        giver = giver_of(routes[document.id], document, forms.get(document.id, {}), reference.kind)
        number = BusinessNumber(document.type, reference.kind, giver, reference.value)
        books.names.bear(number.key, document.id)


def load_ancestors(unit: Unit, books: Books, documents: Iterable[Document]) -> None:
    """Read what these documents were made again of, one after the other."""
    while above := {d.again_of for d in documents if d.again_of and not books.trails.holds(d.again_of)}:
        documents = unit.documents(sorted(above))
        books.trails.load(documents)


def refuse_borne(books: Books, route: Route, document: Document, opened: Opened, values: Mapping[str, Any]) -> None:
    """Raise Rejected (HUB-432) for a number that another document bears which this one does not supersede."""
    returns, given = _bringing(route, document.round or 1)
    for number in _given(route, opened.party, given, values):
        if is_anothers(books, route, document, number):
            place = returns.sources[number.kind].path
            raise rejected(Code.NUMBER_TAKEN, place, answers=opened.id, value=number.value)


def is_anothers(books: Books, route: Route, document: Document, number: BusinessNumber) -> bool:
    """Whether another document bears it which this one does not supersede; who bears it was loaded."""
    bearers = books.names.bearers(number.key)
    return document.id not in bearers and bool(bearers - set(_superseded(books, route, document)))


def bear(books: Books, route: Route, document: Document, opened: Opened, values: Mapping[str, Any]) -> None:
    """Give a document the numbers that came for it; those that it had before stay known."""
    names = route.references if route.is_notice else _bringing(route, document.round)[1]
    for number in _given(route, opened.party, names, values):
        books.names.refer(Reference(document.id, number.kind, number.value))
        books.names.bear(number.key, document.id)


def _superseded(books: Books, route: Route, document: Document) -> Iterator[str]:
    """The chain of documents that this one was made again of, as far as each is replaced by the next."""
    earlier = books.trails.find(document.again_of)
    while earlier is not None and route.again is not None and earlier.status == route.again.becomes:
        yield earlier.id
        earlier = books.trails.find(earlier.again_of)


def _given(route: Route, party: str, names: Iterable[str], values: Mapping[str, Any]) -> Iterator[BusinessNumber]:
    """What stands in for a number that was not given is none."""
    for name in names:
        if isinstance(value := values.get(name), str) and name not in values.get(STANDS_IN, ()):
            yield BusinessNumber(route.document, name, party, value)


def _bringing(route: Route, round_: int) -> tuple[Returns, tuple[str, ...]]:
    """What brings numbers in a round, and their names; what a notice announces once is held otherwise."""
    if route.is_notice:
        return route.returns, tuple(name for name in route.references if name != route.once)
    answers = route.leg(round_).answers
    return (answers.returns, answers.references) if answers else (Returns({}), ())


def _element(route: Route, round_: int) -> str:
    answers = None if route.is_notice else route.leg(round_).answers
    return answers.element if answers else route.element
