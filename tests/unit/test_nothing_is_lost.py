"""Every field of an accepted submission is in the message, or the submission is refused."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from agreements import a_bank_agreement, a_release
from cargo import a_cancellation, a_cargo_application, a_reservation, an_amendment
from deposits import a_levy
from guarantees import a_change, a_deposit_confirmation, a_deposit_refund, a_general_guarantee, a_refund
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from money import a_payment, an_agreement
from offers import a_confirmation, an_inquiry
from rig import (
    START,
    a_credit_authorization,
    a_duty_application,
    a_quota_application,
    a_quota_increase,
    catalogue,
    usccs,
)

from hub.catalogue import is_blank
from hub.effects.build_message import build_message
from hub.errors import Rejected
from hub.model import Fault
from hub.ports import Delivery
from hub.reading.parse_submission import parse_submission

USCC = next(usccs())
HEADER = {
    "MessageId": "m-1",
    "DocumentId": "d-1",
    "Sender": "hub",
    "Receiver": "ping-an",
    "CreatedAt": "2026-09-21T10:00:00+08:00",
}
INVOICE = {
    "type": "electronic",
    "address": "大连市某某路 1 号",
    "bank": "示例银行",
    "email": "invoice@example.com",
    "tax_number": USCC,
    "phone": "13800000001",
}
SAMPLES: dict[str, Callable[[], dict[str, Any]]] = {
    "credit-authorization": lambda: a_credit_authorization(USCC),
    "quota-application": lambda: a_quota_application(USCC),
    "increase": lambda: a_quota_increase(USCC),
    "duty-insurance-application": lambda: a_duty_application(USCC),
    "with an invoice": lambda: _with(a_duty_application(USCC), "invoice", INVOICE),
    "bank-agreement": lambda: a_bank_agreement(USCC, "remit-in", "user-binding"),
    "bank-agreement-release": lambda: a_release(USCC, "B-1"),
    "credit-inquiry": lambda: an_inquiry(USCC, "Q-1", data={"content": "other", "other_need": "培训"}),
    "sme-policy-confirmation": lambda: a_confirmation(USCC, "GD-1"),
    "cargo-reservation": lambda: a_reservation(USCC),
    "cargo-application": lambda: a_cargo_application(USCC, "Q-1"),
    "cargo-amendment": lambda: an_amendment(USCC, "C-1", "Q-1"),
    "cargo-cancellation": lambda: a_cancellation(USCC, "C-1"),
    "payment-agreement": lambda: an_agreement(USCC),
    "general-guarantee": lambda: a_general_guarantee(USCC),
    "general-guarantee-change": lambda: a_change(USCC, a_general_guarantee(USCC, letter=True), "D801"),
    "general-guarantee-refund": lambda: a_refund(USCC, "D801", "1.00", serial="1", nature="risk", interest="0"),
    "deposit-confirmation": lambda: a_deposit_confirmation(USCC, a_levy("ZS-1", AgentCode="1101919108")),
    "deposit-refund": lambda: a_deposit_refund(USCC, a_levy("ZS-1"), "1.00"),
    "by letter": lambda: a_general_guarantee(USCC, letter=True),
    "premium-payment": lambda: a_payment(USCC, "A-1", {"T-1": "20.00", "T-2": "30.00"}),
}
Path = tuple[str | int, ...]


def _with(form: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    return form | {"data": form["data"] | {name: value}}


def build(form: dict[str, Any]) -> tuple[bytes, list[Fault]]:
    """The message of a form, canonical, and what is wrong with it."""
    reading = parse_submission(Delivery(owner="national", tag="t", body=json.dumps(form).encode(), taken_at=START))
    route = catalogue().routes[reading.submission.type]
    root, faults = build_message(route.legs[0], route.schema, reading.submission.form, HEADER, reading.faults)
    return etree.tostring(root, method="c14n"), faults


def told(form: dict[str, Any]) -> list[tuple[str, str]]:
    return [(fault.code, fault.field) for fault in build(form)[1]]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """The places of all values in a form that say something."""
    if isinstance(value, dict | list) and value:
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, step))
    elif not is_blank(value) and value not in ([], {}):
        yield path


def objects(value: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict):
        yield path
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            yield from objects(inner, (*path, step))


def at(form: Any, path: Path) -> Any:
    for step in path:
        form = form[step]
    return form


def without(form: dict[str, Any], path: Path) -> dict[str, Any]:
    changed = copy.deepcopy(form)
    del at(changed, path[:-1])[path[-1]]
    return changed


def lost(form: dict[str, Any]) -> list[Path]:
    """The fields of an accepted form without which its message would be the same."""
    message, faults = build(form)
    return (
        []
        if faults
        else [leaf for leaf in leaves(form["data"], ("data",)) if build(without(form, leaf)) == (message, [])]
    )


def test_there_is_a_sample_of_every_document_that_portals_submit() -> None:
    """So that no route is left out of what follows."""
    submitted = {route.document for route in catalogue().routes.values() if route.direction == "portal-to-party"}
    assert {make()["type"] for make in SAMPLES.values()} == submitted


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_field_of_a_sound_submission_is_lost(sample: str) -> None:
    """Without any of them the message is another one, or none."""
    form = SAMPLES[sample]()
    assert told(form) == []
    assert lost(form) == []


SPELLING_A_PATH: list[tuple[str, Path, str, Any, tuple[str, str]]] = [
    ("credit-authorization", ("data",), "seal.remark", "x", ("HUB-202", 'data["seal.remark"]')),
    ("credit-authorization", ("data", "seal"), "size.width", 1, ("HUB-202", 'data.seal["size.width"]')),
    ("credit-authorization", (), "data.seal.remark", "x", ("HUB-202", '["data.seal.remark"]')),
    ("credit-authorization", ("data", "seal"), "", "x", ("HUB-202", 'data.seal[""]')),
    ("quota-application", ("data",), "data.branch", "x", ("HUB-202", 'data["data.branch"]')),
    ("quota-application", ("enterprise",), "enterprise.name", "x", ("HUB-202", 'enterprise["enterprise.name"]')),
    ("with an invoice", ("data",), "invoice.account", "1", ("HUB-202", 'data["invoice.account"]')),
    ("premium-payment", ("data",), "applications.number", "x", ("HUB-202", 'data["applications.number"]')),
    ("premium-payment", ("data",), "applications[0]", "x", ("HUB-202", 'data["applications[0]"]')),
    (
        *("premium-payment", ("data", "applications", 1), "payee.account", "x"),
        ("HUB-202", 'data.applications[1]["payee.account"]'),
    ),
    ("increase", ("data",), "contact", "李雷", ("HUB-214", "data.contact")),
]


@pytest.mark.parametrize(("sample", "place", "name", "value", "expected"), SPELLING_A_PATH, ids=lambda v: str(v)[:30])
def test_what_would_be_lost_is_refused_by_its_own_name(
    sample: str, place: Path, name: str, value: Any, expected: tuple[str, str]
) -> None:
    """A name that spells a path is no path; what the operation has no use for is told so."""
    form = SAMPLES[sample]()
    at(form, place)[name] = value
    assert told(form) == [expected]


KNOWN = sorted({str(step) for make in SAMPLES.values() for path in leaves(make()) for step in path})
WORDS = st.sampled_from(
    [*KNOWN, "remark", "branch", "salesperson", "account", "rate", "premium", "residence", "post_code"]
)
NAMES = (
    WORDS
    | st.lists(WORDS, min_size=2, max_size=3).map(".".join)
    | st.tuples(WORDS, st.sampled_from([".", "[0]", "/", " ", "..", "[#]", ":"]), WORDS).map("".join)
    | st.text(max_size=8)
)
VALUES = (
    st.sampled_from(
        ["x", "1", 1, "2.30", "13800000001", "a@b.cn", "0100", "2026-10-01", True, "electronic", "increase"]
    )
    | st.text(max_size=5)
    | st.lists(st.sampled_from(["0100", "x"]), max_size=2)
    | st.dictionaries(WORDS, st.just("x"), max_size=2)
)


@given(sample=st.sampled_from(sorted(SAMPLES)), data=st.data())
@settings(max_examples=400, deadline=None)
def test_every_field_of_an_accepted_submission_is_in_the_message(sample: str, data: st.DataObject) -> None:
    """Whatever is added, wherever, under whatever name."""
    form = copy.deepcopy(SAMPLES[sample]())
    for _ in range(data.draw(st.integers(1, 3))):
        places = [path for path in objects(form) if path[:1] == ("data",)]
        at(form, data.draw(st.sampled_from(places)))[data.draw(NAMES)] = data.draw(VALUES)
    try:
        assert lost(form) == []
    except Rejected as refused:
        assert refused.faults
