"""Prove that no document waits for ever: each status in which it is open says what it waits for."""

from collections.abc import Mapping

from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems
from hub.model import Status


def prove_deadlines(route: Route, statuses: Mapping[str, Status], problems: Problems) -> None:
    """Report open statuses without a word of `deadlines`, and words about statuses in which nothing is awaited."""
    if not route.moves_are_sound or not route.status_places or not statuses:
        return
    waiting = [code for code in route.lifecycle.next if _waits(route, statuses, code)]
    told: set[str] = set()
    for deadline in route.deadlines:
        for odd in sorted(deadline.statuses - set(waiting)):
            problems.add(deadline.places.at("in"), f"{odd} waits for nobody: it has no deadline")
        for odd in sorted(deadline.statuses & told):
            problems.add(deadline.places.at("in"), f"{odd} has a deadline already")
        told |= deadline.statuses
    for code in waiting:
        if code not in told:
            problems.add(route.status_places[code], f"nothing says what {code} waits for: list it under “deadlines”")


def _waits(route: Route, statuses: Mapping[str, Status], code: str) -> bool:
    """Whether a document stands there until somebody else does something.

    What dispatch could not deliver waits for an operator; what sends the next message, and a notice that is passed
    on, go on at once.
    """
    is_open = code in statuses and statuses[code].kind == "open" and bool(route.lifecycle.next[code])
    passes = {leg.returned for leg in route.legs} | {leg.on for leg in route.legs}
    is_passed_on = not route.legs and code == route.lifecycle.first
    return is_open and code not in passes and not is_passed_on
