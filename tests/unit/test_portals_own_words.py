"""A portal with a shape of its own meets no word of the hub's: not in a form, not in a refusal, not in an event."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from forms import faults_as_told, make, submitted, wrong_values
from rig import ROOT, catalogue

from hub.catalogue import CodeList, PortalShape, Returned, Route, load_catalogue
from hub.catalogue.mapping.portal_shapes import EVENT
from hub.effects.shape_event import shape_data
from hub.errors import Code
from hub.model import Fault
from hub.rules import RULES

SHAPES = {portal: shape for portal in catalogue().portals if (shape := catalogue().shape_of(portal)) is not None}
TOLD = [(portal, type_) for portal in SHAPES for type_ in catalogue().routes if portal in catalogue().carriers(type_)]
WRITTEN = [(portal, type_) for portal, type_ in TOLD if type_ in SHAPES[portal].forms]
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
OURS = re.compile(r"[a-z]+(?:-[a-z]+)*")
"""A code that is a word of the hub's: not `CNY`, `2200` or `K001`, which everybody writes."""
CARDS = ("operator", "legal-person", "account")
FAULT = {"field": "f", "code": "HUB-201", "zh": "某", "en": "x"}
FILE = {"sha256": "0" * 64, "size": 3, "content": "QUJD"}
Values = Mapping[str, Returned]


def words_of(portal: str, route: Route) -> set[str]:
    """Every word of the hub's form and events of a type: names of fields, types, parties and cards, and codes."""
    steps = {step for path in (*catalogue().plain.unknown.theirs, *_paths(route)) for step in path}
    codes = {code for codes in _lists(route) for code in (codes.name, *codes.to_wire) if OURS.fullmatch(code)}
    events = {*EVENT, *FAULT, *FILE, *_names(route.returned)}
    kinds = {*catalogue().carriers(route.document), *catalogue().routes, *catalogue().parties, *CARDS}
    return (steps | codes | events | kinds) - {portal} - theirs(SHAPES[portal], route)


def theirs(shape: PortalShape, route: Route) -> set[str]:
    """Words that the portal's file says."""
    form = shape.forms.get(route.document, shape.unknown)
    said = {step for path in (*form.theirs.values(), *shape.event.values()) for step in path} | {*shape.names.values()}
    kinds = (shape.types, shape.parties, shape.cards, shape.tracks, shape.statuses, shape.truths)
    return said | {code for values in kinds for code in values.ours}


def _paths(route: Route) -> list[tuple[str, ...]]:
    plain = catalogue().plain.forms.get(route.document)
    return list(plain.theirs) if plain is not None else []


def _lists(route: Route) -> Iterator[CodeList]:
    """The code lists of a type's form and of what comes back."""
    yield from (route.first_form.lists_of_codes if route.first_form else {}).values()
    yield from _lists_inside(route.returned)


def _lists_inside(sources: Values) -> Iterator[CodeList]:
    for source in sources.values():
        yield from (source.converter.codes,) if source.converter.codes is not None else ()
        yield from _lists_inside(source.inner.sources) if source.inner is not None else ()


def _names(sources: Values) -> Iterator[str]:
    for name, source in sources.items():
        yield name
        yield from _names(source.inner.sources) if source.inner is not None else ()


# ---- forms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("portal", "type_"), WRITTEN)
def test_every_field_and_code_of_a_form_is_the_portals(portal: str, type_: str) -> None:
    """And the names of types, parties and cards."""
    shape, route = SHAPES[portal], catalogue().routes[type_]
    form = shape.forms[type_]
    assert {".".join(path) for ours, path in form.theirs.items() if path[-1] == ours[-1]} == set()
    coded = {
        (".".join(ours), code)
        for ours in form.theirs
        for codes in _codes_at(route, ".".join(ours))
        for code in codes.to_wire
        if OURS.fullmatch(code) and shape.values_at(form, ours).outward(code) == code
    }
    assert coded == set()
    assert {*CARDS} <= shape.cards.theirs.keys()
    assert {*catalogue().parties} <= shape.parties.theirs.keys()


def _codes_at(route: Route, path: str) -> Iterator[CodeList]:
    codes = route.first_form.lists_of_codes.get(path) if route.first_form else None
    yield from (codes,) if codes is not None else ()


# ---- refusals ------------------------------------------------------------------------------------


def leaked(found: list[Fault], words: set[str]) -> dict[str, set[str]]:
    """Words of the hub's in what a portal is told, by code; but those that the sentence itself is made of."""
    said: dict[str, set[str]] = {}
    for one in found:
        own = set(WORD.findall(Code(one.code).meaning.en)) | {"an", "object", "text", "time", "number"}
        told = set(WORD.findall(one.zh)) | (set(WORD.findall(one.en)) - own) | set(WORD.findall(one.field))
        if told & words:
            said.setdefault(f"{one.code} {one.field}: {one.zh} {one.en}", set()).update(told & words)
    return said


@pytest.mark.parametrize(("portal", "type_"), WRITTEN)
def test_no_refusal_of_a_spoiled_form_has_a_word_of_the_hubs(portal: str, type_: str) -> None:
    """Each field missing, and with each value that it does not admit; each code of ours in the place of theirs."""
    (route,) = (route for route in submitted() if route.document == type_)
    words, made = words_of(portal, route), make(route)
    assert faults_as_told(made.form, portal, "json") == []
    for one in made.fields:
        spoiled = [made.changed(one.path, value) for _, value in wrong_values(one.node)]
        spoiled += [made.changed(one.path, gone=True)] if isinstance(one.path[-1], str) else []
        for form in spoiled:
            found = faults_as_told(form, portal, "json")
            assert leaked(found, words) == {}


@pytest.mark.parametrize(("portal", "type_"), WRITTEN)
@pytest.mark.parametrize("kind", ["json", "xml"])
def test_no_refusal_of_an_envelope_has_a_word_of_the_hubs(portal: str, type_: str, kind: str) -> None:
    """An unknown party, one of another role, another card, another type; what the portal wrote is shown (HUB-11x)."""
    (route,) = (route for route in submitted() if route.document == type_)
    form, shape = make(route).form, SHAPES[portal]
    words = words_of(portal, route)
    other = next(party.id for party in catalogue().parties.values() if party.role != route.role)
    card = next((card for card in CARDS if card not in route.cards), None)
    cases: dict[str, tuple[dict[str, Any], str]] = {
        "HUB-111": ({"party": "nobody"}, "nobody"),
        "HUB-113": ({"party": other}, shape.parties.outward(other)),
        "HUB-110": ({"type": "no-such-type"}, "no-such-type"),
    }
    if card is not None:
        cases["HUB-114"] = ({"signer": {**form["signer"], "card": card}}, "")
    for code, (change, shown) in cases.items():
        found = faults_as_told({**form, **change}, portal, kind)
        assert code in [one.code for one in found]
        assert [one.zh for one in found if one.code == code and shown not in one.zh] == []
        assert leaked(found, words) == {}


@pytest.mark.parametrize("portal", SHAPES)
def test_a_code_of_ours_that_the_portal_writes_otherwise_is_shown_as_it_was_written(portal: str) -> None:
    """Without a mark of the hub's."""
    shape = SHAPES[portal]
    assert shape.parties.as_written(shape.parties.inward("ping-an")) == "ping-an"
    assert shape.parties.as_written("ping-an") == shape.parties.theirs["ping-an"]
    assert shape.parties.as_written("who?") == "who?"


# ---- events --------------------------------------------------------------------------------------


def values_of(sources: Values) -> dict[str, Any]:
    """A value for everything that can come back, with codes that are words of the hub's."""
    return {name: [_value(source)] if source.repeats else _value(source) for name, source in sources.items()}


def _value(source: Returned) -> Any:
    if source.inner is not None:
        return values_of(source.inner.sources)
    if source.converter.is_file:
        return dict(FILE)
    codes = source.converter.codes
    return next(iter(codes.to_wire)) if codes is not None else "§"


@pytest.mark.parametrize(("portal", "type_"), TOLD)
def test_no_event_has_a_word_of_the_hubs(portal: str, type_: str) -> None:
    """No name at any depth, and no code of a type, a party, a track or a list."""
    route, shape = catalogue().routes[type_], SHAPES[portal]
    data = dict.fromkeys(EVENT, "§") | {"final": True, "faults": [FAULT], "reason": ["§"]}
    data |= {"type": type_, "returned": values_of(route.returned)}
    for party in catalogue().parties:
        for track in ("main", *(track.name for track in route.tracks)):
            told = shape_data(shape, {**data, "party": party, "track": track}, type_)
            assert set(_words(told)) & words_of(portal, route) == set()


def _words(value: Any) -> Iterator[str]:
    """Names and texts at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str):
        yield value


def test_names_inside_lists_of_objects_are_the_portals(tmp_path: Path) -> None:
    """Also in one type only, also in the portal's style."""
    folder = tmp_path / "portals"
    folder.mkdir()
    (folder / "hainan.yaml").write_text(CARGO, "utf-8")
    known = load_catalogue([ROOT / "routes", tmp_path], [ROOT / "xsd"], RULES)
    assert list(known.problems) == []
    shape = known.shape_of("hainan")
    assert shape is not None
    goods, coverage = {"class": "7", "subclass": "§"}, {"number": "1", "main": "§", "name": "§"}
    told = shape_data(shape, {"returned": {"goods_class": [goods], "coverage": [coverage]}}, "cargo-agreement")
    assert told == {
        "Returned": {
            "GoodsClass": [{"Kind": "7", "Subclass": "§"}],
            "Coverage": [{"No": "1", "Main": "§", "Name": "§"}],
        }
    }


CARGO = """\
portal: hainan
zh: 海南
en: Hainan
carries: [cargo-agreement]
writes:
  style: pascal
  names: {number: "No"}
  documents:
    cargo-agreement:
      returned: {goods_class.class: Kind}
"""


def test_a_value_that_another_stands_in_for_is_told_by_the_portals_name() -> None:
    """Among what came back, `stands_in` lists names."""
    told = shape_data(SHAPES["liaoning"], {"returned": {"paid_at": "§", "stands_in": ["paid_at"]}}, "premium-payment")
    assert told == {"huiZhi": {"zhiFuShiJian": "§", "daiTiZhi": ["zhiFuShiJian"]}}
