"""Prove that a route's lifecycle holds together: reachable, allowed, and the same in every order."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from hub.catalogue.reading import Reader
from hub.catalogue.routes import Requirement, Route
from hub.catalogue.source import Block, Problems, Text, Where
from hub.model import Lifecycle, Status, Verdict

TECHNICAL = "TechnicalReceipt"
"""Root element of every party's technical receipts."""


def prove_lifecycle(route: Route, reader: Reader, statuses: dict[str, Status], problems: Problems) -> None:
    """Report statuses nothing reaches, causes without an allowed move, and pairs whose order matters."""
    lifecycle = reader.words.raw("lifecycle")
    if not reader.moves_are_sound or not isinstance(lifecycle, Block):
        return
    places = {str(key): key.where for key in lifecycle}
    causes = dict(_causes(route))
    reached = _reached(route.lifecycle, set(causes) | _dependent(route))
    blocked = {c for c in causes if not any(route.lifecycle.judge(s, c) is Verdict.MOVES for s in reached)}
    for code in route.lifecycle.next:
        if code not in reached | blocked:
            problems.add(places[code], f"nothing leads to status {code}")
    for code in blocked:
        place = _place(reader, code)
        problems.add(place or places[code], f"{causes[code]} means {code}, but no status may move there")
    before = len(problems)
    _prove_finals(route, statuses, places, problems)
    if len(problems) > before:
        return  # a dead end makes many orders matter
    told: set[tuple[str, str]] = set()
    for status, one, other in _unordered(route.lifecycle, reached, sorted(causes)):
        if (one, other) in told:
            continue
        told.add((one, other))
        problems.add(
            places[status],
            f"from {status} the order of {one} and {other} matters: allow both ways round or make them outcomes",
        )


def _place(reader: Reader, status: str) -> Where | None:
    """Where a route says what brings a status about."""
    receipts = reader.words.raw("receipts")
    tables = (reader.words.raw("dispatch"), reader.words.raw("technical"))
    codes = receipts.word("codes") if isinstance(receipts, Block) else None
    for table in (codes, *tables):
        for value in table.values() if isinstance(table, Block) else ():
            if value == status and isinstance(value, Text):
                return value.where
    return reader.words.where("passed-on") if reader.words.raw("passed-on") == status else None


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


def _unordered(lifecycle: Lifecycle, states: set[str], codes: list[str]) -> Iterator[tuple[str, str, str]]:
    """Status and pairs of receipts for which the two orders do not meet, exclusive outcomes apart."""

    def after(status: str, code: str) -> str:
        return code if lifecycle.judge(status, code) is Verdict.MOVES else status

    known = [c for c in codes if c in lifecycle.rank]
    for status in (s for s in lifecycle.next if s in states):
        for one, other in combinations(known, 2):
            if lifecycle.excludes(one, other):
                continue
            if after(after(status, one), other) != after(after(status, other), one):
                yield status, one, other


def prove_together(
    compiled: Mapping[Reader, Route], documents: set[str], portals: Mapping[str, object], problems: Problems
) -> None:
    """What one route says of another must be so; `documents` are all that have a file, readable or not."""
    routes = {route.document: route for route in compiled.values()}
    kept = {name for r in routes.values() if r.figures for name in r.figures.keep}
    for reader, route in compiled.items():
        words = reader.words
        if route.home and route.home not in portals:
            problems.add(words.where("home"), f"home portal {route.home} is not in routes/portals")
        for need, block in zip(route.requires, words.blocks("requires"), strict=True):
            _prove_requirement(need, block, routes.get(need.document), documents, problems)
        for claim, block in zip(route.claims, words.blocks("claims"), strict=True):
            if claim.of and claim.of not in kept:
                problems.add(block.at("of"), f"claims an amount of “{claim.of}”, a figure that no route keeps")
            if claim.amount and route.form and claim.amount not in route.form.known:
                problems.add(block.at("amount"), f"claims {claim.amount}, a field that its mapping does not read")
            for odd in sorted(claim.released_by & {route.lifecycle.first, route.confirmed, route.returned} - {""}):
                problems.add(block.at("released-by"), f"a claim cannot end in {odd}: dispatch moves no claim")
    _prove_elements(compiled, problems)


def _prove_requirement(
    need: Requirement, block: Block, other: Route | None, documents: set[str], problems: Problems
) -> None:
    if other is None:
        if need.document and need.document not in documents:
            problems.add(block.at("exists"), f"requires {need.document}, which has no route")
        return
    for odd in sorted(need.statuses - set(other.lifecycle.next)) if other.lifecycle.next else ():
        problems.add(block.at("status"), f"requires {need.document} in {odd}, a status it never has")


def _prove_elements(compiled: Mapping[Reader, Route], problems: Problems) -> None:
    """A party's message is told by its root element alone: a notice's is its own, a receipt's has one schema."""
    taken: dict[str, tuple[str, str]] = {TECHNICAL: ("", "the technical receipt")}
    for reader, route in compiled.items():
        receipts = reader.words.raw("receipts")
        element = route.element if route.is_notice else route.answers.element if route.answers else ""
        place = receipts.at("element") if isinstance(receipts, Block) else reader.words.where("element")
        service = "" if route.is_notice else route.service
        kind = f"{route.document}{'' if route.is_notice else '’s receipts'}"
        if not element:
            continue
        first_service, first = taken.setdefault(element, (service, kind))
        if first != kind and (not service or service != first_service):
            problems.add(place, f"{element} is the element of {first} already: a party's message could mean either")
