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
        "address": {"province": "上海市", "city": "市辖区", "district": "浦东新区", "street": "某某路 1 号"},
        "goods": "电阻器",
        "routes": "上海—鹿特丹",
    }
    return an_envelope("cargo-reservation", uscc, form | data)


def sent(rig: Rig, document: Document) -> etree._Element:
    """The newest business message of a document."""
    return parse_xml(rig.store.archive.payload(rig.message_of(document.id).digest) or b"")
