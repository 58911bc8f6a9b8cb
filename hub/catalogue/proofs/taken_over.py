"""Prove `taken-over`: what is taken over stands there at once, sends nothing and waits for nobody."""

from collections.abc import Iterator

from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems
from hub.text.bilingual import Bilingual


def prove_taken_over(route: Route, problems: Problems) -> None:
    """Report statuses that a new document may not get, that something follows from, or that have a deadline."""
    place = route.places.at("taken-over")
    for status in sorted(route.taken_over & set(route.lifecycle.next)):
        first, deadline = route.lifecycle.first, route.deadline(status)
        if not route.lifecycle.allows(first, status):
            problems.add(place, Bilingual(f"{first} 不能变为 {status}", f"{first} may not become {status}"))
        if status in _followed(route):
            text = Bilingual(
                f"{status} 另有后续：不能作为存量接收", f"something follows from {status}: it is not taken over"
            )
            problems.add(place, text)
        if deadline is not None and deadline.within:
            text = Bilingual(f"{status} 有期限：不能作为存量接收", f"{status} has a deadline: it is not taken over")
            problems.add(place, text)


def _followed(route: Route) -> Iterator[str]:
    """The statuses from which documents are made, moved or shared."""
    yield from (making.on for making in route.makes)
    yield from (status for moving in route.moves for status in moving.on)
    if route.shares is not None:
        yield route.shares.on
