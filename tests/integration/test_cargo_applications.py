"""货运险投保 (S1 §5.2.1, 5.2.2): every field reaches the insurer, each rule refuses by the portal's field."""

from itertools import permutations
from typing import Any

import pytest
from cargo import (
    a_cargo_application,
    a_cargo_form,
    agreed,
    an_agreement_of_cargo,
    at,
    sent,
    underwritten,
)
from money import PAYEE, a_payment, agree, answer, faults_of, of_type, paid, status, underwrite
from rig import Rig, a_uscc, grant_quota

from hub.model import Document
from hub.xml.build import text_at

FIELDS = {
    "AgreementId": "Q-1",
    "Kind": "import-cargo",
    "TransportMode": "2",
    "PolicyHolder/Name": "某某进出口有限公司",
    "PolicyHolder/Ownership": "01",
    "PolicyHolder/Contact": "李雷",
    "PolicyHolder/Email": "contact@example.com",
    "PolicyHolder/Phone": "13800000001",
    "PolicyHolder/IdentityType": "1",
    "PolicyHolder/Industry": "01",
    "PolicyHolder/Address": "上海市某某路 1 号",
    "PolicyForm": "1",
    "ShowsPremium": "true",
    "Insured/Name": "某某进出口有限公司",
    "Goods/Class": "机器、机械器具、电气设备",
    "Goods/Subclass": "电阻器",
    "Goods/Packaging": "22",
    "Goods/Description": "贴片电阻器",
    "Goods/Packages": "100 箱",
    "Goods/Marks": "N/M",
    "Invoice/Type": "1",
    "Invoice/Details/Title": "某某进出口有限公司",
    "Invoice/Details/Address": "上海市某某路 1 号",
    "Invoice/Details/Bank": "某某银行",
    "Invoice/Details/Account": "310000000000000001",
    "Invoice/Details/Email": "invoice@example.com",
    "Invoice/Details/Phone": "13800000001",
    "Transport/InvoiceNumber": "INV-1",
    "Transport/BillOfLading": "BL-1",
    "Transport/Vessel": "示例轮",
    "Transport/Carriage": "1",
    "Transport/DepartureDate": "2026-10-01",
    "Transport/Voyage": "V001E",
    "Transport/Bulk": "false",
    "Transport/ArrivalDate": "2026-11-01",
    "Transport/Origin/Country": "NLD",
    "Transport/Origin/Province": "南荷兰省",
    "Transport/Origin/City": "鹿特丹",
    "Transport/Origin/Port": "鹿特丹港",
    "Transport/Origin/Description": "一号码头",
    "Transport/Destination/Country": "CHN",
    "Transport/Destination/Province": "上海市",
    "Transport/Destination/City": "市辖区",
    "Transport/Destination/Port": "洋山港",
    "Transport/Destination/Description": "三期码头",
    "Transport/Via": "新加坡",
    "Transport/UsesLetterOfCredit": "true",
    "Transport/LetterOfCredit/LetterOfCreditNumber": "LC-1",
    "Transport/ClaimsPayableAt": "上海",
    "Insurance/Main": "1",
    "Insurance/Additional": "6",
    "Insurance/OtherAdditional": "偷窃险",
    "Insurance/InvoiceAmount": "1000.00",
    "Insurance/Markup": "10.00",
    "Insurance/Amount": "1100.00",
    "Insurance/Rate": "0.45",
    "Insurance/Premium": "4.95",
    "SpecialTerm/Name": "免赔",
    "SpecialTerm/Text": "每次事故免赔额 500 元",
    "Attachment/Name": "装箱单.pdf",
}
STARRED = (
    *("transport_mode", "policy_form", "shows_premium", "policy_holder.uscc", "policy_holder.name"),
    *(f"insured.{n}" for n in ("ownership", "contact", "email", "phone", "identity_type", "identity_number")),
    *("policy_holder.industry", "policy_holder.address", "goods.class", "goods.subclass", "goods.packaging"),
    *("goods.description", "goods.packages", "goods.marks", "invoice.title", "invoice.address"),
    *("invoice.tax_number", "invoice.email", "invoice.phone", "transport.vessel", "transport.departure_date"),
    *("transport.voyage", "transport.bulk", "transport.arrival_date", "transport.origin.country"),
    *("transport.origin.port", "transport.origin.description", "transport.destination.country"),
    *("transport.destination.port", "transport.destination.description", "transport.uses_letter_of_credit"),
    *("transport.claims_payable_at", "insurance.main", "insurance.invoice_amount", "insurance.markup"),
    *("insurance.amount", "insurance.rate"),
)
BLANK = (
    *("kind", "copied_from", "invoice.bank", "invoice.account", "transport.invoice_number", "transport.carriage"),
    *("transport.bill_of_lading", "transport.origin.province", "transport.origin.city", "transport.via"),
    *("insurance.additional", "insurance.other_additional", "insurance.premium", "special_term", "attachment"),
)


def submit(rig: Rig, form: dict[str, Any]) -> Document:
    (document,) = rig.submit(form)
    return document


def changed(uscc: str, agreement: str, path: str, value: Any = None) -> dict[str, Any]:
    form = a_cargo_application(uscc, agreement)
    return form | {"data": at(form["data"], path, value)}


@pytest.fixture
def agreement(rig: Rig, uscc: str) -> str:
    return agreed(rig, uscc, f"Q{uscc[-8:]}")


def test_every_field_of_the_form_reaches_the_insurer(rig: Rig, uscc: str) -> None:
    """S1 §5.2.1: the eight parts."""
    insured = a_uscc()
    form = a_cargo_application(uscc, agreed(rig, uscc, "Q-1"))
    document = submit(rig, form | {"data": a_cargo_form(uscc, "Q-1", insured)})
    message = sent(rig, document)
    found = {path: text_at(message, path) for path in FIELDS}
    assert found == FIELDS
    assert [text_at(message, f"{who}/Uscc") for who in ("PolicyHolder", "Insured")] == [uscc, insured]


@pytest.mark.parametrize("field", STARRED)
def test_a_field_with_a_star_is_refused_when_it_is_missing(rig: Rig, uscc: str, agreement: str, field: str) -> None:
    """S1 §5.2.1."""
    assert faults_of(rig, submit(rig, changed(uscc, agreement, field))) == [("HUB-201", f"data.{field}")]


def test_fields_without_a_star_may_be_left_out(rig: Rig, uscc: str, agreement: str) -> None:
    """S1 §5.2.1; 险种 comes from the agreement."""
    form = a_cargo_application(uscc, agreement)
    for field in BLANK:
        form["data"] = at(form["data"], field)
    assert submit(rig, form).status == "P001"


def test_without_an_invoice_the_rest_may_be_absent(rig: Rig, uscc: str, agreement: str) -> None:
    """无需开具发票."""
    assert submit(rig, changed(uscc, agreement, "invoice", {"type": "none"})).status == "P001"


def test_the_number_of_a_letter_of_credit_goes_with_its_use(rig: Rig, uscc: str, agreement: str) -> None:
    """Needed when one is used, and no field of the form when none is."""
    missing = submit(rig, changed(uscc, agreement, "transport.letter_of_credit_number"))
    assert faults_of(rig, missing) == [("HUB-201", "data.transport.letter_of_credit_number")]
    surplus = submit(rig, changed(uscc, agreement, "transport.uses_letter_of_credit", value=False))
    assert faults_of(rig, surplus) == [("HUB-214", "data.transport.letter_of_credit_number")]


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("transport.departure_date", "2026-04-25", ("HUB-336", "data.transport.departure_date")),
        ("transport.departure_date", "2027-05-27", ("HUB-336", "data.transport.departure_date")),
        ("transport_mode", "rail", ("HUB-337", "data.transport_mode")),
        ("insurance.main", "with-average", ("HUB-337", "data.insurance.main")),
        ("goods.subclass", "变压器", ("HUB-337", "data.goods.class")),
        ("kind", "export", ("HUB-332", "data.kind")),
        ("transport.arrival_date", "2026-09-30", ("HUB-328", "data.transport.arrival_date")),
        ("insurance.amount", "1100.02", ("HUB-338", "data.insurance.amount")),
        ("insurance.markup", "-1", ("HUB-207", "data.insurance.markup")),
        ("agreement_id", "Q-none", ("HUB-314", "data.agreement_id")),
        ("goods.packaging", "sack-of-gold", ("HUB-206", "data.goods.packaging")),
        ("transport.origin.country", "XXX", ("HUB-206", "data.transport.origin.country")),
        ("insured.uscc", "91310000MA00000000", ("HUB-208", "data.insured.uscc")),
    ],
)
def test_what_the_agreement_does_not_cover_is_refused_by_its_field(
    rig: Rig, uscc: str, agreement: str, path: str, value: str, fault: tuple[str, str]
) -> None:
    """S1 §5.2.1: 比对投保信息与协议内容; refusing early is ours."""
    document = submit(rig, changed(uscc, agreement, path, value))
    found = faults_of(rig, document)
    assert found[0] == fault, found


def test_the_policy_holder_is_the_submissions_enterprise(rig: Rig, uscc: str, agreement: str) -> None:
    """The insured may be anybody."""
    document = submit(rig, changed(uscc, agreement, "policy_holder.uscc", a_uscc()))
    assert faults_of(rig, document) == [("HUB-332", "data.policy_holder.uscc")]


def test_additional_coverage_must_be_agreed_on_too(rig: Rig, uscc: str) -> None:
    """S1 §5.2.1: the agreement lists its coverages."""
    only = [{"Number": "1", "Main": "true", "Name": "1"}, {"Number": "6", "Main": "false", "Name": "6"}]
    agreed(rig, uscc, "Q-2", Coverage=only)
    document = submit(rig, a_cargo_application(uscc, "Q-2"))
    assert faults_of(rig, document) == [("HUB-337", "data.insurance.additional")]


@pytest.mark.parametrize("validity", ["0", "1"])
def test_an_agreement_covers_while_it_is_valid(rig: Rig, uscc: str, validity: str) -> None:
    """Nobody else's, and none that is 无效 (S1 §5.1.3)."""
    agreed(rig, uscc, "Q-3", Validity=validity)
    document = submit(rig, a_cargo_application(uscc, "Q-3"))
    expected = [] if validity == "1" else [("HUB-315", "data.agreement_id")]
    assert (faults_of(rig, document) if document.status == "H001" else []) == expected
    other = a_uscc()
    assert faults_of(rig, submit(rig, a_cargo_application(other, "Q-3"))) == [("HUB-314", "data.agreement_id")]


def test_what_was_accepted_runs_on_when_its_agreement_changes(rig: Rig, uscc: str, agreement: str) -> None:
    """The agreement must hold when the hub accepts; the insurer decides then."""
    document = submit(rig, a_cargo_application(uscc, agreement))
    rig.reply(an_agreement_of_cargo(rig, uscc, agreement, "2026-06-01T10:00:00+08:00", Validity="0"))
    answer(rig, document, "CargoUnderwriting", "A001")
    assert status(rig, document) == "A001"
    again = submit(rig, a_cargo_application(uscc, agreement))
    assert faults_of(rig, again) == [("HUB-315", "data.agreement_id")]


def test_another_insurers_agreement_covers_nothing_here(rig: Rig, uscc: str) -> None:
    """An agreement id is one insurer's."""
    rig.reply(an_agreement_of_cargo(rig, uscc, "Q-4", sender="boc-insurance"), party="boc-insurance")
    document = submit(rig, a_cargo_application(uscc, "Q-4"))
    assert faults_of(rig, document) == [("HUB-314", "data.agreement_id")]


# ---- what the insurer says ----


def test_receipts_in_any_order_end_alike(rig: Rig) -> None:
    """S1 §5.2.2: optional steps, each told before or after the others."""
    result = {"Premium": "5.00", **PAYEE}
    for number, order in enumerate(permutations(["A001", "U001", "U003", "I001"])):
        uscc = a_uscc()
        document = submit(rig, a_cargo_application(uscc, agreed(rig, uscc, f"QP{number}")))
        for code in order:
            more = {"ApplicationNumber": f"N{number}", **(result if code == "I001" else {})}
            answer(rig, document, "CargoUnderwriting", code, more)
        assert status(rig, document) == "I001", order


@pytest.mark.parametrize("code", ["A001", "A002", "U001", "U002", "U003", "U004", "S", "F"])
def test_each_status_reaches_the_portal_with_what_came_back(rig: Rig, uscc: str, agreement: str, code: str) -> None:
    """S1 §5.2.2; the receipts carry 投保单号."""
    document = submit(rig, a_cargo_application(uscc, agreement))
    answer(rig, document, "CargoUnderwriting", code, {"ApplicationNumber": f"A{agreement}"})
    rig.work()
    told = [e["data"] for e in rig.events() if e["data"]["document"] == document.id][-1]
    assert (told["status"], told["returned"]) == (code, {"application_number": f"A{agreement}"})


def test_issued_and_unpaid_names_premium_and_account(rig: Rig, uscc: str) -> None:
    """S1 §5.2.3: 已出单未缴费; 在线支付 needs 保费, 收款账号 and its name."""
    document, number = underwritten(rig, uscc)
    rig.work()
    told = [e["data"] for e in rig.events() if e["data"]["document"] == document.id][-1]
    expected = {"application_number": number, "premium": "5.00"}
    expected |= {"payee_account": PAYEE["PayeeAccount"], "payee_name": PAYEE["PayeeName"]}
    assert (told["status"], told["list_label_zh"], told["returned"]) == ("I001", "已出单未缴费", expected)


def test_issued_without_a_premium_is_quarantined(rig: Rig, uscc: str, agreement: str) -> None:
    """What a code promises must come with it."""
    document = submit(rig, a_cargo_application(uscc, agreement))
    answer(rig, document, "CargoUnderwriting", "I001", {"ApplicationNumber": f"A{agreement}"})
    assert status(rig, document) == "P001"
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-201"]


def test_issued_and_declined_exclude_each_other(rig: Rig, uscc: str) -> None:
    """The first recorded stands, and an alarm is raised."""
    document, number = underwritten(rig, uscc)
    answer(rig, document, "CargoUnderwriting", "U004", {"ApplicationNumber": number})
    (found,) = rig.store.documents.find(document.id)
    assert (found.status, "contradicts" in found.disputes) == ("I001", True)


# ---- paying (S1 §5.2.3) ----


def test_several_cargo_applications_are_paid_together_and_advised(rig: Rig, uscc: str) -> None:
    """在线支付; paying, paid, and the insurer is told."""
    found = [underwritten(rig, uscc, premium) for premium in ("5.00", "6.50")]
    number = agree(rig, uscc)
    (payment,) = rig.submit(a_payment(uscc, number, {n: p for (_, n), p in zip(found, ("5.00", "6.50"), strict=True)}))
    assert [status(rig, d) for d, _ in found] == ["Y001", "Y001"]
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by="ping-an-bank")
    assert [status(rig, d) for d, _ in found] == ["Y002", "Y002"]
    (advice,) = [d for d in of_type(rig, "payment-advice") if d.enterprise == uscc]
    message = sent(rig, advice)
    assert (text_at(message, "Total"), text_at(message, "Application/Number")) == ("11.50", found[0][1])


def test_a_failed_payment_of_cargo_is_made_again(rig: Rig, uscc: str) -> None:
    """重新支付 takes 支付失败 only (S1 §5.2.3)."""
    document, number = underwritten(rig, uscc)
    name = agree(rig, uscc)
    (payment,) = rig.submit(a_payment(uscc, name, {number: "5.00"}))
    answer(rig, payment, "PaymentResult", "Y003", by="ping-an-bank")
    assert status(rig, document) == "Y003"
    (fresh,) = rig.submit(a_payment(uscc, name, {number: "5.00"}))
    assert faults_of(rig, fresh) == [("HUB-315", "data.applications[0].number")]
    more = {"data": {"operation": "again"}, "again_of": payment.sender_ref}
    (again,) = rig.submit(a_payment(uscc, name, {number: "5.00"}, **more))
    assert (again.status, status(rig, document)) == ("P001", "Y001")


def test_duty_and_cargo_are_not_paid_together(rig: Rig, uscc: str) -> None:
    """All or nothing, of one kind."""
    grant_quota(rig, uscc)
    _, duty = underwrite(rig, uscc)
    _, cargo = underwritten(rig, uscc)
    (payment,) = rig.submit(a_payment(uscc, agree(rig, uscc), {duty: "2555.56", cargo: "5.00"}))
    assert {code for code, _ in faults_of(rig, payment)} == {"HUB-339"}


def test_a_premium_of_zero_is_not_paid(rig: Rig, uscc: str) -> None:
    """It waits for the insurer's S."""
    _, number = underwritten(rig, uscc, "0.00")
    (payment,) = rig.submit(a_payment(uscc, agree(rig, uscc), {number: "0.01"}))
    assert ("HUB-331", "data.applications[0].number") in faults_of(rig, payment)


def test_nothing_is_paid_before_it_is_issued(rig: Rig, uscc: str, agreement: str) -> None:
    """S1 §5.2.3: 选择已出单未缴费状态."""
    document = submit(rig, a_cargo_application(uscc, agreement))
    answer(rig, document, "CargoUnderwriting", "U001", {"ApplicationNumber": "N-early"})
    (payment,) = rig.submit(a_payment(uscc, agree(rig, uscc), {"N-early": "5.00"}))
    assert faults_of(rig, payment) == [("HUB-315", "data.applications[0].number")]
