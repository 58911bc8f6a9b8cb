"""Prove the comparisons of routes against the documents that they are about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.comparisons import Equal, NamedValue, NotBefore, Value
from hub.catalogue.mapping.document_values import said_by
from hub.catalogue.mapping.kept_rules import Covers, Kept
from hub.catalogue.mapping.limits import Among, Within
from hub.catalogue.mapping.routes import Route
from hub.catalogue.mapping.unit_rules import PARTS, SameUnit
from hub.catalogue.mapping.writable import unwritable
from hub.catalogue.proofs.misfits import misfit, unsayable
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import never_equal, no_day
from hub.text.bilingual import Bilingual


def prove_rules(route: Route, routes: Mapping[str, Route], problems: Problems) -> None:
    """Report values that a named document does not have, and values that can never be equal."""
    for rule in route.rules:
        if isinstance(rule, SameUnit):
            _prove_units(rule, routes, problems)
        for place, value in _places(rule):
            for other in _said_there(place, routes, problems):
                _prove_place(place, value, other, problems)
                if value is not None and isinstance(rule, Equal | Kept):
                    _prove_sayable(place, value, other, problems)
        if isinstance(rule, Among):
            for other in _named(rule.of, routes):
                _prove_among(rule, other, problems)


def _said_there(place: NamedValue, routes: Mapping[str, Route], problems: Problems) -> Sequence[Route]:
    """The routes whose documents say the value. Reports a path through a name that a named document does not have."""
    if not place.through:
        return _named(place, routes)
    found: list[Route] = []
    for other in (routes[name] for name in place.naming.documents if name in routes):
        inner = next((naming for naming in other.names if naming.name == place.through), None)
        if inner is None or inner.each:
            text = Bilingual(
                f"“{place}”：{other.document} 的“names”中没有单份单证“{place.through}”",
                f"“{place}”: {other.document} names no single “{place.through}”",
            )
            problems.add(place.where, text)
        else:
            found += _named(replace(place, naming=inner, through=""), routes)
    return found


def _named(place: NamedValue, routes: Mapping[str, Route]) -> Sequence[Route]:
    """The routes whose documents say the value; of several types those that say it, or else the first.

    A route that is missing or broken is left out: it is told of where it is named, or where it is broken.
    """
    others = [other for name in place.naming.documents if (other := routes.get(name)) is not None]
    sound = [other for other in others if not (other.legs and other.legs[0].form is None)]
    if saying := [other for other in sound if place.path in said_by(other)]:
        return saying
    return sound[:1] if len(sound) == len(place.naming.documents) else []  # a broken one may be the one that says it


def _prove_place(place: NamedValue, value: Value | None, other: Route, problems: Problems) -> None:
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


def _prove_sayable(place: NamedValue, value: Value, other: Route, problems: Problems) -> None:
    """Report what the named document can say, and this document, which must say the same, cannot."""
    theirs = said_by(other).get(place.path)
    if theirs is None or value.kind != theirs.kind or unwritable(value.shape, value.converter) is not None:
        return  # which is told of
    text = misfit(theirs, value.converter, value.shape, is_form=not place.path.startswith("returned."))
    if text is not None:
        problems.add(place.where, unsayable(str(place), value.path, text))


def _prove_among(rule: Among, other: Route, problems: Problems) -> None:
    """Report what is no list, has no such column, or has values of another kind."""
    place, values = rule.of, said_by(other)
    if "" in rule.columns:
        theirs = values.get(place.path)
        if theirs is None or not theirs.shape.repeats:
            text = Bilingual(f"“{place}”不是 {other.document} 的列表", f"“{place}” is no list of {other.document}")
            problems.add(place.where, text)
        elif not rule.columns[""].may_be(theirs):
            mine = rule.columns[""]
            problems.add(place.where, never_equal(mine.path, mine.kind, str(place), theirs.kind))
        return
    for name, value in rule.columns.items():
        theirs = values.get(f"{place.path}[].{name}")
        if theirs is None:
            text = Bilingual(
                f"{other.document} 的“{place.path}”没有“{name}”", f"“{place.path}” of {other.document} has no “{name}”"
            )
            problems.add(place.where, text)
        elif not value.may_be(theirs):
            problems.add(place.where, never_equal(value.path, value.kind, f"{place}.{name}", theirs.kind))


def _prove_units(rule: SameUnit, routes: Mapping[str, Route], problems: Problems) -> None:
    """Report a unit of a named document of which that document says nothing."""
    for place in (*rule.places, *rule.others):
        found = [routes[name] for name in place.naming.documents if name in routes] if place.naming else []
        for other in (one for one in found if not (one.legs and one.legs[0].form is None)):
            if place.where is not None and not {place.path(part) for part in PARTS} & said_by(other).keys():
                text = Bilingual(
                    f"“{place}”：{other.document} 中没有这个单位",
                    f"“{place}”: {other.document} says nothing of that unit",
                )
                problems.add(place.where, text)


def _places(rule: Rule) -> Iterator[tuple[NamedValue, Value | None]]:
    """Each single value of a named document that a rule reads; with it the value that it must equal, or None."""
    if isinstance(rule, Equal | Kept):
        named = ((place, value) for value, place in rule.pairs if isinstance(place, NamedValue))
        yield from ((one, value) for place, value in named for one in place.all)
    elif isinstance(rule, Covers):
        yield from ((place, rule.value) for place in rule.others)
    elif isinstance(rule, NotBefore | Within):
        days = (rule.day, rule.other) if isinstance(rule, NotBefore) else (rule.begin, rule.end)
        yield from ((day, None) for day in days if isinstance(day, NamedValue))
