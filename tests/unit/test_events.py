"""What a portal is told: CloudEvents 1.0, complete, and the same whenever it is told again."""

import json
from typing import Any

from rig import START, catalogue

from hub.effects.render_event import SPENT, render_event, render_refusal
from hub.model import GENESIS, Cause, Document, Quarantined, Transition


def a_document(**given: Any) -> Document:
    fields: dict[str, Any] = {
        "id": "0190a000-0000-7000-8000-000000000001",
        "type": "quota-application",
        "sender": "national",
        "sender_ref": "s-1",
        "content": "0" * 64,
        "payload": "0" * 64,
        "portal": "national",
        "party": "ping-an",
        "enterprise": "91310000MA0000001K",
        "enterprise_name": "某某公司",
        "status": "S",
        "round": 1,
        "seq": 4,
        "head": "0" * 64,
        "again_of": None,
        "created_at": START,
        "updated_at": START,
    }
    return Document(**(fields | given))


def a_transition(after: str, detail: dict[str, Any]) -> Transition:
    return Transition(
        document=a_document().id,
        seq=4,
        track="main",
        before="P004",
        after=after,
        cause=Cause("receipt", "r-1", "0" * 64),
        detail=detail,
        at=START + 1,
        catalogue="0" * 64,
        previous=GENESIS,
    )


def told(after: str, detail: dict[str, Any], **given: Any) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(
        render_event("hub", a_document(**given), a_transition(after, detail), catalogue().statuses)
    )
    return event


def test_an_event_has_the_attributes_of_cloudevents() -> None:
    """specversion, id, source and type are required by CloudEvents 1.0; id and source name the event."""
    event = told("S", {})
    assert (event["specversion"], event["source"], event["datacontenttype"]) == ("1.0", "/hubs/hub", "application/json")
    assert (event["id"], event["subject"]) == (f"{a_document().id}:4", a_document().id)
    assert (event["type"], event["time"]) == ("single-window-hub.status.v1", "2026-09-21T14:13:20.000001Z")


def test_an_event_says_where_the_document_stands() -> None:
    """Code, both labels, and whether it is final."""
    data = told("S", {})["data"]
    assert (data["status"], data["label_zh"], data["label_en"], data["final"]) == ("S", "处理成功", "succeeded", True)
    assert (data["document"], data["submission"], data["sequence"]) == (a_document().id, "s-1", 4)


def test_an_event_brings_what_came_back() -> None:
    """Figures and numbers are carried verbatim."""
    returned = {"total": "5000000.00", "quota_number": "2026"}
    assert told("S", {"code": "S", "returned": returned})["data"]["returned"] == returned


def test_a_refusal_names_the_portals_fields_in_both_languages() -> None:
    """The faults are those of the transition."""
    faults = [{"field": "data.contact", "code": "HUB-201", "zh": "必填", "en": "required"}]
    assert told("H001", {"faults": faults})["data"]["faults"] == faults


def test_a_refusal_says_that_its_id_is_spent_and_no_other_event_does() -> None:
    """What is mended comes under a new id."""
    data = told("H001", {"faults": []})["data"]
    assert (data["advice_zh"], data["advice_en"]) == (SPENT.zh, SPENT.en)
    assert "advice_en" not in told("S", {})["data"]


def test_a_notice_has_no_submission() -> None:
    """What a party announced was submitted by nobody."""
    assert told("S", {}, portal=None)["data"]["submission"] is None


def test_a_delivery_in_quarantine_is_reported_with_its_digest() -> None:
    """A portal can find its own file by the digest, though nothing in it could be read."""
    row = Quarantined(
        id="q-1",
        owner="national",
        code="HUB-102",
        field="",
        zh="不是 JSON",
        en="not JSON",
        cause="",
        payload="a" * 64,
        document=None,
        answers=None,
        at=START,
    )
    event = json.loads(render_refusal("hub", row, catalogue().statuses))
    assert (event["type"], event["subject"]) == ("single-window-hub.refusal.v1", "a" * 64)
    assert (event["data"]["status"], event["data"]["sha256"]) == ("H002", "a" * 64)
    assert event["data"]["faults"] == [{"field": "", "code": "HUB-102", "zh": "不是 JSON", "en": "not JSON"}]
