"""Prove of each route that its statuses are reached, and that no document waits in one for ever."""

from collections.abc import Collection, Mapping

from hub.catalogue.mapping.routes import Route
from hub.catalogue.proofs.deadlines import prove_deadlines
from hub.catalogue.proofs.lifecycle import prove_lifecycle
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import may_not_become
from hub.model import Status
from hub.text.bilingual import Bilingual


def prove_moves(
    routes: Collection[Route], statuses: Mapping[str, Status], documents: Collection[str], problems: Problems
) -> None:
    """Report what is wrong with the lifecycles and deadlines of all routes.

    `documents` are the types that have a file. While one could not be read nothing is told of lifecycles: that one may
    be what leads to a status.
    """
    moved, is_whole = moved_by_others(routes), set(documents) <= {route.document for route in routes}
    for route in routes if is_whole else ():
        before = problems.reported
        prove_lifecycle(route, statuses, moved.get(route.document, set()), problems)
        if problems.reported == before:  # what is unreachable waits for nobody
            prove_deadlines(route, statuses, problems)
            _prove_expiring(route, problems)
    for route in routes:
        _prove_back(route, statuses, problems)


def _prove_back(route: Route, statuses: Mapping[str, Status], problems: Problems) -> None:
    """Report a return that is told by a status: a document could be thought to be in it."""
    for moving in route.moves:
        if moving.back in statuses and statuses[moving.back].kind != "event":
            text = Bilingual(f"{moving.back} 不是事件，而是状态", f"{moving.back} is a status and no event")
            problems.add(moving.places.at("back"), text)


def _prove_expiring(route: Route, problems: Problems) -> None:
    """Report the end of a status from which the lifecycle does not allow the move: the clock would never make it."""
    for expiring in route.expires:
        if route.moves_are_sound and not route.lifecycle.allows(expiring.source, expiring.to):
            problems.add(expiring.where, may_not_become(expiring.source, expiring.to))


def moved_by_others(routes: Collection[Route]) -> dict[str, set[str]]:
    """By document type: the statuses to which other documents, the hub or the clock move such a document."""
    moved: dict[str, set[str]] = {}
    for route in routes:
        for moving in route.moves:
            for naming in route.names:
                for document in naming.documents if naming.name == moving.named else ():
                    moved.setdefault(document, set()).update(moving.to.all)
        for leg in route.legs[1:]:
            moved.setdefault(route.document, set()).add(leg.becomes)
        for expiring in route.expires:
            moved.setdefault(route.document, set()).add(expiring.to)
        if route.versions is not None:
            moved.setdefault(route.document, set()).add(route.versions.becomes)
        if route.corrected is not None:
            moved.setdefault(route.document, set()).add(route.corrected.becomes)
        moved.setdefault(route.document, set()).update(route.stands)
        if (settling := route.settles) is not None:
            moved.setdefault(route.document, set()).update((settling.paid, settling.failed, settling.in_part))
    return moved
