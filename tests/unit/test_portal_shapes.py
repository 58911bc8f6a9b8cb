"""For every portal and type: forms come back from its JSON and XML as they were, and every field has a name."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rig import START, catalogue
from shapes import as_written, in_ours, in_xml

from hub.catalogue import FormShape, PortalShape
from hub.effects.shape_event import in_shape
from hub.errors import Code, fault
from hub.ports import Delivery
from hub.reading.parse_submission import parse_submission
from hub.reading.read_shape import in_words_of

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and text not in ("true", "false")
)


def shaped() -> Iterator[tuple[str, str]]:
    """Each portal, the national one in the hub's own shape, and each type that it submits."""
    for portal in catalogue().portals:
        shape = catalogue().shape_of(portal) or catalogue().plain
        yield from ((portal, type_) for type_ in shape.forms)


def shape_of(portal: str) -> PortalShape:
    return catalogue().shape_of(portal) or catalogue().plain


@st.composite
def forms(draw: st.DrawFn, type_: str) -> dict[str, Any]:
    """A form with some of the fields of the type: codes from their lists, other values any text."""
    known = catalogue().plain.forms[type_]
    leaves = [path for path in known.theirs if path[0] == "data" and not _has_inside(known, path) and path != ("data",)]
    data: dict[str, Any] = {}
    for path in draw(st.lists(st.sampled_from(leaves), unique=True, min_size=1)):
        held = next((one for one in known.lists if path[: len(one)] == one), None)
        value = _value(draw, known, path)
        if held is None:
            _put(data, path[1:], value)
        elif held == path:
            _put(data, path[1:], [value, value])
        else:
            _put_in_items(data, held[1:], path[len(held) :], value)
    return {
        "type": type_,
        "id": draw(st.from_regex(r"[!-~]{1,20}", fullmatch=True)),
        "party": draw(st.sampled_from(sorted(catalogue().parties))),
        "enterprise": {"uscc": draw(TEXTS), "name": draw(TEXTS)},
        "submitted_at": "2026-09-21T10:00:00+08:00",
        "signer": {"card": draw(st.sampled_from(["operator", "legal-person", "account"])), "name": draw(TEXTS)},
        "data": data,
    }


def _has_inside(known: FormShape, path: tuple[str, ...]) -> bool:
    return any(len(other) > len(path) and other[: len(path)] == path for other in known.theirs)


def _value(draw: st.DrawFn, known: FormShape, path: tuple[str, ...]) -> Any:
    place = known.root
    for step in path:
        place = place.inside[step]
    assert place.holds is not None
    return draw(st.booleans()) if place.holds.is_truth else draw(TEXTS.filter(lambda text: not text.endswith("?")))


def _put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        data = data.setdefault(step, {})
    data[path[-1]] = value


def _put_in_items(data: dict[str, Any], held: tuple[str, ...], path: tuple[str, ...], value: Any) -> None:
    for step in held[:-1]:
        data = data.setdefault(step, {})
    for item in data.setdefault(held[-1], [{}, {}]):
        _put(item, path, value)


@pytest.mark.parametrize(("portal", "type_"), list(shaped()))
def test_a_form_comes_back_from_json_and_xml_as_it_was(portal: str, type_: str) -> None:
    """Both have the same content, and so the same signature of a card."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(forms(type_))
    def comes_back(form: dict[str, Any]) -> None:
        written = as_written(catalogue(), portal, form)
        bodies = (json.dumps(written).encode(), in_xml(shape_of(portal).root, written))
        read = [
            parse_submission(Delivery(owner=portal, tag="", body=body, taken_at=START), catalogue()) for body in bodies
        ]
        assert [r.submission.form for r in read] == [form, form]
        assert read[0].submission.content == read[1].submission.content
        assert [r.faults for r in read] == [(), ()]

    comes_back()


@pytest.mark.parametrize(("portal", "type_"), list(shaped()))
def test_the_path_of_every_fault_is_a_path_of_the_portal(portal: str, type_: str) -> None:
    """Also of a field in the third item of a list."""
    shape = shape_of(portal)
    known = shape.forms[type_]
    worded = in_words_of(shape, known)
    for ours, theirs in known.theirs.items():
        path = ".".join(f"{step}[2]" if ours[: n + 1] in known.lists else step for n, step in enumerate(ours))
        found = worded(fault(Code.VALUE_MISSING, path, label=path, name=path))
        assert found.field.replace("[2]", "") == ".".join(theirs)
        assert found.field.count("[2]") == path.count("[2]")
        assert found.en == f"{found.field} is required"


@pytest.mark.parametrize(("portal", "type_"), list(shaped()))
def test_what_the_form_does_not_have_is_told_under_what_is_around_it(portal: str, type_: str) -> None:
    """A portal never meets a path that it did not write; where nothing is around it, the whole is meant."""
    shape = shape_of(portal)
    known = shape.forms[type_]
    worded = in_words_of(shape, known)
    data = ".".join(shape.at("data"))
    for field, told in (("data.nowhere.deep", data), ("data.nowhere[3]", data), ("Header/MessageId", "")):
        found = worded(fault(Code.VALUE_MISSING, field, label=field, name=field))
        assert (found.field, found.en) == (told, f"{told or 'the submission'} is required")
        assert found.zh == f"{told or '申报'}为必填项"


@pytest.mark.parametrize("portal", sorted(catalogue().portals))
def test_an_event_in_the_portals_shape_loses_nothing(portal: str) -> None:
    """For each type that it carries, with every value that can come back."""
    for type_, route in catalogue().routes.items():
        if portal not in catalogue().carriers(type_):
            continue
        data = {
            "type": type_,
            "party": "ping-an",
            "status": "S",
            "label_zh": "处理成功",
            "returned": {name: f"v-{number}" for number, name in enumerate(route.returned)},
            "faults": [{"field": "data.x", "code": "HUB-201", "zh": "某", "en": "some"}],
        }
        event = {"specversion": "1.0", "data": data}
        told = in_shape(catalogue().shape_of(portal), json.dumps(event).encode(), type_)
        assert in_ours(catalogue(), portal, json.loads(told)) == event
