"""Prove that no document waits for ever: every open status says what it waits for."""

from collections.abc import Mapping

from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems
from hub.model import Status
from hub.text.bilingual import Bilingual


def prove_deadlines(route: Route, statuses: Mapping[str, Status], problems: Problems) -> None:
    """Report open statuses without a deadline, and deadlines of statuses in which nobody is waited for."""
    if not route.moves_are_sound or not route.status_places or not statuses:
        return
    waiting = [code for code in route.lifecycle.next if _waits(route, statuses, code)]
    told: set[str] = set()
    for deadline in route.deadlines:
        for odd in sorted(deadline.statuses - set(waiting)):
            text = Bilingual(f"{odd} 不等待任何一方：不应有期限", f"{odd} waits for nobody: it has no deadline")
            problems.add(deadline.places.at("in"), text)
        for odd in sorted(deadline.statuses & told):
            problems.add(deadline.places.at("in"), Bilingual(f"{odd} 已有期限", f"{odd} has a deadline already"))
        told |= deadline.statuses
    for code in waiting:
        if code not in told:
            text = Bilingual(
                f"没有写明 {code} 等待什么：请列入“deadlines”",
                f"nothing says what {code} waits for: list it under “deadlines”",
            )
            problems.add(route.status_places[code], text)


def _waits(route: Route, statuses: Mapping[str, Status], code: str) -> bool:
    """Whether a document stays in a status until somebody else acts.

    A message that could not be delivered waits for an operator. A status that sends the next message, and a notice
    that is passed on, do not wait.
    """
    is_open = code in statuses and statuses[code].kind == "open" and bool(route.lifecycle.next[code])
    passes = {leg.returned for leg in route.legs} | {leg.on for leg in route.legs}
    is_passed_on = not route.legs and code == route.lifecycle.first
    return is_open and code not in passes and not is_passed_on
