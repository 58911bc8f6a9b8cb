"""Prove that a route's lifecycle holds together: reachable, allowed, and the same in every order."""

from collections.abc import Iterator
from itertools import combinations

from hub.catalogue.reading import Reader
from hub.catalogue.routes import Route
from hub.catalogue.source import Problems, Where
from hub.model import Lifecycle, Status, Verdict


def prove_lifecycle(route: Route, reader: Reader, statuses: dict[str, Status], problems: Problems) -> None:
    """Report statuses nothing reaches, causes without an allowed move, and pairs whose order matters."""
    lifecycle = reader.words.block.word("lifecycle")
    places = {str(key): key.where for key in lifecycle} if isinstance(lifecycle, dict) else {}
    if not route.lifecycle.next:
        problems.add(route.where, "the lifecycle is empty")
        return
    causes = dict(_causes(route))
    reached = _reached(route.lifecycle, set(causes) | _dependent(route))
    for code in route.lifecycle.next:
        if code not in reached:
            problems.add(places.get(code, route.where), f"nothing leads to status {code}")
    for code, place in causes.items():
        if not any(route.lifecycle.judge(s, code) is Verdict.MOVES for s in reached):
            problems.add(places.get(code, route.where), f"{place} means {code}, but no status may move there")
    _prove_finals(route, statuses, places, problems)
    for status, one, other in _unordered(route.lifecycle, sorted(reached), sorted(causes)):
        problems.add(
            places.get(status, route.where),
            f"from {status} the order of {one} and {other} matters: allow both ways round or make them outcomes",
        )


def _causes(route: Route) -> Iterator[tuple[str, str]]:
    """Every status that something from outside brings about, and what does."""
    named = {
        "a confirmed dispatch": route.confirmed,
        "a returned dispatch": route.returned,
        "technical acceptance": route.accepted,
        "technical refusal": route.refused,
        "passing on": route.passed_on,
    }
    yield from ((code, cause) for cause, code in named.items() if code)
    if route.answers:
        yield from ((status, f"receipt code {code}") for code, status in route.answers.codes.items())


def _dependent(route: Route) -> set[str]:
    return {route.again.becomes} if route.again else set()


def _reached(lifecycle: Lifecycle, codes: set[str]) -> set[str]:
    reached = {lifecycle.first}
    while more := {
        c for s in reached for c in codes - reached if c in lifecycle.rank and lifecycle.judge(s, c) is Verdict.MOVES
    }:
        reached |= more
    return reached


def _prove_finals(route: Route, statuses: dict[str, Status], places: dict[str, Where], problems: Problems) -> None:
    for code, following in route.lifecycle.next.items():
        known = statuses.get(code)
        if known is not None and known.kind == "final" and following:
            problems.add(places[code], f"{code} is final, yet the lifecycle lets it move on")
        if known is not None and known.kind != "final" and not following:
            problems.add(places[code], f"{code} is {known.kind}, yet nothing may follow it")


def _unordered(lifecycle: Lifecycle, states: list[str], codes: list[str]) -> Iterator[tuple[str, str, str]]:
    """Status and pairs of receipts for which the two orders do not meet, exclusive outcomes apart."""

    def after(status: str, code: str) -> str:
        return code if lifecycle.judge(status, code) is Verdict.MOVES else status

    known = [c for c in codes if c in lifecycle.rank]
    for status in (s for s in states if s in lifecycle.rank):
        for one, other in combinations(known, 2):
            if lifecycle.excludes(one, other):
                continue
            if after(after(status, one), other) != after(after(status, other), one):
                yield status, one, other
