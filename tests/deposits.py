"""What customs says of levies and payment notices, for tests; all data is made up."""

from itertools import count
from typing import Any

from files import A_PDF, in_base64
from rig import Rig

from hub.model import Document
from hub.ports import Filter, Trail

_numbers = count(1)


def a_guarantee_number() -> str:
    """担保编号, as S2 §1.1 shows one."""
    return f"ZS01002018{next(_numbers):05d}"


def a_levy(number: str, **more: Any) -> dict[str, Any]:
    """The content of a levy, in the order of its schema; None leaves an element out."""
    form = {
        "GuaranteeNumber": number,
        "Serial": "1",
        "Kind": "1",
        "GuaranteedCode": "1101919107",
        "GuaranteedUscc": None,
        "GuaranteedName": "某某粮油（北京）有限公司",
        "AgentCode": None,
        "AgentUscc": None,
        "AgentName": None,
        "PayerCode": None,
        "PayerUscc": None,
        "PayerName": "某某粮油（北京）有限公司",
        "PayerBank": "某某银行北京分行",
        "PayerAccount": "11001",
        "PayeeName": "北京海关",
        "Nature": "1",
        "Amount": "1293.23",
    }
    return {name: value for name, value in (form | more).items() if value is not None}


def a_payment_notice(number: str, **more: Any) -> dict[str, Any]:
    form = {
        "NoticeNumber": f"0100180{next(_numbers):05d}",
        "GuaranteeNumber": number,
        "Serial": "1",
        "GuaranteedCode": "1101919107",
        "GuaranteedUscc": None,
        "GuaranteedName": "某某粮油（北京）有限公司",
        "PayerName": "某某粮油（北京）有限公司",
        "PayeeName": "北京海关",
        "Amount": "1293.23",
        "PaymentDeadline": "2026-10-01",
        "Notice": in_base64(A_PDF),
    }
    return {name: value for name, value in (form | more).items() if value is not None}


def send(rig: Rig, element: str, *contents: dict[str, Any]) -> None:
    """Customs' notices, each in a delivery of its own, in this order."""
    for content in contents:
        rig.reply(rig.signed(element, None, content, sender="customs"), party="customs")


def all_of(rig: Rig, type_: str) -> list[Document]:
    """The documents of a type, oldest first."""
    return sorted(rig.store.documents.log(Filter(type=type_)), key=lambda d: d.created_at)


def trail(rig: Rig, document: Document) -> Trail:
    found = rig.store.documents.trail(document.id)
    assert found is not None
    return found


def on_track(rig: Rig, document: Document) -> list[tuple[str, str]]:
    """What was told of the track, oldest first: status, and the number of the notice that came with it."""
    told = [t for t in trail(rig, document).transitions if t.track == "guarantee"]
    return [(t.detail["event"], t.returned.get("notice_number", "")) for t in told]
