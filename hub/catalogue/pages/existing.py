"""Read `existing:`: the message in which a party announces a submitted document that was there before the hub."""

from typing import NamedTuple

from hub.catalogue.grammar.routes import EXISTING
from hub.catalogue.pages.lifecycle import LifecycleReader
from hub.catalogue.words.places import Places
from hub.catalogue.words.text import Text
from hub.catalogue.words.vocabulary import Words


class ExistingPage(NamedTuple):
    """The root element of the message, the statuses that it may state, and the portal that is told if no other is."""

    element: Text
    statuses: frozenset[str]
    home: str
    places: Places


def read_existing(route: Words, lifecycle: LifecycleReader) -> ExistingPage | None:
    """The word of a route; None where the route has no such word."""
    if (block := route.raw("existing")) is None:
        return None
    words = Words(block, route.problems, EXISTING)
    return ExistingPage(
        element=words.text("element"),
        statuses=lifecycle.several(words, "status"),
        home=words.text("home"),
        places=words.places,
    )
