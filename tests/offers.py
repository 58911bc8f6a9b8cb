"""What Sinosure is asked and what it offers, for tests that drive the flow."""

from typing import Any

from money import of_type
from rig import START, Rig, an_envelope

from hub.model import Document
from hub.xml.times import on_wire

SINOSURE = "sinosure"
A_DAY_US = 86_400_000_000
REGION = {"province": "610000", "city": "610100", "district": "610113"}
"""省, 市, 区 by their codes of GB/T 2260."""


def an_offer(rig: Rig, uscc: str, number: str, at: int = START - A_DAY_US, **more: Any) -> bytes:
    """待确认保单: an offer, at a time of Sinosure's."""
    body = {"Enterprise": {"Uscc": uscc, "Name": "某某进出口有限公司"}, "OfferNumber": number, "OfferedAt": on_wire(at)}
    return rig.signed("SmePolicyOffer", None, body | more, sender=SINOSURE)


def offer(rig: Rig, uscc: str, number: str, at: int = START - A_DAY_US, **more: Any) -> Document:
    """Announce an offer; return the newest document of its enterprise."""
    rig.reply(an_offer(rig, uscc, number, at, **more), party=SINOSURE)
    return max(
        (d for d in of_type(rig, "sme-policy-offer") if d.enterprise == uscc), key=lambda d: (d.created_at, d.id)
    )


def a_confirmation(uscc: str, number: str, at: int = START - A_DAY_US, **more: Any) -> dict[str, Any]:
    """确认投保 of the offer of a number, as it was at a time."""
    data = {
        "offer_number": number,
        "offered_at": on_wire(at),
        "contact": "李",
        "contact_details": "contact@example.com",
        "consent": True,
        **more.pop("data", {}),
    }
    return an_envelope("sme-policy-confirmation", uscc, data, **{"party": SINOSURE, **more})


def sinosure_says(rig: Rig, document: Document, code: str) -> None:
    """Sinosure's decision on a confirmation."""
    message = rig.message_of(document.id)
    rig.reply(rig.decision("SmePolicyConfirmationDecision", message, code, sender=SINOSURE), party=SINOSURE)


def a_notice(rig: Rig, uscc: str, number: str, outcome: str, **more: Any) -> bytes:
    """保单通知: `1` 生效, `2` 未通过."""
    effective = {"PolicyNumber": f"E{number}", "EffectiveAt": "2126-10-01"} if outcome == "1" else {}
    body = {
        "Enterprise": {"Uscc": uscc, "Name": "某某进出口有限公司"},
        "OfferNumber": number,
        "Outcome": outcome,
        **effective,
        **more,
        "DecidedAt": on_wire(rig.clock.now()),
    }
    return rig.signed("SmePolicyNotice", None, body, sender=SINOSURE)


def notify(rig: Rig, uscc: str, number: str, outcome: str, **more: Any) -> None:
    rig.reply(a_notice(rig, uscc, number, outcome, **more), party=SINOSURE)


def an_inquiry(uscc: str, number: str, **more: Any) -> dict[str, Any]:
    """A form with every field; `data` in `more` replaces some of them."""
    data = {
        "inquiry_number": number,
        "registered_address": REGION,
        "address": "某某路 1 号",
        "contact": "李",
        "mobile": "13800000001",
        "landline": "4587320",
        "email": "contact@example.com",
        "content": "insure",
        **more.pop("data", {}),
    }
    return an_envelope("credit-inquiry", uscc, data, **{"party": SINOSURE, **more})
