"""What portals and insurers write into the fields of the nine documents arrives as they wrote it."""

import json

from money import PAYEE, a_payment, a_policy, an_agreement, answer, of_type, status, underwrite
from rig import Rig, a_credit_authorization

from hub.model import Document
from hub.xml.build import text_at
from hub.xml.parse import parse_xml
from hub.xml.times import on_wire

INVOICE = {
    "Type": "1",
    "Title": "某某进出口有限公司",
    "Address": "上海市某某路 1 号",
    "Bank": "某某银行",
    "Account": "310000000000000001",
    "Email": "invoice@example.com",
    "TaxNumber": "913100000000000000",
    "Phone": "13800000001",
}


def returned(rig: Rig, document: Document) -> dict[str, object]:
    """All that came back for a document."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return {name: value for t in trail.transitions for name, value in t.detail.get("returned", {}).items()}


def test_a_seal_whose_dates_carry_a_time_of_day_is_sent_with_its_days(rig: Rig, enterprise: str) -> None:
    """As the screen writes them (S0: `2019-11-05 00:00:00`)."""
    form = a_credit_authorization(enterprise)
    form["data"]["seal"] |= {"valid_from": "2019-11-05 00:00:00", "valid_to": "2029-10-25 00:00:00"}
    (document,) = rig.submit(form)
    message = parse_xml(rig.store.archive.payload(rig.message_of(document.id).digest) or b"")
    assert (document.status, text_at(message, "Seal/ValidFrom"), text_at(message, "Seal/ValidTo")) == (
        "P001",
        "2019-11-05",
        "2029-10-25",
    )


def test_an_authorization_succeeds_without_a_number_of_the_insurers(rig: Rig, enterprise: str) -> None:
    """企业征信编号 may be missing: the hub's own number stands for it."""
    (document,) = rig.submit(a_credit_authorization(enterprise))
    answer(rig, document, "CreditAuthorizationDecision", "S", {"SignedAt": on_wire(rig.clock.now())})
    assert status(rig, document) == "S"


def test_a_policys_invoice_block_account_and_day_reach_the_portal(rig: Rig, enterprise: str) -> None:
    """As the policy's details show them (S1 §5.7.3, S0)."""
    _, number = underwrite(rig, enterprise)
    account = {**PAYEE, "AppliedOn": "2026-09-21"}
    rig.reply(a_policy(rig, enterprise, number, InvoiceInformation=INVOICE, **account))
    (document,) = of_type(rig, "duty-policy")
    expected = {
        "invoice_type": "electronic",
        "invoice_title": INVOICE["Title"],
        "invoice_address": INVOICE["Address"],
        "invoice_bank": INVOICE["Bank"],
        "invoice_account": INVOICE["Account"],
        "invoice_email": INVOICE["Email"],
        "invoice_tax_number": INVOICE["TaxNumber"],
        "invoice_phone": INVOICE["Phone"],
        "payee_account": PAYEE["PayeeAccount"],
        "payee_name": PAYEE["PayeeName"],
        "applied_on": "2026-09-21",
    }
    found = returned(rig, document)
    assert {name: found.get(name) for name in expected} == expected
    rig.work()
    (told,) = [e for e in rig.events() if e["data"]["document"] == document.id and e["data"]["status"] == "S"]
    assert expected.items() <= told["data"]["returned"].items(), json.dumps(told, ensure_ascii=False)


def test_an_agreement_without_a_beginning_is_in_force_at_once(rig: Rig, enterprise: str) -> None:
    """协议生效时间 may be blank (S1 §4.1.1)."""
    (agreement,) = rig.submit(an_agreement(enterprise))
    answer(rig, agreement, "PayeeData", "P101", {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]})
    result = {"AgreementNumber": "A-77", "SignedAt": on_wire(rig.clock.now())}
    answer(rig, agreement, "PaymentAgreementDecision", "S", result, by="ping-an-bank")
    assert status(rig, agreement) == "S"
    _, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, "A-77", {number: "2555.56"}))
    assert payment.status == "P001"
