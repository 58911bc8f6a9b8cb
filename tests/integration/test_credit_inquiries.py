"""投保咨询: what an exporter asks of Sinosure, what is checked, and what becomes of it (S3)."""

from itertools import permutations
from typing import Any

import pytest
from elements import text_of
from money import faults_of, status
from offers import REGION, SINOSURE, an_inquiry
from rig import Rig, a_uscc, catalogue
from shapes import body_of

from hub.model import Document
from hub.xml.parse import parse_xml


def sent(rig: Rig, document: Document) -> Any:
    return parse_xml(rig.store.archive.payload(rig.message_of(document.id).digest) or b"")


def says(rig: Rig, document: Document, code: str) -> None:
    decision = rig.decision("CreditInquiryDecision", rig.message_of(document.id), code, sender=SINOSURE)
    rig.reply(decision, party=SINOSURE)


# ---- what is carried ----


def test_an_inquiry_reaches_sinosure_as_the_exporter_wrote_it(rig: Rig, uscc: str) -> None:
    """Every field of the form (S3 §4 步骤 5, 6); names may be one character."""
    form = an_inquiry(uscc, "Q-1", data={"content": "other", "other_need": "培训"})
    (document,) = rig.submit(form)
    message = sent(rig, document)
    expected = {
        "Enterprise/Name": "某某进出口有限公司",
        "InquiryNumber": "Q-1",
        "RegisteredAddress/Province": "610000",
        "RegisteredAddress/City": "610100",
        "RegisteredAddress/District": "610113",
        "Address": "某某路 1 号",
        "Contact": "李",
        "Mobile": "13800000001",
        "Landline": "4587320",
        "Email": "contact@example.com",
        "Content": "3",
        "OtherNeed": "培训",
    }
    found = {path: text_of(message, "/".join(f"{{*}}{step}" for step in path.split("/"))) for path in expected}
    assert found == expected


@pytest.mark.parametrize(("content", "wire"), [("", "1"), ("insure", "1"), ("buyer-credit", "2")])
def test_insurance_is_wanted_where_nothing_else_is_chosen(rig: Rig, uscc: str, content: str, wire: str) -> None:
    """我要投保 is chosen at first; 我要调查买方资信 is the second (S3)."""
    (document,) = rig.submit(an_inquiry(uscc, f"Q-2-{content}", data={"content": content}))
    assert text_of(sent(rig, document), "{*}Content") == wire


@pytest.mark.parametrize("card", ["legal-person", "operator", "account"])
def test_any_login_asks(rig: Rig, uscc: str, card: str) -> None:
    """账号登录, 卡介质, 陕西政务 (S3 §4 步骤 2)."""
    (document,) = rig.submit(an_inquiry(uscc, f"Q-3-{card}", signer={"card": card, "name": "王小明"}))
    assert document.status == "P001"


def test_an_inquiry_is_found_by_its_number(rig: Rig, uscc: str) -> None:
    """询保流水号 is what the exporter has in hand (S3)."""
    (document,) = rig.submit(an_inquiry(uscc, "201900000000009001"))
    assert rig.document("201900000000009001").id == document.id


# ---- what is refused ----


@pytest.mark.parametrize("name", ["inquiry_number", "address", "contact", "mobile", "landline", "email"])
def test_what_has_a_star_must_be_there(rig: Rig, uscc: str, name: str) -> None:
    """As the screen marks it (S3 §4 步骤 5)."""
    (document,) = rig.submit(an_inquiry(uscc, f"Q-4-{name}", data={name: ""}))
    assert faults_of(rig, document) == [("HUB-201", f"data.{name}")]


@pytest.mark.parametrize("name", ["province", "city", "district"])
def test_a_registered_address_has_all_three_parts(rig: Rig, uscc: str, name: str) -> None:
    """请选择省/市, 请选择市, 请选择区 (S3 §4 步骤 5)."""
    (document,) = rig.submit(an_inquiry(uscc, f"Q-5-{name}", data={"registered_address": REGION | {name: ""}}))
    assert faults_of(rig, document) == [("HUB-201", f"data.registered_address.{name}")]


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        ({"mobile": "02987654321"}, [("HUB-204", "data.mobile")]),
        ({"mobile": "4587320"}, [("HUB-204", "data.mobile")]),
        ({"landline": "13800000001"}, [("HUB-204", "data.landline")]),
        ({"landline": "458732"}, [("HUB-204", "data.landline")]),
        ({"email": "someone"}, [("HUB-204", "data.email")]),
        ({"content": "nothing"}, [("HUB-206", "data.content")]),
        ({"content": "other"}, [("HUB-201", "data.other_need")]),
        ({"content": "other", "other_need": " "}, [("HUB-201", "data.other_need")]),
        ({"other_need": "培训"}, [("HUB-214", "data.other_need")]),
        ({"registered_address": REGION | {"city": "620100"}}, "region"),
        ({"registered_address": REGION | {"district": "610202"}}, [("HUB-348", "data.registered_address.district")]),
        ({"registered_address": REGION | {"province": "陕西省"}}, [("HUB-206", "data.registered_address.province")]),
    ],
)
def test_what_a_form_may_not_say_is_refused_in_its_own_names(rig: Rig, uscc: str, data: Any, faults: Any) -> None:
    """Mobile and landline by themselves, three parts that fit together, 其他需求 with the third choice only (S3)."""
    (document,) = rig.submit(an_inquiry(uscc, "Q-6", data=data))
    both = [("HUB-348", f"data.registered_address.{name}") for name in ("city", "district")]
    assert (document.status, faults_of(rig, document)) == ("H001", both if faults == "region" else faults)


@pytest.mark.parametrize("landline", ["4587320", "87654321", "029-87654321", "02987654321", "0916-4587320"])
def test_a_landline_has_seven_or_eight_digits_and_perhaps_an_area_code(rig: Rig, uscc: str, landline: str) -> None:
    """`4587320` is the guide's (S3 §4.6)."""
    (document,) = rig.submit(an_inquiry(uscc, f"Q-7-{landline}", data={"landline": landline}))
    assert document.status == "P001"


# ---- the number is one portal's ----


def test_a_number_is_submitted_once(rig: Rig, uscc: str) -> None:
    """By whichever enterprise of the portal."""
    first, second = rig.submit(an_inquiry(uscc, "Q-8"), an_inquiry(uscc, "Q-8"))
    (third,) = rig.submit(an_inquiry(a_uscc(), "Q-8"))
    assert first.status == "P001"
    assert [faults_of(rig, one) for one in (second, third)] == [[("HUB-307", "data.inquiry_number")]] * 2


def test_another_portal_may_submit_the_same_number(rig: Rig, uscc: str) -> None:
    """询保流水号 is one portal's: the other portal's inquiry with it is another one, and each is answered alone."""
    (first,) = rig.submit(an_inquiry(uscc, "Q-8b"))
    forms = [an_inquiry(one, "Q-8b", portal="shaanxi") for one in (uscc, a_uscc())]
    for form in forms:
        rig.take_in([body_of(catalogue(), "shaanxi", form)], "shaanxi")
    second, third = (rig.document(form["id"]) for form in forms)
    says(rig, second, "Q002")
    assert [status(rig, one) for one in (first, second, third)] == ["P001", "Q002", "H001"]


def test_another_portals_numbers_are_its_own() -> None:
    """The claim is on the portal and the number."""
    route = catalogue().routes["credit-inquiry"]
    (claim,) = route.claims
    form = {"data": {"inquiry_number": " Q-8 "}}
    keys = [route.submitted_key(claim.resource, {"portal": name}, form) for name in ("national", "shaanxi")]
    assert keys == ["credit-inquiry:national:Q-8", "credit-inquiry:shaanxi:Q-8"]


def test_after_p005_the_same_number_is_submitted_once_more(rig: Rig, uscc: str) -> None:
    """What comes late for the first does not bring it back."""
    (first,) = rig.submit(an_inquiry(uscc, "Q-9"))
    rig.reply(rig.technical(rig.message_of(first.id), "refused", sender=SINOSURE), party=SINOSURE)
    (second,) = rig.submit(an_inquiry(uscc, "Q-9"))
    (third,) = rig.submit(an_inquiry(uscc, "Q-9"))
    says(rig, first, "Q002")
    assert [status(rig, one) for one in (first, second, third)] == ["P005", "P001", "H001"]
    assert rig.document(first.id).disputes


@pytest.mark.parametrize("end", ["Q002", "F"])
def test_a_number_that_was_answered_is_not_used_again(rig: Rig, uscc: str, end: str) -> None:
    """Nothing may be changed after 提交 (S3)."""
    (first,) = rig.submit(an_inquiry(uscc, f"Q-10-{end}"))
    says(rig, first, end)
    (second,) = rig.submit(an_inquiry(uscc, f"Q-10-{end}"))
    assert second.status == "H001"


# ---- lifecycle ----


@pytest.mark.parametrize("end", ["Q002", "F"])
def test_receipts_end_alike_in_every_order(rig: Rig, end: str) -> None:
    """Transport, technical and business: every permutation, each twice."""
    found = set()
    for number, order in enumerate(permutations(("confirm", "technical", "decision"))):
        (document,) = rig.submit(an_inquiry(a_uscc(), f"Q-11-{end}-{number}"))
        for what in order * 2:
            if what == "confirm":
                rig.confirm(document.id)
            elif what == "technical":
                rig.reply(rig.technical(rig.message_of(document.id), sender=SINOSURE), party=SINOSURE)
            else:
                says(rig, document, end)
        found.add(status(rig, document))
    assert found == {end}


def test_submitted_begins_with_the_submission(rig: Rig, uscc: str) -> None:
    """已提交 covers P001, P002 and Q001; then 已完成 (S3)."""
    (document,) = rig.submit(an_inquiry(uscc, "Q-12"))
    rig.work()
    rig.reply(rig.technical(rig.message_of(document.id), sender=SINOSURE), party=SINOSURE)
    says(rig, document, "Q002")
    rig.work()
    events = [e["data"] for e in rig.events() if e["data"]["document"] == document.id]
    seen = [(event["status"], event["list_label_zh"]) for event in events]
    assert seen == [("P001", "已提交"), ("P002", "已提交"), ("Q001", "已提交"), ("Q002", "已完成")]
