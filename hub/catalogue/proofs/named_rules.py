"""Prove that a route has the values that the rules in Python read which it names, each of the type that they take."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.document_values import Values, form_values, item_values, returned_values, said_by
from hub.catalogue.mapping.named_rules import NamedRule
from hub.catalogue.mapping.relations import Naming
from hub.catalogue.mapping.routes import Route
from hub.catalogue.proofs.misfits import misfit, unsayable
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import another_type
from hub.text.bilingual import Bilingual, listed

_Types = Mapping[str, str]


class _Read(NamedTuple):
    """What rules of a route can read of the document that they are about."""

    paths: Collection[str]
    """All paths in its form, or names of the values that come back."""
    values: Values
    """The values among them."""


def prove_named_rules(route: Route, routes: Mapping[str, Route], problems: Problems) -> None:
    """Report rules that read what the route's documents, or the documents that it names, never have, or have otherwise.

    Of a route whose file has another problem nothing is told: its mapping may lack a field for that.
    """
    if any(problem.file == route.where.file for problem in problems.found):
        return
    for rules, known in _used(route):
        for rule in rules:
            if isinstance(rule, NamedRule) and rule.where is not None:
                _prove_own(rule, rule.where, known, problems)
                _prove_figures(rule, rule.where, route, routes, problems)
                for name, types in rule.of_named.items():
                    _prove_named(rule, rule.where, next((n for n in route.names if n.name == name), None), problems)
                    for naming in (n for n in route.names if n.name == name):
                        _prove_values(rule, naming, types, routes, problems)
                        _prove_equal(rule, rule.where, naming, (known.values if known else {}, routes), problems)


def _used(route: Route) -> Iterator[tuple[Collection[Rule], _Read | None]]:
    """Rules, and what they can read; None where a fault left no mapping."""
    if route.is_notice:
        shape = route.schema.shape(route.element)
        values = returned_values(route.returns, shape) if shape is not None else {}
        yield route.rules, _Read(set(route.returns.sources), values) if route.returns.sources else None
    else:
        form = route.first_form
        yield route.rules, _Read(form.known, {**form_values(form), **item_values(form)}) if form else None
    for leg in route.legs:
        if leg.answers:
            shape, returns = route.schema.shape(leg.answers.element), leg.answers.returns
            values = returned_values(returns, shape) if shape is not None else {}
            yield leg.answers.rules, _Read(set(returns.sources), values) if returns.sources else None


def _prove_own(rule: NamedRule, where: Where, known: _Read | None, problems: Problems) -> None:
    if known is None:
        return
    if missing := [path for path in rule.reads if path not in known.paths]:
        names = listed(missing)
        text = Bilingual(
            f"规则“{rule.name}”读取 {names.zh}，而该单证中没有",
            f"rule “{rule.name}” reads {names.en}, which this document never has",
        )
        problems.add(where, text)
    _prove_types(rule, "", (rule.reads, known.values), where, problems)


def _prove_types(rule: NamedRule, prefix: str, said: tuple[_Types, Values], where: Where, problems: Problems) -> None:
    """Report values of another type than the rule takes them for, and lists of them."""
    types, values = said
    for path, type_ in types.items():
        value = values.get(path)
        if value is not None and (value.shape.repeats or value.shape.primitive != type_):
            problems.add(where, another_type(rule.name, f"{prefix}{path}", value.kind, type_))


def _prove_figures(
    rule: NamedRule, where: Where, route: Route, routes: Mapping[str, Route], problems: Problems
) -> None:
    """Report a rule about an account that there is none of, and about figures that no route keeps of it."""
    resources = {claim.resource for claim in route.claims if not claim.each}
    resources |= {route.figures.resource} if route.figures is not None else set()
    if rule.figures and not resources:
        text = Bilingual(
            f"规则“{rule.name}”须有“claims”或“figures”所指的账户",
            f"rule “{rule.name}” looks at an account: name it under “claims” or “figures”",
        )
        problems.add(where, text)
    keeping = [one for one in routes.values() if one.figures is not None and one.figures.resource in resources]
    kept = {name for one in keeping if one.figures is not None for name in one.figures.keep}
    if keeping and (missing := sorted(set(rule.figures) - kept)):
        names = listed(missing)
        text = Bilingual(
            f"规则“{rule.name}”读取账户的 {names.zh}，而没有路由保存",
            f"rule “{rule.name}” reads {names.en} of its account, which no route keeps",
        )
        problems.add(where, text)
    for one in keeping:
        said = {path.removeprefix("returned."): value for path, value in said_by(one).items()}
        kept_there = {name: said[name] for name in (one.figures.keep if one.figures else ()) if name in said}
        _prove_types(rule, f"{one.document}.", (rule.figures, kept_there), where, problems)


def _prove_named(rule: NamedRule, where: Where, naming: Naming | None, problems: Problems) -> None:
    if naming is None:
        missing = ", ".join(sorted(rule.of_named))
        text = Bilingual(
            f"规则“{rule.name}”须在“names”中有：{missing}", f"rule “{rule.name}” needs these under “names”: {missing}"
        )
        problems.add(where, text)


def _prove_equal(
    rule: NamedRule, where: Where, naming: Naming, said: tuple[Values, Mapping[str, Route]], problems: Problems
) -> None:
    """Report what a named document can say, and the form, which must say the same, cannot."""
    mine, routes = said
    named = [said_by(routes[kind]) for kind in naming.documents if kind in routes]
    for path, (_, other) in ((path, place) for path, place in rule.equals.items() if place[0] == naming.name):
        for value, theirs in ((mine.get(path), values.get(other)) for values in named):
            if value is not None and theirs is not None and value.shape.primitive == theirs.shape.primitive:
                text = misfit(theirs, value.converter, value.shape, is_form=not other.startswith("returned."))
                if text is not None:
                    problems.add(where, unsayable(f"{naming.name}.{other}", path, text))


def _prove_values(
    rule: NamedRule, naming: Naming, types: _Types, routes: Mapping[str, Route], problems: Problems
) -> None:
    """Report values that no document of a name has; a route that is missing or broken is told of elsewhere."""
    others = [other for kind in naming.documents if (other := routes.get(kind)) is not None]
    if not others or any(other.legs and other.legs[0].form is None for other in others) or rule.where is None:
        return
    said = [said_by(other) for other in others]
    if missing := sorted(set(types) - {path for one in said for path in one}):
        names = listed(f"{naming.name}.{path}" for path in missing)
        text = Bilingual(
            f"规则“{rule.name}”读取 {names.zh}，而这种单证中没有",
            f"rule “{rule.name}” reads {names.en}, which such documents never have",
        )
        problems.add(rule.where, text)
    for values in said:
        _prove_types(rule, f"{naming.name}.", (types, values), rule.where, problems)
