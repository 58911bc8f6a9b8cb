"""Every rule of every route is broken at least once, and says so; rules in Python read what they declare.

The rules are those of the routes at hand: a new one is tested as it comes.
"""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from broken_rules import OWN, Facts, Looked, codes_of, envelope, every_try, rules_of, tried
from forms import as_read
from refusals import speakers, untold, untold_in
from rig import catalogue

from hub.catalogue import NamedRule, Route, Rule
from hub.rules import RULES

CASES = [
    (route, rule, facts, is_of_form)
    for route in catalogue().routes.values()
    for rule, facts, is_of_form in rules_of(route, catalogue())
]
ALL = [
    pytest.param(*case, id=f"{case[0].document} {number} {type(case[1]).__name__}") for number, case in enumerate(CASES)
]
OF_ALL = ("party", "again_of")
"""Fields of every submission of which rules speak."""


@pytest.mark.parametrize(("route", "rule", "facts", "is_of_form"), ALL)
def test_every_rule_is_broken_at_least_once_and_kept_at_least_once(
    route: Route, rule: Rule, facts: Facts, is_of_form: bool
) -> None:
    """With each of its codes; the field is one that the sender's message has, and both sentences are there."""
    broken, kept = set(), set()
    untold_: list[str] = []
    known = {*OF_ALL, *(_plain(path) for path in fields_of(route))}
    for faults, *_ in every_try(rule, facts):
        said = {fault.code for fault in faults}
        broken |= said
        kept |= codes_of(rule) - said
        if is_of_form:
            untold_ += [
                one
                for fault in faults
                for one in untold(fault, {fault.field} if _plain(fault.field) in known else known)
            ]
        else:
            untold_ += [fault.field for fault in faults if fault.field not in elements_of(route)]
    assert untold_ == []
    assert broken == codes_of(rule)
    assert kept == codes_of(rule)


IN_SHAPES = [
    pytest.param(portal, *case[:3], id=f"{portal} {case[0].document} {number} {type(case[1]).__name__}")
    for number, case in enumerate(CASES)
    for portal in speakers(case[0])
    if portal and case[3]
]
MOST = 3
"""Submissions that break a rule in the same way, and are written in a portal's shape."""


@pytest.mark.parametrize("kind", ["json", "xml"])
@pytest.mark.parametrize(("portal", "route", "rule", "facts"), IN_SHAPES)
def test_a_broken_rule_is_told_in_the_words_of_each_portal(
    portal: str, route: Route, rule: Rule, facts: Facts, kind: str
) -> None:
    """The rule looks at what the hub has read in the portal's own shape; each of its codes is told."""
    known, told, odd = {*OF_ALL, *fields_of(route)}, Counter[tuple[str, str]](), list[str]()
    for faults, _, broken in every_try(rule, facts):
        said = {(one.code, one.field) for one in faults}
        if any(told[one] < MOST for one in said):
            submission = as_read(broken.form, portal, kind)
            again = tried(rule, replace(broken, form=dict(submission.form)), Looked())
            told.update((one.code, one.field) for one in again)
            known |= {one.field for one in again if _plain(one.field) in known}
            odd += untold_in(portal, route, submission.in_its_words(again), known)
    assert odd == []
    assert {code for code, _ in told} == codes_of(rule)


def fields_of(route: Route) -> set[str]:
    """Every path of a form, and of all that holds it."""
    paths = route.first_form.known if route.first_form is not None else frozenset()
    return {path for whole in paths for path in (whole, *(whole.rpartition(".")[0],))} - {""}


def elements_of(route: Route) -> set[str]:
    """The places of all values in the messages of parties."""
    tables = [route.returns, *(leg.answers.returns for leg in route.legs if leg.answers is not None)]
    return {source.path for table in tables for source in table.sources.values()}


def _plain(path: str) -> str:
    """A field's path without the numbers of items."""
    return ".".join(step.partition("[")[0] for step in path.split("."))


@pytest.mark.parametrize("name", RULES)
def test_a_rule_in_python_reads_what_it_declares(name: str) -> None:
    """All of it and nothing else, on whatever a form holds: else a route that uses the rule could lack the value."""
    declared = RULES[name]
    used = [(route, rule, facts) for route, rule, facts, _ in CASES if getattr(rule, "name", "") == name]
    assert used
    for route, rule, facts in used:
        read: dict[str, set[str]] = {}
        is_account_read = False
        for _, looked, _ in every_try(rule, facts):
            is_account_read |= looked.account
            for place, paths in looked.at.items():
                read.setdefault(place, set()).update(envelope(list(paths)))
        assert read.pop(OWN, set()) == set(declared.reads), route.document
        assert {name: paths for name, paths in read.items() if paths} == of_named(declared), route.document
        assert is_account_read == bool(declared.figures), route.document


def of_named(rule: NamedRule) -> dict[str, Any]:
    return {name: set(paths) for name, paths in rule.of_named.items()}
