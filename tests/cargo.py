"""What portals and insurers write about cargo insurance and claims, for tests that drive the flow."""

from typing import Any

from lxml import etree
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
