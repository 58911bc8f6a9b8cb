"""An act on a document is refused in every status in which the route does not allow it, and in no other.

In the hub's own words, and in those of each portal with a shape of its own that carries the type.

For each document that a submission names, requires, or is made again from; made of the routes at hand, so a new route
is tested as it comes.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from forms import submitted
from refusals import Known, Scene, of_codes, put, required, speakers, write
from rig import catalogue

from hub.catalogue import Condition, Naming, Requirement, Route
from hub.errors import Code

ROUTES = submitted()
OTHER = "no-such-value"


SPOKEN = [(route, portal) for route in ROUTES for portal in speakers(route)]
"""Each route, with whoever submits it in words of its own."""


def each_name() -> Iterator[Any]:
    """Each type of each name of each route."""
    for route, portal in SPOKEN:
        for naming in route.names:
            for type_ in naming.documents:
                name = f"{portal} {route.document} {naming.name} {type_}".strip()
                yield pytest.param(route, portal, naming, type_, id=name)


@pytest.mark.parametrize("is_again", [False, True], ids=["", "again"])
@pytest.mark.parametrize(("route", "portal", "naming", "type_"), list(each_name()))
def test_a_named_document_is_refused_in_every_status_that_is_not_allowed(
    route: Route, portal: str, naming: Naming, type_: str, is_again: bool
) -> None:
    """Under the field that names it, with the status that it has."""
    if is_again and route.again is None:
        return
    allowed = naming.admits(made_again=is_again)
    for status in catalogue().routes[type_].lifecycle.next:
        scene = Scene.of(route, portal)
        if is_again and route.again is not None:
            scene.earlier = Known.of(route, min(route.again.sources))
            for other in route.names:
                scene.name(other, status=min(other.again, default=""))
        scene.name(naming, type_, status)
        found = of_codes(scene.faults(), Code.DOCUMENT_IN_WRONG_STATUS)
        assert bool(found) == bool(allowed and status not in allowed), (status, found)
        assert scene.untold(found, {path for _, path in naming.numbers(scene.made.form)}) == []


CONDITIONS = [
    pytest.param(route, portal, naming, word, condition, id=f"{portal} {route.document} {naming.name} {word}".strip())
    for route, portal in SPOKEN
    for naming in route.names
    for word, condition in (("where", naming.where), ("unless", naming.unless))
    if condition is not None
]


@pytest.mark.parametrize(("route", "portal", "naming", "word", "condition"), CONDITIONS)
def test_a_named_document_that_does_not_fit_is_refused(
    route: Route, portal: str, naming: Naming, word: str, condition: Condition
) -> None:
    """`where` says what it must say, `unless` what it must not say."""
    said = {"where": [OTHER], "unless": sorted(condition.values)}[word]
    for value in said:
        scene = Scene.of(route, portal)
        assert of_codes(scene.faults(), Code.NAMED_NOT_FITTING) == []
        for known in scene.named[naming.name]:
            put(known, condition.path, value)
        found = of_codes(scene.faults(), Code.NAMED_NOT_FITTING)
        assert found, value
        assert scene.untold(found, {path for _, path in naming.numbers(scene.made.form)}) == []


def each_requirement() -> Iterator[Any]:
    for route, portal in SPOKEN:
        for number, need in enumerate(route.requires):
            name = f"{portal} {route.document} {number} {need.document}".strip()
            yield pytest.param(route, portal, need, id=name)


OF_REQUIREMENTS = (Code.PRECONDITION_MISSING, Code.NEEDS_ANOTHER_FIRST, Code.STILL_RESTED_ON)


@pytest.mark.parametrize(("route", "portal", "need"), list(each_requirement()))
def test_what_is_required_counts_in_the_statuses_that_are_allowed_and_in_no_other(
    route: Route, portal: str, need: Requirement
) -> None:
    """A document that must be there, or must not be there."""
    field = "party" if need.when is None else need.when.path
    for status in catalogue().routes[need.document].lifecycle.next:
        scene = applied(route, portal, need)
        scene.others = [*(required(one) for one in route.requires if one is not need and not one.is_absent)]
        scene.others.append(required(need, status))
        found = of_codes(scene.faults(), *OF_REQUIREMENTS)
        counts = status in need.statuses
        assert bool(found) == (counts == need.is_absent), (status, found)
        numbers = {path for naming in route.names if naming.name == need.of for _, path in naming.numbers(form(scene))}
        assert scene.untold(found, {field, f"{field}[0]", *numbers}) == []


@pytest.mark.parametrize(("route", "portal", "need"), list(each_requirement()))
def test_what_is_required_counts_only_of_the_same_party_and_where_it_says_so(
    route: Route, portal: str, need: Requirement
) -> None:
    """Another insurer's authorization is none; nor is an agreement on something else."""
    base = applied(route, portal, need)
    base.others = [required(one) for one in route.requires if one is not need and not one.is_absent]
    others = [replace(required(need), party="somebody-else")] if need.same_party else []
    if need.where is not None:
        others.append(required(need))
        put(others[-1], need.where.path, OTHER)
    for other in others:
        scene = replace(base, others=[*base.others, other])
        assert bool(of_codes(scene.faults(), *OF_REQUIREMENTS)) == (not need.is_absent), other


def applied(route: Route, portal: str, need: Requirement) -> Scene:
    """A submission to which the requirement applies, and which does not meet it itself."""
    scene = Scene.of(route, portal)
    if need.when is not None and need.of:
        for known in scene.named[need.of]:
            put(known, need.when.path, min(need.when.values))
    elif need.when is not None:
        write(scene.made.form, need.when.path, min(need.when.values))
    return scene


def form(scene: Scene) -> dict[str, Any]:
    return scene.made.form


@pytest.mark.parametrize(("route", "portal"), SPOKEN, ids=lambda one: one if isinstance(one, str) else one.document)
def test_a_document_is_made_again_only_from_the_statuses_that_are_allowed(route: Route, portal: str) -> None:
    """Where the route says nothing of it, from none."""
    allowed = route.again.sources if route.again is not None else frozenset()
    for status in route.lifecycle.next:
        scene = Scene.of(route, portal)
        scene.earlier = Known.of(route, status)
        found = of_codes(scene.faults(), Code.ORIGINAL_NOT_REPEATABLE)
        if not any(is_of_a_rule(route) for _ in found):
            assert bool(found) == (status not in allowed), (status, found)
        assert scene.untold(found, {"again_of"}) == []


def is_of_a_rule(route: Route) -> bool:
    """Whether a rule in Python may say the same of other reasons."""
    return any(getattr(rule, "name", "") == "quota_operation_fits" for rule in route.rules)
