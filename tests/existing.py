"""What banks and customs announce of documents that were there before the hub, for tests; all data is made up."""

from itertools import count
from typing import Any

from agreements import WIRE
from deposits import all_of
from guarantees import CODE, a_change, a_general_guarantee, a_number
from money import BANK, PAYEE
from rig import Rig

from hub.model import Document
from hub.xml.times import on_wire

IN_FORCE, APPROVED = {"Status": "S"}, {"Status": "G002"}
PAID = {**APPROVED, "Track": [{"Name": "guarantee", "Status": "K001"}]}
_numbers = count(1)


def an_agreement_number() -> str:
    """A number that no other test has."""
    return f"OLD-{next(_numbers):06d}"


def an_existing_bank_agreement(rig: Rig, uscc: str, *functions: str, **result: Any) -> dict[str, Any]:
    """三方协议 with a bank, as the bank has it."""
    return {
        "Enterprise": {"Uscc": uscc, "Name": "某某进出口有限公司"},
        "Form": {"Function": [WIRE[name] for name in functions]},
        "Result": {"AgreementNumber": an_agreement_number(), "SignedAt": on_wire(rig.clock.now()), **result},
    }


def an_existing_payment_agreement(rig: Rig, uscc: str, insurer: str = "ping-an", **result: Any) -> dict[str, Any]:
    """在线交费三方协议, as the paying bank has it; what is None in `result` is left out."""
    values = {
        "Account": PAYEE["PayeeAccount"],
        "Name": PAYEE["PayeeName"],
        "AgreementNumber": an_agreement_number(),
        "EffectiveDate": "2026-01-01",
        "ExpiryDate": None,
        "SignedAt": on_wire(rig.clock.now()),
    }
    return {
        "Enterprise": {"Uscc": uscc, "Name": "某某进出口有限公司"},
        "Form": {
            "Insurer": insurer,
            "Branch": "大连分公司",
            "Service": "1",
            "Payer": {
                "Name": "某某进出口有限公司",
                "Address": "上海市某某路 1 号",
                "Contact": "李雷",
                "Account": "310000000000000001",
                "Phone": "13800000001",
                "Email": "contact@example.com",
                "TaxNumber": uscc,
            },
        },
        "Result": {name: value for name, value in {**values, **result}.items() if value is not None},
    }


def an_existing_guarantee(
    uscc: str | None, figures: tuple[str, str, str] = ("900000.00", "100000.00", "92323.234"), **changes: Any
) -> dict[str, Any]:
    """总担保 by letter, as customs has it: available, used and given back; what is None among `changes` is left out."""
    available, used, given_back = figures
    result = changes.pop("result", {})
    form = {
        "PreEntryNumber": a_number(),
        "GuaranteedCode": "2201960002",
        "GuaranteedUscc": None,
        "GuaranteedName": "某某食品有限公司",
        "PayerCode": "2201960002",
        "PayerName": "某某食品有限公司",
        "PayerBank": "某某银行上海分行",
        "PayerAccount": "310000000000000001",
        "CompetentCustoms": "2200",
        "Amount": "1092323.234",
        "Method": "2",
        "Letter": {"Number": "BH-2026-001", "ValidTo": "2027-06-30"},
        "DeclarantCode": CODE,
        "DeclarantUscc": uscc,
        "DeclarantName": "某某进出口有限公司",
    }
    enterprise = {"Uscc": uscc, "CustomsCode": CODE, "Name": "某某进出口有限公司"}
    return {
        "Enterprise": {name: value for name, value in enterprise.items() if value is not None},
        "Form": {name: value for name, value in {**form, **changes}.items() if value is not None},
        "Result": {
            "GuaranteeNumber": a_number("D801"),
            "Figures": {"AvailableAmount": available, "UsedAmount": used, "ReturnedAmount": given_back},
            **result,
        },
    }


ELEMENTS = {
    "bank-agreement": "ExistingBankAgreement",
    "payment-agreement": "ExistingPaymentAgreement",
    "general-guarantee": "ExistingGeneralGuarantee",
}


def signed_existing(
    rig: Rig, type_: str, content: dict[str, Any], stands: dict[str, Any] | None = None, by: str = "", **header: Any
) -> bytes:
    """The party's message about a document that stands so."""
    is_customs = type_ == "general-guarantee"
    head = {"TakenOver": stands or (PAID if is_customs else IN_FORCE), **header}
    sender = by or ("customs" if is_customs else BANK)
    return rig.signed(ELEMENTS[type_], None, content, sender=sender, **head)


def announce(
    rig: Rig, type_: str, content: dict[str, Any], stands: dict[str, Any] | None = None, by: str = "", **header: Any
) -> None:
    """Let the party announce a document, in a delivery of its own."""
    sender = by or ("customs" if type_ == "general-guarantee" else BANK)
    rig.reply(signed_existing(rig, type_, content, stands, by, **header), party=sender)


def taken_over(rig: Rig, type_: str, content: dict[str, Any], stands: dict[str, Any] | None = None) -> Document:
    """The document that the party announces, which the hub must take over."""
    before = {one.id for one in all_of(rig, type_)}
    announce(rig, type_, content, stands)
    kept = [(row.code, row.field, row.en) for row in rig.store.quarantine.deliveries(9)]
    found = [one for one in all_of(rig, type_) if one.id not in before]
    assert len(found) == 1, kept
    return found[0]


def quarantined(rig: Rig) -> list[tuple[str, str]]:
    """Code and field of what is kept apart, newest first."""
    return [(row.code, row.field) for row in rig.store.quarantine.deliveries(9)]


def a_change_of(uscc: str, content: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """总担保变更登记 of a guarantee that was announced so: its form as a portal writes it, with what changes."""
    form = a_general_guarantee(
        uscc,
        letter=True,
        pre_entry_number=content["Form"]["PreEntryNumber"],
        amount=content["Form"]["Amount"],
        guaranteed_uscc=content["Form"].get("GuaranteedUscc"),
        payment_method=None,
    )
    return a_change(uscc, form, content["Result"]["GuaranteeNumber"], **changes)
