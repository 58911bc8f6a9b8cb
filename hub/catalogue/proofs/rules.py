"""Prove the comparisons of routes against the documents that they are about."""

from collections.abc import Iterator, Mapping

from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.comparisons import Equal, NamedValue, NotBefore, Value
from hub.catalogue.mapping.document_values import said_by
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import never_equal, no_day
from hub.text.bilingual import Bilingual


def prove_rules(route: Route, routes: Mapping[str, Route], problems: Problems) -> None:
    """Report values that a named document does not have, and values that can never be equal."""
    for rule in route.rules:
        for place, value in _places(rule):
            other = routes.get(place.naming.document)
            if other is None or (other.legs and other.legs[0].form is None):
                continue  # told of where it is named, or where it is broken
            theirs = said_by(other).get(place.path)
            if theirs is None:
                text = Bilingual(
                    f"“{place}”：{other.document} 中没有单个的值“{place.path}”",
                    f"“{place}”: {other.document} says no “{place.path}” that stands alone",
                )
                problems.add(place.where, text)
            elif value is None and not theirs.is_day:
                problems.add(place.where, no_day(str(place)))
            elif value is not None and value.kind != theirs.kind:
                problems.add(place.where, never_equal(value.path, value.kind, str(place), theirs.kind))


def _places(rule: Rule) -> Iterator[tuple[NamedValue, Value | None]]:
    """Each value of a named document that a rule reads; with it the value that it must equal, or None."""
    if isinstance(rule, Equal):
        yield from ((place, value) for value, place in rule.pairs if isinstance(place, NamedValue))
    elif isinstance(rule, NotBefore):
        yield from ((day, None) for day in (rule.day, rule.other) if isinstance(day, NamedValue))
