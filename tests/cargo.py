"""What portals and insurers write about cargo insurance and claims, for tests that drive the flow."""

from typing import Any

from files import A_PDF, in_base64
from lxml import etree
from money import PAYEE, a_payment, agree, answer, paid
from rig import Rig, an_envelope

from hub.model import Document
from hub.xml.parse import parse_xml


def a_reservation(uscc: str, **data: Any) -> dict[str, Any]:
    form = {
        "intended_insurance": "进口货物运输险",
        "contact": "李雷",
        "phone": "010-65000001",
        "email": "contact@example.com",
        "annual_amount": "50000000.00",
        "voyage_limit": "1000000",
        "transport_mode": "other",
        "other_transport_mode": "管道",
        "address": {"province": "310000", "city": "310100", "district": "310115", "street": "某某路 1 号"},
        "goods": "电阻器",
        "routes": "上海—鹿特丹",
    }
    return an_envelope("cargo-reservation", uscc, form | data)


def sent(rig: Rig, document: Document) -> etree._Element:
    """The newest business message of a document."""
    return parse_xml(rig.store.archive.payload(rig.message_of(document.id).digest) or b"")


AGREED = {
    "Kind": "import-cargo",
    "Operation": "1",
    "EffectiveDate": "2026-04-26",
    "ExpiryDate": "2027-05-26",
    "TransportMode": ["2", "4", "5"],
    "MinimumPremium": "50000.00",
    "Rate": "8.000",
    "Validity": "1",
    "StatusText": "协议新增",
    "Contact": "李雷",
    "Phone": "13800000001",
    "Email": "contact@example.com",
    "Address": "上海市某某路 1 号",
    "SpecialTerm": [{"Number": "1", "Name": "免赔", "Text": "每次事故免赔额 1000 元"}],
    "Coverage": [
        {"Number": "1", "Main": "true", "Name": "1"},
        {"Number": "2", "Main": "true", "Name": "5"},
        {"Number": "6", "Main": "false", "Name": "6"},
        {"Number": "7", "Main": "false", "Name": "7"},
    ],
    "GoodsClass": [
        {"Class": "机器、机械器具、电气设备", "Subclass": "印刷电路"},
        {"Class": "机器、机械器具、电气设备", "Subclass": "电阻器"},
    ],
}
"""What an agreement says but for its id and time, as S1 §5.2.1 shows one."""


def an_agreement_of_cargo(
    rig: Rig, uscc: str, number: str, at: str = "", sender: str = "ping-an", **more: Any
) -> bytes:
    """A version of an agreement, announced at the insurer's own time."""
    said = AGREED | more
    body = {
        "Enterprise": {"Uscc": uscc, "Name": "某某进出口有限公司"},
        "AgreementId": number,
        "AnnouncedAt": at or "2026-04-25T10:00:00+08:00",
        **{name: value for name, value in said.items() if value is not None},
    }
    return rig.signed("CargoAgreement", None, body, sender=sender)


def a_claim(rig: Rig, uscc: str | None, sender: str = "ping-an", **more: Any) -> bytes:
    """A claim; `uscc` None: of an enterprise that the message does not name."""
    said = {
        "ReportNumber": None,
        "InsuredCode": None,
        "InsuredName": None,
        "PolicyNumber": None,
        "Kind": "import-cargo",
        "Amount": "222.00",
        "Currency": "CNY",
        "OccurredAt": None,
        "PaidAt": "2026-07-28",
        "ApprovedAt": "2026-07-27",
    } | more
    body = {"Enterprise": {"Uscc": uscc, "Name": "某某进出口有限公司"}} if uscc else {}
    body |= {name: value for name, value in said.items() if value is not None}
    return rig.signed("ClaimNotice", None, body, sender=sender)


def a_party_of_cargo(uscc: str) -> dict[str, Any]:
    return {
        "uscc": uscc,
        "name": "某某进出口有限公司",
        "ownership": "organ",
        "contact": "李雷",
        "email": "contact@example.com",
        "phone": "13800000001",
        "identity_type": "uscc",
        "identity_number": uscc,
        "industry": "01",
        "address": "上海市某某路 1 号",
    }


def a_cargo_form(uscc: str, agreement: str, insured: str = "") -> dict[str, Any]:
    """The eight parts of the form (S1 §5.2.1), which `AGREED` covers."""
    return {
        "agreement_id": agreement,
        "kind": "import",
        "transport_mode": "sea",
        "policy_holder": a_party_of_cargo(uscc),
        "policy_form": "electronic",
        "shows_premium": True,
        "insured": a_party_of_cargo(insured or uscc),
        "goods": {
            "class": "机器、机械器具、电气设备",
            "subclass": "电阻器",
            "packaging": "paper-box",
            "description": "贴片电阻器",
            "packages": "100 箱",
            "marks": "N/M",
        },
        "invoice": {
            "type": "electronic",
            "title": "某某进出口有限公司",
            "address": "上海市某某路 1 号",
            "bank": "某某银行",
            "account": "310000000000000001",
            "email": "invoice@example.com",
            "tax_number": uscc,
            "phone": "13800000001",
        },
        "transport": {
            "invoice_number": "INV-1",
            "bill_of_lading": "BL-1",
            "vessel": "示例轮",
            "carriage": "direct",
            "departure_date": "2026-10-01",
            "voyage": "V001E",
            "bulk": False,
            "arrival_date": "2026-11-01",
            "origin": {
                "country": "NLD",
                "province": "南荷兰省",
                "city": "鹿特丹",
                "port": "鹿特丹港",
                "description": "一号码头",
            },
            "destination": {
                "country": "CHN",
                "province": "上海市",
                "city": "市辖区",
                "port": "洋山港",
                "description": "三期码头",
            },
            "via": "新加坡",
            "uses_letter_of_credit": True,
            "letter_of_credit_number": "LC-1",
            "claims_payable_at": "上海",
        },
        "insurance": {
            "main": "all-risks",
            "additional": ["war", "strikes"],
            "other_additional": "偷窃险",
            "invoice_amount": "1000.00",
            "markup": "10",
            "amount": "1100.00",
            "rate": "0.45",
            "premium": "4.95",
        },
        "special_term": [{"name": "免赔", "text": "每次事故免赔额 500 元"}],
        "attachment": [{"name": "装箱单.pdf", "content": in_base64(A_PDF)}],
    }


def at(form: dict[str, Any], path: str, value: Any = None) -> dict[str, Any]:
    """A copy of a form with another value at a path; None: without the field."""
    name, _, rest = path.partition(".")
    if rest:
        return {**form, name: at(form[name], rest, value)}
    return {key: one for key, one in {**form, name: value}.items() if one is not None}


def a_cargo_application(uscc: str, agreement: str, **more: Any) -> dict[str, Any]:
    return an_envelope("cargo-application", uscc, a_cargo_form(uscc, agreement), **more)


def agreed(rig: Rig, uscc: str, number: str, **more: Any) -> str:
    """An agreement in force."""
    rig.reply(an_agreement_of_cargo(rig, uscc, number, **more))
    return number


def underwritten(rig: Rig, uscc: str, premium: str = "5.00", without: str = "") -> tuple[Document, str]:
    """An application that is issued and waits for its payment; `without` is the path of a field that it leaves out."""
    name = f"Q{uscc[-8:]}{premium}"
    form = a_cargo_application(uscc, agreed(rig, uscc, name))
    (document,) = rig.submit(at(form, f"data.{without}") if without else form)
    number = f"C{document.id[-12:]}"
    result = {"ApplicationNumber": number, "Premium": premium, **PAYEE}
    answer(rig, document, "CargoUnderwriting", "I001", result)
    return document, number


def a_policy_of_cargo(
    rig: Rig, uscc: str, application: str, agreement: str, sender: str = "ping-an", **more: Any
) -> bytes:
    """The policy of `a_cargo_form`, paid at 5.00."""
    who = {"Uscc": uscc, "Name": "某某进出口有限公司"}
    said = {
        "Enterprise": who,
        "ApplicationNumber": application,
        "PolicyNumber": f"P{application}",
        "AgreementId": agreement,
        "Kind": "import-cargo",
        "TransportMode": "2",
        "PolicyForm": "1",
        "PolicyHolder": who,
        "Insured": who,
        "GoodsClass": "机器、机械器具、电气设备",
        "GoodsSubclass": "电阻器",
        "GoodsDescription": "贴片电阻器",
        "DepartureDate": "2026-10-01",
        "ArrivalDate": "2026-11-01",
        "OriginPort": "鹿特丹港",
        "DestinationPort": "洋山港",
        "MainCoverage": "1",
        "AdditionalCoverage": ["7", "6"],
        "OtherCoverage": "偷窃险",
        "InvoiceAmount": "1000",
        "Amount": "1100.0",
        "Rate": "0.450",
        "Premium": "5.00",
        "Currency": "CNY",
        "StartDate": "2026-10-01",
        "EndDate": "2026-12-31",
        "Policy": in_base64(A_PDF),
        "Invoice": None,
    } | more
    body = {name: value for name, value in said.items() if value is not None}
    return rig.signed("CargoPolicy", None, body, sender=sender)


def pay_cargo(rig: Rig, uscc: str, number: str, code: str = "Y002") -> Document:
    """Pay an application of 5.00; `code` is the bank's answer, empty for none."""
    (payment,) = rig.submit(a_payment(uscc, agree(rig, uscc), {number: "5.00"}))
    if code:
        answer(rig, payment, "PaymentResult", code, paid(rig) if code == "Y002" else None, by="ping-an-bank")
    return payment


def a_cancellation(uscc: str, application: str) -> dict[str, Any]:
    """By record number or 投保单号."""
    return an_envelope("cargo-cancellation", uscc, {"application": application})


def in_status(rig: Rig, uscc: str, *codes: str) -> tuple[Document, str]:
    """An application about which the insurer has said these codes."""
    name = f"Q{uscc[-8:]}"
    (document,) = rig.submit(a_cargo_application(uscc, agreed(rig, uscc, name)))
    number = f"C{document.id[-12:]}"
    for code in codes:
        issued = {"Premium": "5.00", **PAYEE} if code == "I001" else {}
        answer(rig, document, "CargoUnderwriting", code, {"ApplicationNumber": number, **issued})
    return document, number


def an_amendment(uscc: str, application: str, agreement: str, **changes: Any) -> dict[str, Any]:
    """The whole form again; `changes` by path, with `__` for the dots."""
    form = a_cargo_form(uscc, agreement)
    for path, value in changes.items():
        form = at(form, path.replace("__", "."), value)
    return an_envelope("cargo-amendment", uscc, {"application": application, **form})
