"""Prove what routes require of other documents: each word can act, and both sides lock the same resource."""

from collections.abc import Collection, Iterator, Mapping

from hub.catalogue.mapping.nodes import Condition
from hub.catalogue.mapping.requirements import Requirement
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import no_such_code, takes_no_codes
from hub.text.bilingual import Bilingual


def prove_requirements(
    route: Route, routes: Mapping[str, Route], documents: Collection[str], problems: Problems
) -> None:
    """Report requirements of documents that are not there, and words that can never act."""
    for need in route.requires:
        other = routes.get(need.document)
        if other is not None:
            _prove_statuses(need, other, problems)
            _prove_conditions(need, route, other, routes, problems)
            _prove_words(need, route, routes, problems)
        elif need.document and need.document not in documents:
            text = Bilingual(f"要求的单证 {need.document} 没有路由", f"requires {need.document}, which has no route")
            problems.add(need.places.at("none" if need.is_absent else "exists"), text)


def _prove_statuses(need: Requirement, other: Route, problems: Problems) -> None:
    for odd in sorted(need.statuses - set(other.lifecycle.next)) if other.lifecycle.next else ():
        text = Bilingual(
            f"要求 {need.document} 处于 {odd}，但它没有这个状态",
            f"requires {need.document} in {odd}, a status it never has",
        )
        problems.add(need.places.at("status"), text)


def _prove_conditions(
    need: Requirement, route: Route, other: Route, routes: Mapping[str, Route], problems: Problems
) -> None:
    """Report conditions on fields that take no codes, or on codes that a field never has."""
    named = next((n.documents[0] for n in route.names if n.name == need.of), "")
    _prove_condition(need.when, routes.get(named) if need.of else route, problems)
    _prove_condition(need.where, other, problems)
    if need.is_met_by_itself and need.where is not None:
        _prove_condition(need.where, route, problems)


def _prove_condition(condition: Condition | None, route: Route | None, problems: Problems) -> None:
    form = route.first_form if route is not None else None
    if condition is None or route is None or form is None:
        return
    codes = form.lists_of_codes.get(condition.path)
    if codes is None:
        problems.add(condition.where, takes_no_codes(condition.path, route.document))
    elif codes.to_wire:
        for odd in sorted(condition.values - set(codes.to_wire)):
            problems.add(condition.where, no_such_code(codes.name, odd))


def _prove_words(need: Requirement, route: Route, routes: Mapping[str, Route], problems: Problems) -> None:
    for place, text in _idle(need, route, routes.values()):
        problems.add(place, text)
    if need.is_conditional and not all(need.resource in _locked(one) for one in (route, routes[need.document])):
        resource = ", ".join(need.resource)
        text = Bilingual(
            f"两种单证都须占用 [{resource}]：否则同时提交的两份单证互不可见",
            f"both documents need a claim on [{resource}]: submitted at once, neither would see the other",
        )
        problems.add(need.places.block, text)


def _idle(need: Requirement, route: Route, routes: Collection[Route]) -> Iterator[tuple[Where, Bilingual]]:
    """Each word that can never act."""
    if need.is_met_by_itself and (need.is_absent or need.where is None):
        yield need.places.at("or"), Bilingual("“or”须与 exists 和 where 同用", "“or” goes with exists and where")
    if need.unclaimed and not any(_is_claimed(need, one) for one in routes):
        text = Bilingual(
            f"没有路由以 {need.document} 为对象占用 {need.unclaimed}",
            f"no route claims a {need.unclaimed} by a {need.document}",
        )
        yield need.places.at("unclaimed"), text
    elif need.unclaimed and need.is_absent:
        yield need.places.at("unclaimed"), Bilingual("“unclaimed”须与 exists 同用", "“unclaimed” goes with exists")
    if need.beside and not any(n.name == need.beside and need.document in n.documents for n in route.names):
        text = Bilingual(f"“{need.beside}”不是 {need.document}", f"“{need.beside}” is no {need.document}")
        yield need.places.at("beside"), text


def _is_claimed(need: Requirement, route: Route) -> bool:
    """Whether documents of a route claim the required document itself."""
    by = {n.name for n in route.names if need.document in n.documents}
    return any(c.exclusive == need.unclaimed and c.by in by and c.resource == need.resource for c in route.claims)


def _locked(route: Route) -> set[tuple[str, ...]]:
    return {claim.resource for claim in route.claims if not claim.each}
