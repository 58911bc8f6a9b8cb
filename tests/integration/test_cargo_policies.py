"""货运险保单 (S1 §5.2.4): compared with its application, told, shared, copied; quicker or slower than the payment."""

from typing import Any

import pytest
from cargo import a_cargo_application, a_claim, a_policy_of_cargo, at, pay_cargo, underwritten
from lxml import etree
from money import answer, faults_of, of_type, paid, status
from rig import Rig, a_uscc, catalogue

from hub.flow.deadlines import DeadlineLine
from hub.model import Document
from hub.xml.parse import parse_xml

TOLD = {
    "kind": "import",
    "transport_mode": "sea",
    "policy_form": "electronic",
    "policy_holder_name": "某某进出口有限公司",
    "insured_name": "某某进出口有限公司",
    "goods_class": "机器、机械器具、电气设备",
    "goods_subclass": "电阻器",
    "goods_description": "贴片电阻器",
    "departure_date": "2026-10-01",
    "arrival_date": "2026-11-01",
    "origin_port": "鹿特丹港",
    "destination_port": "洋山港",
    "main_coverage": "all-risks",
    "additional_coverage": ["strikes", "war"],
    "other_coverage": "偷窃险",
    "invoice_amount": "1000.00",
    "amount": "1100.00",
    "rate": "0.45",
    "premium": "5.00",
    "currency": "CNY",
    "start_date": "2026-10-01",
    "end_date": "2026-12-31",
}


def agreement_of(uscc: str, premium: str = "5.00") -> str:
    """The agreement of `underwritten`."""
    return f"Q{uscc[-8:]}{premium}"


def policies(rig: Rig) -> list[Document]:
    return sorted(of_type(rig, "cargo-policy"), key=lambda d: d.created_at)


def issue(rig: Rig, uscc: str, number: str, **more: Any) -> None:
    rig.reply(a_policy_of_cargo(rig, uscc, number, agreement_of(uscc), **more))


def quarantined(rig: Rig) -> list[tuple[str, str]]:
    return [(row.code, row.field) for row in rig.store.quarantine.deliveries(99)]


def test_everything_that_a_policy_says_reaches_the_portal(rig: Rig, uscc: str) -> None:
    """S1 §5.2.4: 查看明细."""
    application, number = underwritten(rig, uscc)
    pay_cargo(rig, uscc, number)
    issue(rig, uscc, number)
    rig.work()
    (told,) = [e["data"] for e in rig.events() if (e["data"]["type"], e["data"]["status"]) == ("cargo-policy", "S")]
    assert TOLD.items() <= told["returned"].items()
    assert told["returned"]["policy"]["content"]
    assert (told["returned"]["policy_holder_uscc"], told["returned"]["insured_uscc"]) == (uscc, uscc)
    assert status(rig, application) == "S"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("AgreementId", "Q-other"),
        ("Kind", "export-cargo"),
        ("TransportMode", "5"),
        ("PolicyForm", "2"),
        ("GoodsClass", "车辆"),
        ("GoodsSubclass", "印刷电路"),
        ("DepartureDate", "2026-10-02"),
        ("OriginPort", "上海港"),
        ("DestinationPort", "宁波港"),
        ("MainCoverage", "5"),
        ("AdditionalCoverage", ["6"]),
        ("AdditionalCoverage", None),
        ("OtherCoverage", "淡水雨淋险"),
        ("OtherCoverage", None),
        ("InvoiceAmount", "1000.01"),
        ("Amount", "1100.01"),
        ("Rate", "0.46"),
        ("Premium", "5.01"),
    ],
)
def test_a_policy_that_says_something_else_is_quarantined(rig: Rig, uscc: str, field: str, value: Any) -> None:
    """With the field, and its application unmoved; a cover that is left out is another cover (S1 §5.2.4)."""
    application, number = underwritten(rig, uscc)
    pay_cargo(rig, uscc, number)
    issue(rig, uscc, number, **{field: value})
    assert (quarantined(rig), policies(rig), status(rig, application)) == ([("HUB-430", field)], [], "Y002")


@pytest.mark.parametrize(
    ("form", "field"), [("additional", "AdditionalCoverage"), ("other_additional", "OtherCoverage")]
)
def test_a_policy_covers_no_more_than_its_application(rig: Rig, uscc: str, form: str, field: str) -> None:
    """A cover that the application leaves out is not in its policy; one that both leave out is no difference."""
    application, number = underwritten(rig, uscc, without=f"insurance.{form}")
    pay_cargo(rig, uscc, number)
    issue(rig, uscc, number)
    assert (quarantined(rig), policies(rig), status(rig, application)) == ([("HUB-430", field)], [], "Y002")
    issue(rig, uscc, number, **{field: None})
    assert ([status(rig, d) for d in policies(rig)], status(rig, application)) == (["S"], "S")


@pytest.mark.parametrize(("kind", "ends"), [("import-cargo", "S"), ("export-cargo", "Y002")])
def test_what_the_form_leaves_to_its_agreement_is_the_agreements(rig: Rig, uscc: str, kind: str, ends: str) -> None:
    """险种 is not mandatory in the form (S1 §5.2.1): the policy says what the agreement does, or is quarantined."""
    application, number = underwritten(rig, uscc, without="kind")
    pay_cargo(rig, uscc, number)
    issue(rig, uscc, number, Kind=kind)
    assert status(rig, application) == ends
    assert quarantined(rig) == ([] if ends == "S" else [("HUB-430", "Kind")])


def test_a_policy_is_not_found_by_the_number_of_its_agreement(rig: Rig, uscc: str) -> None:
    """Many policies rest on one agreement, and are only compared with it."""
    _, number = underwritten(rig, uscc)
    issue(rig, uscc, number)
    assert len(policies(rig)) == 1
    assert "cargo-policy" not in {d.type for d in rig.store.documents.find(agreement_of(uscc))}


def test_a_policy_in_another_currency_is_quarantined(rig: Rig, uscc: str) -> None:
    """The application and its premium are in yuan."""
    application, number = underwritten(rig, uscc)
    pay_cargo(rig, uscc, number)
    issue(rig, uscc, number, Currency="USD")
    assert ([field for _, field in quarantined(rig)], policies(rig), status(rig, application)) == (
        ["Currency"],
        [],
        "Y002",
    )


def test_a_policy_for_another_insured_is_quarantined(rig: Rig, uscc: str) -> None:
    """By USCC; names are never compared."""
    _, number = underwritten(rig, uscc)
    issue(rig, uscc, number, Insured={"Uscc": a_uscc(), "Name": "某某进出口有限公司"})
    assert quarantined(rig) == [("HUB-430", "Insured/Uscc")]
    issue(rig, uscc, number, Insured={"Uscc": uscc, "Name": "另一名称"})
    assert [status(rig, d) for d in policies(rig)] == ["S"]


def test_a_policy_for_another_holder_is_quarantined(rig: Rig, uscc: str) -> None:
    """The policy holder is the application's, by USCC."""
    _, number = underwritten(rig, uscc)
    issue(rig, uscc, number, PolicyHolder={"Uscc": a_uscc(), "Name": "某某进出口有限公司"})
    assert (quarantined(rig), policies(rig)) == ([("HUB-430", "PolicyHolder/Uscc")], [])


@pytest.mark.parametrize("answered", ["before", "after"])
def test_a_policy_moves_its_application_when_the_premium_is_paid(rig: Rig, uscc: str, answered: str) -> None:
    """Quicker than the payment it is taken and told, and the application follows on Y002."""
    application, number = underwritten(rig, uscc)
    payment = pay_cargo(rig, uscc, number, "Y002" if answered == "before" else "")
    issue(rig, uscc, number)
    assert ([status(rig, d) for d in policies(rig)], status(rig, application)) == (
        ["S"],
        "S" if answered == "before" else "Y001",
    )
    if answered == "after":
        answer(rig, payment, "PaymentResult", "Y002", paid(rig), by="ping-an-bank")
    assert status(rig, application) == "S"


def test_a_policy_before_any_payment_waits_through_a_failed_one(rig: Rig, uscc: str) -> None:
    """I001, Y001, Y003, Y001, Y002: only then S."""
    application, number = underwritten(rig, uscc)
    issue(rig, uscc, number)
    assert status(rig, application) == "I001"
    payment = pay_cargo(rig, uscc, number, "Y003")
    assert status(rig, application) == "Y003"
    (again,) = rig.submit(
        {**_again(rig, payment), "again_of": payment.sender_ref},
    )
    answer(rig, again, "PaymentResult", "Y002", paid(rig), by="ping-an-bank")
    assert status(rig, application) == "S"


def _again(rig: Rig, payment: Document) -> dict[str, Any]:
    import json  # noqa: PLC0415

    form = json.loads(rig.store.archive.payload(payment.payload) or b"{}")
    form["data"]["operation"] = "again"
    return {**form, "id": f"{form['id']}-again"}


def test_the_insurers_own_s_moves_an_unpaid_application(rig: Rig, uscc: str) -> None:
    """Paid another way; the policy that follows changes nothing more."""
    application, number = underwritten(rig, uscc)
    answer(rig, application, "CargoUnderwriting", "S", {"ApplicationNumber": number})
    issue(rig, uscc, number)
    (found,) = rig.store.documents.find(application.id)
    assert (found.status, found.disputes, [status(rig, d) for d in policies(rig)]) == ("S", frozenset(), ["S"])


def test_other_insurers_get_a_positive_list(rig: Rig, uscc: str) -> None:
    """Never premium, rate, persons, addresses, accounts, invoice, files or free text."""
    _, number = underwritten(rig, uscc)
    issue(rig, uscc, number)
    (policy,) = policies(rig)
    trail = rig.store.documents.trail(policy.id)
    assert trail is not None
    (copy,) = [m for m in trail.messages if m.kind == "copy"]
    root = parse_xml(rig.store.archive.payload(copy.digest) or b"")
    said = {etree.QName(e).localname: e.text for e in root if etree.QName(e).localname not in ("Header", "Signature")}
    for group in ("Enterprise", "PolicyHolder", "Insured"):
        said.pop(group)
    assert (copy.party, said) == (
        "boc-insurance",
        {
            "Insurer": "ping-an",
            "PolicyNumber": f"P{number}",
            "Kind": "import-cargo",
            "TransportMode": "2",
            "MainCoverage": "1",
            "StartDate": "2026-10-01",
            "EndDate": "2026-12-31",
            "Amount": "1100.00",
            "Currency": "CNY",
        },
    )


def test_a_policy_ends_after_its_last_day(rig: Rig, uscc: str) -> None:
    """Over at 00:00 of the next day."""
    _, number = underwritten(rig, uscc)
    issue(rig, uscc, number)
    rig.clock.pass_(days=110)
    DeadlineLine("hub", catalogue(), rig.ports)._transact(rig.store.schedule.timers(rig.clock.now(), 10))
    assert [status(rig, d) for d in policies(rig)] == ["E"]


def test_paid_and_no_policy_is_overdue_after_three_days(rig: Rig, uscc: str) -> None:
    """W001 and attention."""
    application, number = underwritten(rig, uscc)
    pay_cargo(rig, uscc, number)
    rig.clock.pass_(days=3)
    DeadlineLine("hub", catalogue(), rig.ports)._transact(rig.store.schedule.timers(rig.clock.now(), 10))
    trail = rig.store.documents.trail(application.id)
    assert trail is not None
    assert [t.detail.get("event") for t in trail.transitions][-1] == "W001"


def test_a_policy_is_copied_in_any_status_into_a_new_application(rig: Rig, uscc: str) -> None:
    """保单复制 (S1 §5.2.4): of the same insurer and enterprise; checked like any application."""
    _, number = underwritten(rig, uscc)
    issue(rig, uscc, number)
    form = a_cargo_application(uscc, agreement_of(uscc))
    form["data"] = at(form["data"], "copied_from", f"P{number}")
    (copied,) = rig.submit(form)
    assert copied.status == "P001"
    unknown = a_cargo_application(uscc, agreement_of(uscc))
    unknown["data"] = at(unknown["data"], "copied_from", "P-none")
    (refused,) = rig.submit(unknown)
    assert faults_of(rig, refused) == [("HUB-314", "data.copied_from")]


def test_a_claim_about_a_cargo_policy_finds_its_enterprise(rig: Rig, uscc: str) -> None:
    """S1 §5.8: 保单编号."""
    _, number = underwritten(rig, uscc)
    issue(rig, uscc, number)
    rig.reply(a_claim(rig, None, PolicyNumber=f"P{number}"))
    (claim,) = of_type(rig, "claim-notice")
    assert claim.enterprise == uscc
