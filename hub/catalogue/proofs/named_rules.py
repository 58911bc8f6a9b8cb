"""Prove that a route has the values that the rules in Python read which it names."""

from collections.abc import Collection, Iterator, Mapping

from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.document_values import said_by
from hub.catalogue.mapping.named_rules import NamedRule
from hub.catalogue.mapping.relations import Naming
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems, Where
from hub.text.bilingual import Bilingual, listed


def prove_named_rules(route: Route, routes: Mapping[str, Route], problems: Problems) -> None:
    """Report rules that read what the route's documents, or the documents that it names, never have.

    Of a route whose file has another problem nothing is told: its mapping may lack a field for that.
    """
    if any(problem.file == route.where.file for problem in problems.found):
        return
    for rules, known in _used(route):
        for rule in rules:
            if isinstance(rule, NamedRule) and rule.where is not None:
                _prove_own(rule, rule.where, route, known, problems)
                for name, paths in rule.of_named.items():
                    _prove_named(rule, rule.where, next((n for n in route.names if n.name == name), None), problems)
                    for naming in (n for n in route.names if n.name == name):
                        _prove_values(rule, naming, paths, routes, problems)


def _used(route: Route) -> Iterator[tuple[Collection[Rule], Collection[str] | None]]:
    """Rules, and the paths or names that they can read; None where a fault left no mapping."""
    if route.is_notice:
        yield route.rules, set(route.returns.sources) or None
    else:
        yield route.rules, route.first_form.known if route.first_form else None
    for leg in route.legs:
        if leg.answers:
            yield leg.answers.rules, set(leg.answers.returns.sources) or None


def _prove_own(rule: NamedRule, where: Where, route: Route, known: Collection[str] | None, problems: Problems) -> None:
    if known is not None and (missing := [path for path in rule.reads if path not in known]):
        names = listed(missing)
        text = Bilingual(
            f"规则“{rule.name}”读取 {names.zh}，而该单证中没有",
            f"rule “{rule.name}” reads {names.en}, which this document never has",
        )
        problems.add(where, text)
    has_account = route.figures is not None or any(not claim.each for claim in route.claims)
    if rule.needs_account and not has_account:
        text = Bilingual(
            f"规则“{rule.name}”须有“claims”或“figures”所指的账户",
            f"rule “{rule.name}” looks at an account: name it under “claims” or “figures”",
        )
        problems.add(where, text)


def _prove_named(rule: NamedRule, where: Where, naming: Naming | None, problems: Problems) -> None:
    if naming is None:
        missing = ", ".join(sorted(rule.of_named))
        text = Bilingual(
            f"规则“{rule.name}”须在“names”中有：{missing}", f"rule “{rule.name}” needs these under “names”: {missing}"
        )
        problems.add(where, text)


def _prove_values(
    rule: NamedRule, naming: Naming, paths: Collection[str], routes: Mapping[str, Route], problems: Problems
) -> None:
    """Report values that no document of a name has; a route that is missing or broken is told of elsewhere."""
    others = [other for kind in naming.documents if (other := routes.get(kind)) is not None]
    if not others or any(other.legs and other.legs[0].form is None for other in others) or rule.where is None:
        return
    said = {path for other in others for path in said_by(other)}
    if missing := sorted(set(paths) - said):
        names = listed(f"{naming.name}.{path}" for path in missing)
        text = Bilingual(
            f"规则“{rule.name}”读取 {names.zh}，而这种单证中没有",
            f"rule “{rule.name}” reads {names.en}, which such documents never have",
        )
        problems.add(rule.where, text)
