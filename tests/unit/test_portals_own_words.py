"""A portal with a shape of its own meets no word of the hub's: not in a form, not in a refusal, not in an event."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from forms import faults_as_told, make, submitted
from own_words import CARDS, FAULT, FILE, OURS, SHAPES, TOLD, WRITTEN, Values, leaked, words_of
from rig import ROOT, catalogue

from hub.catalogue import Catalogue, CodeList, Returned, Route, load_catalogue, steps_of
from hub.catalogue.mapping.portal_shapes import EVENT
from hub.effects.shape_event import shape_data
from hub.errors import Code, fault
from hub.reading.read_shape import in_words_of
from hub.rules import RULES

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


@pytest.mark.parametrize(("portal", "type_"), WRITTEN)
@pytest.mark.parametrize("kind", ["json", "xml"])
def test_no_refusal_of_an_envelope_has_a_word_of_the_hubs(portal: str, type_: str, kind: str) -> None:
    """An unknown party, one of another role, another card, another type; what the portal wrote is shown (HUB-11x)."""
    (route,) = (route for route in submitted() if route.document == type_)
    form, shape = make(route).form, SHAPES[portal]
    words = words_of(portal, type_)
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


@pytest.mark.parametrize(("portal", "type_"), WRITTEN)
def test_every_field_about_which_the_books_refuse_has_a_place_of_its_own(portal: str, type_: str) -> None:
    """Amounts and rights that are claimed, numbers, documents that are named, receivers of later messages."""
    route, form = catalogue().routes[type_], SHAPES[portal].forms[type_]
    names = {naming.name for naming in route.names}
    told = {path for claim in route.claims for path in (claim.amount, *claim.fields) if path}
    told |= {claim.by for claim in route.claims if claim.by and claim.by not in names}
    told |= {number.path for number in route.numbers} | {leg.party for leg in route.legs[1:]}
    told |= {path for naming in route.names for _, path in naming.numbers(make(route).form)}
    told |= {need.when.path for need in route.requires if need.when is not None and not need.of}
    assert {path for path in told if steps_of(path) not in form.theirs} == set()


@pytest.mark.parametrize(("portal", "type_"), WRITTEN)
def test_every_line_of_a_mapping_is_explained_with_a_field_of_the_portal(portal: str, type_: str) -> None:
    """Also a field in an item of a list."""
    route, shape = catalogue().routes[type_], SHAPES[portal]
    assert route.first_form is not None
    form, read = shape.forms[type_], route.first_form.steps(make(route).form)
    paths = {step.source.en for step in read if step.source.zh == step.source.en}
    assert {path for path in paths if steps_of(path) not in form.theirs} == set()


@pytest.mark.parametrize("portal", SHAPES)
def test_a_code_of_ours_that_the_portal_writes_otherwise_is_shown_as_it_was_written(portal: str) -> None:
    """Without a mark of the hub's."""
    shape = SHAPES[portal]
    assert shape.parties.as_written(shape.parties.inward("ping-an")) == "ping-an"
    assert shape.parties.as_written("ping-an") == shape.parties.theirs["ping-an"]
    assert shape.parties.as_written("who?") == "who?"


@pytest.mark.parametrize(
    ("carries", "path", "said"),
    [
        ("[processing-trade]", "data.method", ("担保方式", "Body.Way")),
        ("[processing-trade]", "track.guarantee", ("DBZT", "DBZT")),
        ("[processing-trade]", "returned.letter_number", ("保函编号", "Back.LetterNumber")),
        ("[general-guarantee-refund, general-guarantee-change]", "data.method", ("担保方式", "content")),
        ("[general-guarantee-refund, general-guarantee-change]", "track.guarantee", ("内容", "content")),
    ],
)
def test_a_value_of_another_document_is_called_as_the_portal_calls_it(
    tmp_path: Path, carries: str, path: str, said: tuple[str, str]
) -> None:
    """In a refusal because of that document (HUB-345); of a type that the portal does not carry by its label only."""
    has_tracks = "processing" in carries
    words = "  tracks: {guarantee: DBZT}\n  names: {method: Way}\n" if has_tracks else ""
    known = with_portal(tmp_path, GUARANTEES.format(carries=carries) + words)
    shape = known.shape_of("hainan")
    assert shape is not None
    what = known.routes["general-guarantee"].elsewhere(path)
    found = fault(Code.NAMED_NOT_FITTING, "data.guarantee_number", label="总担保", name="general guarantee", what=what)
    told = in_words_of(shape, shape.forms["general-guarantee-refund"])(found)
    assert told.field == "Body.GuaranteeNumber"
    assert (f"的{said[0]}不允许" in told.zh, f"the {said[1]} of" in told.en) == (True, True), told


GUARANTEES = """\
portal: hainan
zh: 海南
en: Hainan
carries: {carries}
writes:
  style: pascal
  submission: {{data: Body}}
  event: {{returned: Back}}
"""


def with_portal(home: Path, text: str) -> Catalogue:
    """The packaged catalogue and one portal more."""
    (home / "portals").mkdir()
    (home / "portals" / "hainan.yaml").write_text(text, "utf-8")
    known = load_catalogue([ROOT / "routes", home], [ROOT / "xsd"], RULES)
    assert list(known.problems) == []
    return known


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
            assert set(_words(told)) & words_of(portal, type_) == set()


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
    shape = with_portal(tmp_path, CARGO).shape_of("hainan")
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
carries: [cargo-agreement, cargo-policy, claim-notice]
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
