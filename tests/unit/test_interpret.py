"""What a receipt means for the document it answers: the parts that no document type reaches yet."""

from dataclasses import replace
from datetime import date
from typing import Any

from lxml import etree
from rig import START, catalogue, put
from test_events import a_document

from hub.catalogue import Case
from hub.model import Message, Verdict
from hub.ports import Delivery
from hub.reading.meaning import Meaning, meaning_of
from hub.reading.open_message import Opened
from hub.xml.build import local_name, new_message

SENT = Message(
    id="m-1",
    direction="out",
    party="ping-an",
    kind="business",
    document=a_document().id,
    round=1,
    digest="0" * 64,
    size=1,
    answers=None,
    at=START,
    catalogue="0" * 64,
)


def opened(element: str, body: dict[str, Any]) -> Opened:
    root: etree._Element = new_message(element, {"MessageId": "r-1"})
    put(root, body)
    return Opened(
        delivery=Delivery(owner="ping-an", tag="", body=b"", taken_at=START),
        party="ping-an",
        id="r-1",
        element=local_name(root),
        answers="m-1",
        echoed="0" * 64,
        root=root,
        digest="1" * 64,
    )


CASE = Case(form={}, today=date(2026, 9, 21))


def meaning(body: dict[str, Any], *, element: str = "CreditAuthorizationDecision", **given: Any) -> Meaning:
    document = replace(a_document(type="credit-authorization", status="P002"), **given)
    return meaning_of(opened(element, body), SENT, document, catalogue().routes[document.type], CASE)


def test_a_receipt_acts_in_the_round_of_the_message_it_answers() -> None:
    """The same receipt moves the document in round 1 and is late in round 2."""
    body = {"Code": "S", "DecidedAt": "2026-09-21T10:00:00+08:00"}
    assert (meaning(body, round=1).verdict, meaning(body, round=1).late) == (Verdict.MOVES, False)
    assert (meaning(body, round=2).verdict, meaning(body, round=2).late) == (Verdict.OBSERVED, True)


def test_an_unknown_code_moves_nothing() -> None:
    """It is kept as an observation, not refused: parties have codes that no table lists."""
    found = meaning({"Code": "Z9", "DecidedAt": "2026-09-21T10:00:00+08:00"})
    assert (found.status, found.verdict, found.detail) == (None, Verdict.OBSERVED, {"code": "Z9"})


def test_a_gateways_reasons_are_kept() -> None:
    """What a party's gateway says of a refusal comes back in its own words."""
    reasons = {"Code": "refused", "Fault": {"Code": "T-7", "Field": "Seal/Image", "Text": "unreadable"}}
    found = meaning(reasons, element="TechnicalReceipt")
    assert found.status == "P005"
    assert found.detail == {"code": "refused", "reason": ["T-7 Seal/Image: unreadable"]}


def test_what_a_route_returns_as_a_reason_is_reported_once() -> None:
    """With all other words of the party, and not among the values."""
    found = meaning({"Code": "F", "Text": "额度不足", "DecidedAt": "2026-09-21T10:00:00+08:00"})
    told = replace(found, values={"reason": "额度不足", "total": "1.00"}).detail
    assert told == {"code": "F", "reason": ["额度不足"], "returned": {"total": "1.00"}}
