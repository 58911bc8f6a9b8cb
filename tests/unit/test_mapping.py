"""A form becomes a message that its schema admits, or faults in the portal's own field names."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from rig import (
    START,
    a_credit_authorization,
    a_duty_application,
    a_quota_application,
    a_quota_increase,
    catalogue,
    usccs,
)

from hub.catalogue import FAULT_LIMIT, Condition, Where
from hub.effects.build_message import build_message
from hub.errors import Rejected
from hub.model import Fault
from hub.ports import Delivery
from hub.reading.parse_submission import parse_submission
from hub.xml.build import text_at

USCC = next(usccs())
HEADER = {
    "MessageId": "m-1",
    "DocumentId": "d-1",
    "Sender": "hub",
    "Receiver": "ping-an",
    "CreatedAt": "2026-09-21T10:00:00+08:00",
}
SAMPLES: dict[str, Callable[[], dict[str, Any]]] = {
    "authorization": lambda: a_credit_authorization(USCC),
    "quota": lambda: a_quota_application(USCC),
    "increase": lambda: a_quota_increase(USCC),
    "insurance": lambda: a_duty_application(USCC),
}
UNFILLED = re.compile(r"\{\w*\}")


def build(form: dict[str, Any]) -> tuple[etree._Element, list[Fault]]:
    """Parse and map, as the flow does."""
    reading = parse_submission(Delivery(owner="national", tag="t", body=json.dumps(form).encode(), taken_at=START))
    route = catalogue().routes[reading.submission.type]
    root, faults = build_message(route.legs[0], route.schema, reading.submission.form, HEADER)
    assert bool(faults) or route.schema.admits(root)
    assert all(f.zh and f.en and not UNFILLED.search(f.zh + f.en) for f in faults), faults
    return root, faults


def told(form: dict[str, Any]) -> list[tuple[str, str]]:
    return [(f.code, f.field) for f in build(form)[1]]


GONE = object()


def changed(sample: str, path: str, value: Any = GONE) -> dict[str, Any]:
    """A good submission with one field changed, or without it."""
    form = copy.deepcopy(SAMPLES[sample]())
    *steps, last = path.split(".")
    inner = form
    for step in steps:
        inner = inner.setdefault(step, {})
    if value is GONE:
        del inner[last]
    else:
        inner[last] = value
    return form


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_good_submission_becomes_a_message_that_its_schema_admits(sample: str) -> None:
    """No faults, and elements in the schema's order whatever the order of the form."""
    form = SAMPLES[sample]()
    assert told(form) == []
    assert told(form | {"data": dict(reversed(form["data"].items()))}) == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_each_field_of_a_good_submission_is_asked_for_when_it_is_not_there(sample: str) -> None:
    """By its own name; nothing else is told."""
    for name in SAMPLES[sample]()["data"]:
        for absent in (GONE, None, "", "  "):
            faults = build(changed(sample, f"data.{name}", absent))[1]
            assert {f.code for f in faults} == {"HUB-201"}, (name, absent, faults)
            assert all(f.field.startswith(f"data.{name}") for f in faults)


SIZE = {"width": 1, "height": 2, "offset": 0}
SIZE_MISSING = [("HUB-201", f"data.seal.size.{name}") for name in SIZE]
CASES: list[tuple[str, str, Any, list[tuple[str, str]] | None]] = [
    # missing, surplus, mistyped
    ("quota", "enterprise.uscc", GONE, [("HUB-201", "enterprise.uscc")]),
    ("quota", "enterprise.name", GONE, [("HUB-201", "enterprise.name")]),
    ("quota", "enterprise.customs_code", GONE, [("HUB-201", "enterprise.customs_code")]),
    ("quota", "data.colour", "red", [("HUB-202", "data.colour")]),
    ("quota", "data.increase", "1.00", [("HUB-214", "data.increase")]),
    ("quota", "data.increase", " ", []),
    ("insurance", "data.invoice.email", "a@b.cn", []),
    ("insurance", "data.invoice.colour", "red", [("HUB-202", "data.invoice.colour")]),
    ("quota", "data.contact", 5, [("HUB-203", "data.contact")]),
    ("quota", "data.intended_quota", "a lot", [("HUB-203", "data.intended_quota")]),
    ("quota", "data.intended_quota", {"yuan": 1}, [("HUB-203", "data.intended_quota")]),
    ("quota", "data.operation", ["apply"], [("HUB-203", "data.operation")]),
    ("quota", "data.operation", {}, [("HUB-203", "data.operation")]),
    ("authorization", "data.consent", False, [("HUB-313", "data.consent")]),
    ("authorization", "data.consent", "true", [("HUB-203", "data.consent")]),
    ("authorization", "data.seal", "a seal", None),
    ("authorization", "data.authorization", "%PDF", [("HUB-203", "data.authorization")]),
    ("quota", "enterprise.uscc", USCC[:-1] + ("0" if USCC[-1] != "0" else "1"), [("HUB-208", "enterprise.uscc")]),
    # codes
    ("quota", "data.operation", "cancel", [("HUB-206", "data.operation")]),
    ("quota", "data.registered_customs", "9999", [("HUB-206", "data.registered_customs")]),
    ("insurance", "data.clearance_customs", ["0100", "9999"], [("HUB-206", "data.clearance_customs[1]")]),
    ("insurance", "data.clearance_customs", [1, "0100"], [("HUB-203", "data.clearance_customs[0]")]),
    ("insurance", "data.clearance_customs", "0100", [("HUB-203", "data.clearance_customs")]),
    ("insurance", "data.clearance_customs", {}, [("HUB-203", "data.clearance_customs")]),
    ("insurance", "data.clearance_customs", [], [("HUB-201", "data.clearance_customs")]),
    ("insurance", "data.clearance_customs", ["0100"] * 51, [("HUB-205", "data.clearance_customs")]),
    # what only the schema knows
    ("quota", "data.email", "nobody", [("HUB-204", "data.email")]),
    ("quota", "data.contact_phone", "110", [("HUB-204", "data.contact_phone")]),
    ("quota", "data.contact", "李\n雷", [("HUB-204", "data.contact")]),
    ("quota", "data.address", "路" * 201, [("HUB-205", "data.address")]),
    ("quota", "data.address", "路" * 20_000_0, [("HUB-205", "data.address")]),
    ("quota", "data.intended_quota", "0", [("HUB-207", "data.intended_quota")]),
    ("quota", "data.intended_quota", "-1", None),
    ("quota", "data.intended_quota", "1.001", [("HUB-207", "data.intended_quota")]),
    ("quota", "data.intended_quota", "99999999999999999.99", [("HUB-207", "data.intended_quota")]),
    ("insurance", "data.rate", "2.30001", [("HUB-207", "data.rate")]),
    ("quota", "enterprise.customs_code", "31", None),
    # containers
    ("authorization", "data.seal.size", None, SIZE_MISSING),
    ("authorization", "data.seal.size", {}, SIZE_MISSING),
    ("authorization", "data.seal.size", {"width": 1, "height": 2}, SIZE_MISSING[2:]),
    ("authorization", "data.seal.size", {"width": 1}, SIZE_MISSING[1:]),
    ("authorization", "data.seal.size", SIZE | {"offset": -3}, []),
    ("authorization", "data.seal.size", SIZE | {"depth": 3}, [("HUB-202", "data.seal.size.depth")]),
    ("authorization", "data.seal.size", SIZE | {"width": -1}, [("HUB-207", "data.seal.size.width")]),
    ("authorization", "data.seal.size", "large", [*SIZE_MISSING, ("HUB-203", "data.seal.size")]),
    ("authorization", "data.seal.size", [SIZE], [*SIZE_MISSING, ("HUB-203", "data.seal.size")]),
    # a day that may have a time of day
    ("authorization", "data.seal.valid_to", "2099-12-31 00:00:00", []),
    ("authorization", "data.seal.valid_to", "2099-12-31T23:59:59.5", []),
    ("authorization", "data.seal.valid_to", "2099-12-31 24:00:00", []),
    ("authorization", "data.seal.valid_to", "2099-12-31 24:00:01", [("HUB-203", "data.seal.valid_to")]),
    ("authorization", "data.seal.valid_to", "2099-02-30 00:00:00", [("HUB-203", "data.seal.valid_to")]),
    ("authorization", "data.seal.valid_to", "2099-12-31 0:0", [("HUB-203", "data.seal.valid_to")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sample", "path", "value", "expected"),
    CASES,
    ids=[f"{c[1]}={'gone' if c[2] is GONE else str(c[2])[:25]}" for c in CASES],
)
def test_what_is_wrong_is_reported_in_the_portals_field_names(
    sample: str, path: str, value: Any, expected: list[tuple[str, str]] | None
) -> None:
    """Code and field; None: at least the field itself."""
    found = told(changed(sample, path, value))
    if expected is None:
        assert found and all(field.startswith(path) for _, field in found)
    else:
        assert found == expected


def test_faults_of_mapping_and_schema_are_reported_together() -> None:
    """A portal learns everything at once."""
    form = changed("quota", "data.email", "nobody")
    del form["data"]["contact"]
    assert set(told(form)) == {("HUB-201", "data.contact"), ("HUB-204", "data.email")}


def test_a_fault_carries_the_label_of_the_portals_form() -> None:
    """In Chinese by the schema's label, in English by the field's name."""
    (fault,) = build(changed("quota", "data.legal_person"))[1]
    assert (fault.zh, fault.en) == ("法人名称为必填项", "data.legal_person is required")


def test_a_condition_chooses_what_is_asked_for() -> None:
    """An increase needs no contact, and an invoice's details only when there is to be one."""
    assert told(SAMPLES["increase"]()) == []
    faults = told(changed("insurance", "data.invoice", {"type": "electronic"}))
    assert [field for _, field in faults] == [
        f"data.invoice.{name}" for name in ("address", "bank", "email", "tax_number", "phone")
    ]


def test_blank_text_around_a_condition_does_not_change_it() -> None:
    """The converter strips it, so the condition must too."""
    assert told(changed("quota", "data.operation", " apply ")) == []


@pytest.mark.parametrize(
    ("said", "word", "holds"), [(True, "true", True), (False, "false", True), (True, "false", False)]
)
def test_a_condition_on_a_truth_compares_it_with_the_word_for_it(said: bool, word: str, holds: bool) -> None:
    """JSON says it without quotes."""
    condition = Condition("data.uses_it", frozenset({word}), Where("f", 1))
    assert condition.holds({"data": {"uses_it": said}}) is holds


def test_thousands_of_faults_make_a_bounded_answer() -> None:
    """Unknown fields without number, and a list of nonsense."""
    form = changed("authorization", "data.odd", {})
    form["data"] |= {f"k{n}": 1 for n in range(5000)}
    assert len(told(form)) == FAULT_LIMIT


# ---- anything at all ----

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.decimals(-(10**6), 10**6, places=2).map(float)
    | st.text()
    | st.sampled_from(["apply", "none", "0100", "2026-10-01", "1.00", "-0", "x" * 300, "{name}", "QUJD", "&<>]]>"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "width", "type"]), inner),
    max_leaves=4,
)


def _paths(form: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in form.items():
        yield prefix + name
        if isinstance(value, dict):
            yield from _paths(value, f"{prefix}{name}.")


PLACES = [(s, p) for s, make in SAMPLES.items() for p in _paths(make()) if p not in ("type", "id")]


@given(place=st.sampled_from(PLACES), junk=JUNK)
@settings(max_examples=600)
def test_junk_in_any_field_gives_faults_or_a_message_that_the_schema_admits(place: tuple[str, str], junk: Any) -> None:
    """Nothing raises but a refusal, and every fault has both its sentences."""
    try:
        build(changed(*place, junk))
    except Rejected as refused:
        assert all(f.zh and f.en for f in refused.faults)


@given(amount=st.decimals(Decimal("0.01"), Decimal("9999999999999999.99"), places=2))
def test_an_amount_arrives_to_the_cent(amount: Decimal) -> None:
    """As it was written in the form, up to eighteen digits."""
    root, faults = build(changed("insurance", "data.amount", str(amount)))
    assert faults == []
    assert text_at(root, "Amount") == str(amount)
