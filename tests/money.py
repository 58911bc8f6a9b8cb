"""What portals, insurers and banks say to each other about premiums, for tests that drive the flow."""

from collections.abc import Mapping
from typing import Any

from files import A_PDF, in_base64
from rig import AN_UNDERWRITING, COVER_FROM, COVER_TO, Rig, a_duty_application, an_envelope

from hub.model import Document
from hub.ports import Filter
from hub.xml.times import on_wire

BANK, INSURER = "ping-an-bank", "ping-an"
PAYEE = {"PayeeAccount": "6200000000000000088", "PayeeName": "示例保险公司大连分公司"}


def an_agreement(uscc: str, bank: str = BANK, **more: Any) -> dict[str, Any]:
    payer = {
        "name": "某某进出口有限公司",
        "address": "上海市某某路 1 号",
        "contact": "李雷",
        "account": "310000000000000001",
        "phone": "13800000001",
        "email": "contact@example.com",
        "tax_number": uscc,
    }
    form = {"branch": "大连分公司", "bank": bank, "service": "premium", "payer": payer, "consent": True}
    signer = {"card": "legal-person", "name": "韩梅梅"}
    return an_envelope("payment-agreement", uscc, form, signer=signer, **more)


def a_payment(uscc: str, agreement: str, applications: Mapping[str, str], **more: Any) -> dict[str, Any]:
    """One payment for applications, by number with their premiums."""
    items = [
        {"number": n, "premium": p, "payee_account": PAYEE["PayeeAccount"], "payee_name": PAYEE["PayeeName"]}
        for n, p in applications.items()
    ]
    total = sum(int(p.replace(".", "")) for p in applications.values())
    form = {
        "operation": "pay",
        "agreement_number": agreement,
        "applications": items,
        "total": f"{total / 100:.2f}",
        "currency": "CNY",
        **more.pop("data", {}),
    }
    return an_envelope("premium-payment", uscc, form, party=BANK, **more)


def answer(rig: Rig, document: Document, element: str, code: str, result: Any = None, by: str = INSURER) -> None:
    """The party's business receipt to the newest message of a document."""
    rig.reply(rig.decision(element, rig.message_of(document.id), code, result, sender=by), party=by)


def signing(rig: Rig, uscc: str) -> Document:
    """A payment agreement that its insurer has not answered."""
    (agreement,) = rig.submit(an_agreement(uscc))
    return agreement


def at_the_bank(rig: Rig, uscc: str) -> Document:
    """A payment agreement that its insurer has taken, and its bank has not answered."""
    agreement = signing(rig, uscc)
    answer(rig, agreement, "PayeeData", "P101", {"Account": "62001", "Name": "收款户"})
    return agreement


def agree(rig: Rig, uscc: str, bank: str = BANK) -> str:
    """Bring a payment agreement with a bank into force; return its number."""
    (agreement,) = rig.submit(an_agreement(uscc, bank))
    answer(rig, agreement, "PayeeData", "P101", {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]})
    number = f"A{agreement.id[-12:]}"
    result = {"AgreementNumber": number, "EffectiveDate": "2026-09-21", "SignedAt": on_wire(rig.clock.now())}
    answer(rig, agreement, "PaymentAgreementDecision", "S", result, by=bank)
    return number


def underwrite(rig: Rig, uscc: str, premium: str = "2555.56", **data: Any) -> tuple[Document, str]:
    """Bring an application to where it waits for its payment; `data` are fields of its form."""
    form = a_duty_application(uscc)
    (application,) = rig.submit(form | {"data": form["data"] | data})
    number = f"T{application.id[-12:]}"
    result = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": premium, **PAYEE}
    answer(rig, application, "UnderwritingResult", "P202", result)
    return application, number


def paid(rig: Rig) -> dict[str, str]:
    return {"BankReference": f"B{rig.clock.now()}", "PaidAt": on_wire(rig.clock.now())}


def a_policy(rig: Rig, uscc: str, application: str, **more: Any) -> bytes:
    """The policy of `a_duty_application`, whose customs it lists in another order; files stand last."""
    files = {"Policy": in_base64(A_PDF)}
    files |= {name: more.pop(name) for name in ("Policy", "Invoice") if name in more}
    body = {
        "Enterprise": {"Uscc": uscc, "Name": "某某进出口有限公司"},
        "ApplicationNumber": application,
        "PolicyNumber": f"P{application}",
        "Use": "1",
        "RegisteredCustoms": "0100",
        "ClearanceCustoms": ["0200", "0100"],
        "StartDate": COVER_FROM,
        "EndDate": COVER_TO,
        "Amount": "1000.00",
        "Rate": "2.30",
        "Premium": "2555.56",
        **more,
        **files,
    }
    return rig.signed("DutyPolicy", None, body, sender=INSURER)


def status(rig: Rig, document: Document) -> str:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return trail.document.status


def of_type(rig: Rig, type_: str) -> list[Document]:
    return rig.store.documents.log(Filter(type=type_))


def faults_of(rig: Rig, document: Document) -> list[tuple[str, str]]:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return [(f["code"], f["field"]) for f in trail.transitions[-1].detail["faults"]]
