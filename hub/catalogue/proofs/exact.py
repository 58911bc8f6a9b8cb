"""Prove comparisons with `exactly`, and with `or`: a value that makes the difference can be missing."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.comparisons import Equal, NamedValue, OwnValue, Value
from hub.catalogue.mapping.routes import Route
from hub.catalogue.proofs.returned import surely_brought, surely_sent
from hub.catalogue.words.places import Problems
from hub.text.bilingual import Bilingual

Routes = Mapping[str, Route]


class Compared(NamedTuple):
    """The rules of a submission, a notice or an answer, and the values that are never missing there."""

    rules: Collection[Rule]
    sure: frozenset[str]
    own: frozenset[str]
    """Of an answer: the paths that are never missing in the form of the document that it answers."""


def prove_exact(route: Route, routes: Routes, problems: Problems) -> None:
    """Report pairs of values that are never missing: `exactly` says of them no more than `equal`.

    Report also a value that no other one can stand in for (`or`).
    """
    for compared in _compared(route):
        for rule in (rule for rule in compared.rules if isinstance(rule, Equal)):
            for place in (place for _, place in rule.pairs if isinstance(place, NamedValue)):
                _prove_or(place, routes, problems)
            if rule.exactly is not None:
                for text in _in_vain(rule, compared, routes):
                    problems.add(rule.exactly, text)


def _prove_or(place: NamedValue, routes: Routes, problems: Problems) -> None:
    """Report what stands after a value that is never missing, or after itself."""
    values = list(place.all)
    for number, one in enumerate(values[:-1]):
        if is_surely_said(one, routes) or str(replace(one, instead=None)) in map(str, values[number + 1 :]):
            text = Bilingual(
                f"“{replace(one, instead=None)}”必定存在，或重复出现：其后的“or”不起作用",
                f"“{replace(one, instead=None)}” is never missing, or comes twice: “or” after it does nothing",
            )
            problems.add(place.where, text)


def _in_vain(rule: Equal, compared: Compared, routes: Routes) -> Iterator[Bilingual]:
    for value, place in rule.pairs:
        if value.path in compared.sure and _is_sure(place, compared, routes):
            other = place.path if isinstance(place, Value) else str(place)
            yield Bilingual(
                f"“{value.path}”与“{other}”必定存在：应写“equal”",
                f"“{value.path}” and “{other}” are never missing: write “equal”",
            )


def _compared(route: Route) -> Iterator[Compared]:
    sent = surely_sent(route.legs[0].form) if route.legs else frozenset[str]()
    mine = surely_brought(route.schema.shape(route.element), route.returns) if route.is_notice else sent
    yield Compared(route.rules, mine, frozenset())
    for answers in (leg.answers for leg in route.legs if leg.answers is not None):
        brought = surely_brought(route.schema.shape(answers.element), answers.returns)
        yield Compared(answers.rules, brought, sent)


def _is_sure(place: NamedValue | OwnValue | Value, compared: Compared, routes: Routes) -> bool:
    if isinstance(place, Value):
        return place.path in compared.sure
    if isinstance(place, OwnValue):
        return place.path in compared.own
    return any(is_surely_said(one, routes) for one in place.all)


def is_surely_said(place: NamedValue, routes: Routes) -> bool:
    """Whether every document that is named so has the value; through another one, if it surely names that."""
    if place.through:
        inner = [(one, n) for one in place.naming.documents if one in routes for n in routes[one].names]
        through = [(one, naming) for one, naming in inner if naming.name == place.through]
        are_named = all(not n.is_optional and n.path in _surely_said(routes[one]) for one, n in through)
        places = [replace(place, naming=naming, through="", instead=None) for _, naming in through]
        return bool(through) and are_named and all(is_surely_said(one, routes) for one in places)
    return all(name in routes and place.path in _surely_said(routes[name]) for name in place.naming.documents)


def _surely_said(route: Route) -> frozenset[str]:
    """The paths of values that every document of a route has."""
    if route.is_notice:
        brought = surely_brought(route.schema.shape(route.element), route.returns)
        return frozenset(f"returned.{name}" for name in brought)
    return surely_sent(route.legs[0].form) if route.legs else frozenset()
