"""Read a submitted document that was there before the hub, from the message in which its party announces it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.catalogue import Case, Existing, Leg, Route, lookup, parts_of
from hub.errors import Code, Rejected, rejected
from hub.reading.moments import refuse_future
from hub.reading.numbers import BusinessNumber, given, submitted
from hub.reading.open_message import Opened
from hub.reading.read_notice import check_said
from hub.reading.read_taken_over import PLACE, TakenOver, read_taken_over


@dataclass(frozen=True, kw_only=True)
class ExistingDocument:
    """What a party says of such a document."""

    opened: Opened
    route: Route
    message: Existing
    stands: TakenOver
    form: Mapping[str, Any]
    """The form that the hub would have got of a portal, as far as the message says it; with every receiver."""
    returned: Mapping[str, Any]
    """What the document's parties have answered."""

    @property
    def party(self) -> str:
        """The party that the document went to first."""
        return self.text(self.route.legs[0].party)

    def text(self, path: str) -> str:
        """The text in a field of the form; empty if there is none."""
        return str(lookup(self.form, path) or "").strip()

    def texts(self, path: str) -> list[str]:
        """The text in a field, or each text in a list."""
        found = lookup(self.form, path)
        return [one.strip() for one in (found if isinstance(found, list) else [found]) if isinstance(one, str)]

    @property
    def numbers(self) -> Iterator[tuple[BusinessNumber, str]]:
        """The document's business numbers, each with its element: those that parties gave, and those of the form."""
        for leg in self.route.legs:
            for number in given(self.route, self.text(leg.party), _references(leg), self.returned):
                yield number, self.message.returns.sources[parts_of(number.kind)[0]].path
        for number, path in submitted(self.route, self.party, self.form):
            yield number, self.message.place_of(path)


def read_existing(opened: Opened, route: Route, today: date) -> ExistingDocument:
    """What the message says; its sender is the party that decides last.

    Raises Rejected: HUB-439 for a status in which no such document is taken over, HUB-2xx for a form that the mapping
    refuses, HUB-415 for a time in the future, HUB-43x for values that an answer could not have brought.
    """
    message, stands = route.existing, read_taken_over(opened, route)
    assert message is not None  # the root element is its
    if stands is None:
        raise rejected(Code.VALUE_MISSING, PLACE, answers=opened.id, label=PLACE, name=PLACE)
    form, returned = message.read(opened.root), message.returns.read(opened.root)
    if faults := message.faults(form):
        raise Rejected(tuple(faults), opened.id)
    _refuse_future(opened, message, returned)
    _set(form, route.legs[-1].party, opened.party)
    for rules in (leg.answers.rules for leg in route.legs if leg.answers is not None):
        check_said(opened, Case(form=returned, own=form, today=today), rules)
    return ExistingDocument(opened=opened, route=route, message=message, stands=stands, form=form, returned=returned)


def _refuse_future(opened: Opened, message: Existing, returned: Mapping[str, Any]) -> None:
    """The message's own time counts for its figures: figures of a time to come would outlive all later ones."""
    if opened.said_at > opened.latest:
        place = "Header/CreatedAt"
        raise rejected(Code.TIME_IN_FUTURE, place, answers=opened.id, name=place)
    refuse_future(opened, [("", message.returns, returned)])


def _references(leg: Leg) -> tuple[str, ...]:
    return leg.answers.references if leg.answers is not None else ()


def _set(form: dict[str, Any], path: str, value: str) -> None:
    *above, name = path.split(".")
    for step in above:
        form = form.setdefault(step, {})
    form[name] = value
