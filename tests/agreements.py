"""Agreements with banks, and what banks say of them, for tests that drive the flow."""

from typing import Any

from files import A_PNG, in_base64
from money import BANK
from rig import Rig, an_envelope

from hub.model import Document
from hub.xml.times import on_wire

LEGAL_PERSON = {"card": "legal-person", "name": "韩梅梅"}
BINDING, REMIT_IN, REMIT_OUT, FINANCING = "user-binding", "remit-in", "remit-out", "financing"
WIRE = {BINDING: "1", "account-booking": "2", REMIT_IN: "3", REMIT_OUT: "4", FINANCING: "5", "guarantee-letter": "6"}
"""The codes of functions in messages."""


def a_seal(**more: Any) -> dict[str, Any]:
    """A seal of the legal person (S0 制作印章)."""
    return {
        "holder": LEGAL_PERSON["name"],
        "certificate_cn": "CN-0002",
        "user_name": "hmm",
        "name": "公司章",
        "valid_from": "2026-01-01 00:00:00",
        "valid_to": "2030-12-31",
        "type": "company",
        "size": {"width": "40", "height": "38", "offset": "-1"},
        "content": "某某进出口有限公司",
        "image": in_base64(A_PNG),
        **more,
    }


def a_bank_agreement(uscc: str, *functions: str, bank: str = BANK, **more: Any) -> dict[str, Any]:
    """三方协议签约 for some functions; `data` in `more` replaces fields of the form."""
    data = {"functions": list(functions), "seal": a_seal(), "consent": True, **more.pop("data", {})}
    return an_envelope("bank-agreement", uscc, data, **{"signer": LEGAL_PERSON, "party": bank, **more})


def a_release(uscc: str, number: str, bank: str = BANK, **more: Any) -> dict[str, Any]:
    """解除协议 of the agreement with a number."""
    data = {"agreement_number": number, "seal": a_seal(), **more.pop("data", {})}
    return an_envelope("bank-agreement-release", uscc, data, **{"signer": LEGAL_PERSON, "party": bank, **more})


def bank_says(rig: Rig, document: Document, code: str, result: Any = None, *, bank: str = BANK) -> None:
    """The bank's decision on an agreement or a release."""
    element = {"bank-agreement": "BankAgreementDecision", "bank-agreement-release": "BankAgreementReleaseDecision"}
    answer = rig.decision(element[document.type], rig.message_of(document.id), code, result, sender=bank)
    rig.reply(answer, party=bank)


def signed_result(rig: Rig, document: Document, *functions: str) -> dict[str, Any]:
    """What a bank's S brings: 协议书号, 签约日期, and perhaps the functions."""
    listed = {"Function": [WIRE[name] for name in functions]} if functions else {}
    return {"AgreementNumber": f"B{document.id[-12:]}", "SignedAt": on_wire(rig.clock.now()), **listed}


def sign(rig: Rig, uscc: str, *functions: str, bank: str = BANK) -> tuple[Document, str]:
    """Bring an agreement into force; return it with its number."""
    (agreement,) = rig.submit(a_bank_agreement(uscc, *functions, bank=bank))
    result = signed_result(rig, agreement)
    bank_says(rig, agreement, "S", result, bank=bank)
    return agreement, str(result["AgreementNumber"])
