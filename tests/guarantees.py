"""Forms and answers of processing-trade guarantees, for tests that play portals and customs; all data is made up."""

from itertools import count
from typing import Any

from customs import an_approval
from deposits import a_guarantee_number, a_levy, all_of, send
from money import status
from rig import Rig, an_envelope

from hub.model import Document
from hub.xml.times import on_wire

CODE = "3101960001"
"""The customs code of the enterprise in `an_envelope`."""
DECIDED = "GuaranteeDecision"
_numbers = count(1)


def a_number(kind: str = "2026") -> str:
    """A business number that no other test has."""
    return f"{kind}{next(_numbers):014d}"


def a_general_guarantee(
    uscc: str, *, amount: str = "1092323.234", letter: bool = False, **changes: Any
) -> dict[str, Any]:
    """总担保设立登记 (S2 §2.1). What is None among `changes` is left out; `envelope` is what is around the form."""
    envelope = changes.pop("envelope", {})
    form = {
        "pre_entry_number": a_number(),
        "guaranteed_code": "2201960002",
        "guaranteed_name": "某某食品有限公司",
        "payer_name": "某某食品有限公司",
        "payer_code": "2201960002",
        "payer_bank": "某某银行上海分行",
        "payer_account": "310000000000000001",
        "competent_customs": "2200",
        "amount": amount,
        "method": "letter" if letter else "deposit",
        "letter": {"number": "BH-2026-001", "valid_to": "2027-06-30"} if letter else None,
        "payment_method": "transfer",
        "entered_by_code": CODE,
        "entered_by_name": "某某进出口有限公司",
        "declarant_code": CODE,
        "declarant_uscc": uscc,
        "declarant_name": "某某进出口有限公司",
        "declared_on": "2026-09-21",
        "remark": "加工贸易手册担保",
    }
    data = {name: value for name, value in {**form, **changes}.items() if value is not None}
    return an_envelope("general-guarantee", uscc, data, party="customs", **envelope)


def decide(rig: Rig, document: Document, code: str, result: Any = None, *, at: int | None = None) -> bytes:
    """Customs' business answer to the newest message of a document, not sent yet."""
    return rig.decision(DECIDED, rig.message_of(document.id), code, result, sender="customs", decided_at=at)


def hear(rig: Rig, *bodies: bytes) -> None:
    """Take messages of customs through the line in one batch."""
    rig.reply(*bodies, party="customs")


def approve(rig: Rig, document: Document, result: Any = None, *, at: int | None = None) -> None:
    """Customs approves: G002."""
    hear(rig, decide(rig, document, "G002", result, at=at))
    assert status(rig, document) == "G002"


def a_guarantee_in_force(rig: Rig, uscc: str, **changes: Any) -> tuple[Document, str]:
    """A general guarantee that customs has approved, and its 总担保编号."""
    (document,) = rig.submit(a_general_guarantee(uscc, **changes))
    assert document.status == "P001", faults(rig, document)
    number = a_number("D801")
    approve(rig, document, {"GuaranteeNumber": number})
    return document, number


def figures(available: str, used: str = "0.00", given_back: str = "0.00") -> dict[str, dict[str, str]]:
    """可用, 已用 and 已退回 as customs writes them."""
    return {"Figures": {"AvailableAmount": available, "UsedAmount": used, "ReturnedAmount": given_back}}


def faults(rig: Rig, document: Document) -> list[tuple[str, str]]:
    """Code and field of each fault of a refused submission."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return [(f["code"], f["field"]) for f in trail.transitions[-1].detail.get("faults", [])]


def refused(rig: Rig, form: dict[str, Any]) -> list[tuple[str, str]]:
    """Code and field of each fault of a submission that the hub must refuse."""
    (document,) = rig.submit(form)
    assert document.status == "H001"
    return faults(rig, document)


def returned(rig: Rig, document: Document) -> dict[str, Any]:
    """All that counts of what came back for a document, the newest of each name."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    taken = [transition.detail.get("returned", {}) for transition in trail.transitions if transition.is_taken]
    return {name: value for values in taken for name, value in values.items()}


def in_their_form(rig: Rig, document: Document, code: str, kind: str = "INV201") -> bytes:
    """The same answer as the processing-trade system writes it."""
    return rig.sealed(an_approval(rig.message_of(document.id).id, code, kind=kind))


def wire(rig: Rig) -> str:
    """Now, as messages write it."""
    return on_wire(rig.clock.now())


def a_change(uscc: str, guarantee: dict[str, Any], number: str, **changes: Any) -> dict[str, Any]:
    """总担保变更登记 (S2 §2.2): the set-up form again with what changes."""
    envelope = changes.pop("envelope", {})
    data = {**guarantee["data"], "guarantee_number": number, **changes}
    return an_envelope("general-guarantee-change", uscc, data, party="customs", **envelope)


def a_refund(uscc: str, number: str, amount: str, **changes: Any) -> dict[str, Any]:
    """总担保退还申请 (S2 §3.2)."""
    envelope = changes.pop("envelope", {})
    form = {
        "guarantee_number": number,
        "kind": "general",
        "guaranteed_code": "2201960002",
        "guaranteed_name": "某某食品有限公司",
        "type": "refund",
        "amount": amount,
        "reason": "手册核销",
        "payee": {
            "code": "2201960002",
            "name": "某某食品有限公司",
            "bank": "某某银行上海分行",
            "account": "310000000000000009",
        },
        "entered_by_code": CODE,
        "entered_by_name": "某某进出口有限公司",
        "declarant_code": CODE,
        "declarant_uscc": uscc,
        "declarant_name": "某某进出口有限公司",
        "declared_on": "2026-09-21",
        "remark": "退还部分",
    }
    data = {name: value for name, value in {**form, **changes}.items() if value is not None}
    return an_envelope("general-guarantee-refund", uscc, data, party="customs", **envelope)


def a_levy_for(rig: Rig, uscc: str, **more: Any) -> tuple[Document, dict[str, Any]]:
    """A levy that concerns an enterprise, and its content in customs' terms."""
    content = a_levy(a_guarantee_number(), **{"GuaranteedUscc": uscc, "GuaranteedCode": CODE, **more})
    send(rig, "DepositLevy", content)
    return all_of(rig, "deposit-levy")[-1], content


def a_deposit_confirmation(uscc: str, levy: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """保证金确认 (S2 §1.1): the levy's form as customs wrote it, with corrections."""
    envelope = changes.pop("envelope", {})
    form = {_snake(name): value for name, value in levy.items()} | {
        "kind": "single",
        "nature": "risk",
        "declarant_code": CODE,
        "declarant_uscc": uscc,
        "declarant_name": "某某进出口有限公司",
        "declared_on": "2026-09-21",
    }
    data = {name: value for name, value in {**form, **changes}.items() if value is not None}
    return an_envelope("deposit-confirmation", uscc, data, party="customs", **envelope)


def a_deposit_refund(uscc: str, levy: dict[str, Any], amount: str, **changes: Any) -> dict[str, Any]:
    """保证金退还申请 (S2 §3.1)."""
    about = {
        "serial": levy.get("Serial"),
        "kind": "single",
        "guaranteed_code": levy["GuaranteedCode"],
        "guaranteed_name": levy["GuaranteedName"],
        "payee": None,
    }
    form = a_refund(uscc, levy["GuaranteeNumber"], amount, **{**about, **changes})
    return {**form, "type": "deposit-refund"}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def a_submitted_confirmation(rig: Rig, uscc: str) -> Document:
    """A confirmation of a new levy, at customs."""
    (confirmation,) = rig.submit(a_deposit_confirmation(uscc, a_levy_for(rig, uscc)[1]))
    return confirmation


def a_submitted_deposit_refund(rig: Rig, uscc: str) -> Document:
    """A refund of a levy whose confirmation customs approved, at customs."""
    _, levy = a_levy_for(rig, uscc)
    (confirmation,) = rig.submit(a_deposit_confirmation(uscc, levy))
    approve(rig, confirmation)
    (refund,) = rig.submit(a_deposit_refund(uscc, levy, "1.00"))
    return refund
