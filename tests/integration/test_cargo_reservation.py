"""货运险预约 (S1 §5.1.1, 5.1.2): every field reaches the insurer, and its answer the portal."""

from itertools import permutations
from typing import Any

import pytest
from cargo import a_reservation, sent
from money import answer, faults_of, status
from rig import Rig, a_uscc

from hub.xml.build import text_at

FIELDS = {
    "Enterprise/Name": "某某进出口有限公司",
    "IntendedInsurance": "进口货物运输险",
    "Contact": "李雷",
    "Phone": "010-65000001",
    "Email": "contact@example.com",
    "AnnualAmount": "50000000.00",
    "VoyageLimit": "1000000.00",
    "TransportMode": "9",
    "OtherTransportMode": "管道",
    "Address/Province": "310000",
    "Address/City": "310100",
    "Address/District": "310115",
    "Address/Street": "某某路 1 号",
    "Goods": "电阻器",
    "Routes": "上海—鹿特丹",
}
STARRED = ("intended_insurance", "contact", "phone", "email")
ADDRESS = ("province", "city", "district", "street")


def test_every_field_of_the_form_reaches_the_insurer(rig: Rig, uscc: str) -> None:
    """S1 §5.1.1: the labels of the form, all amounts in yuan."""
    (document,) = rig.submit(a_reservation(uscc))
    message = sent(rig, document)
    assert {path: text_at(message, path) for path in FIELDS} == FIELDS


def test_fields_without_a_star_may_be_left_out(rig: Rig, uscc: str) -> None:
    """S1 §5.1.1."""
    blank = dict.fromkeys(
        ("annual_amount", "voyage_limit", "transport_mode", "other_transport_mode", "goods", "routes")
    )
    (document,) = rig.submit(a_reservation(uscc, **blank))
    assert document.status == "P001"


@pytest.mark.parametrize("field", STARRED)
def test_a_field_with_a_star_is_refused_when_it_is_missing(rig: Rig, uscc: str, field: str) -> None:
    """S1 §5.1.1: 红色*号的字段为必填项."""
    (document,) = rig.submit(a_reservation(uscc, **{field: " "}))
    assert faults_of(rig, document) == [("HUB-201", f"data.{field}")]


@pytest.mark.parametrize("field", ADDRESS)
def test_an_address_is_whole(rig: Rig, uscc: str, field: str) -> None:
    """S1 §5.1.1: province, city, district, and the street."""
    form = a_reservation(uscc)
    del form["data"]["address"][field]
    (document,) = rig.submit(form)
    assert faults_of(rig, document) == [("HUB-201", f"data.address.{field}")]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"phone": "12345"}, ("HUB-204", "data.phone")),
        ({"email": "nobody"}, ("HUB-204", "data.email")),
        ({"transport_mode": "camel"}, ("HUB-206", "data.transport_mode")),
        ({"annual_amount": "1.001"}, ("HUB-207", "data.annual_amount")),
        ({"voyage_limit": "0"}, ("HUB-207", "data.voyage_limit")),
    ],
)
def test_a_value_that_is_none_is_refused_by_its_field(
    rig: Rig, uscc: str, data: dict[str, Any], fault: tuple[str, str]
) -> None:
    """S1 §5.1.1: telephones in their form, the mode from the list."""
    (document,) = rig.submit(a_reservation(uscc, **data))
    assert faults_of(rig, document) == [fault]


def test_only_operators_reserve(rig: Rig, uscc: str) -> None:
    """S0: operators do the business."""
    (document,) = rig.submit(a_reservation(uscc) | {"signer": {"card": "legal-person", "name": "韩梅梅"}})
    assert faults_of(rig, document) == [("HUB-114", "signer.card")]


@pytest.mark.parametrize(("code", "label"), [("S", "已成功"), ("F", "失败")])
def test_the_insurers_word_reaches_the_portal(rig: Rig, uscc: str, code: str, label: str) -> None:
    """S1 §5.1.2: 已成功 in the list."""
    (document,) = rig.submit(a_reservation(uscc))
    answer(rig, document, "CargoReservationDecision", code)
    rig.work()
    told = [e["data"] for e in rig.events() if e["data"]["document"] == document.id]
    assert [(e["status"], e["list_label_zh"]) for e in told][-1] == (code, label)


def test_receipts_in_any_order_end_alike(rig: Rig) -> None:
    """P004, and the insurer's decision before or after it, each told twice."""
    for order in permutations(["accepted", "S", "S"]):
        (document,) = rig.submit(a_reservation(a_uscc()))
        for code in order:
            if code == "accepted":
                rig.reply(rig.technical(rig.message_of(document.id)))
            else:
                answer(rig, document, "CargoReservationDecision", code)
        assert status(rig, document) == "S"
