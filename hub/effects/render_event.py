"""Write what happened as a CloudEvents 1.0 JSON event for a portal."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from hub.model import QUARANTINED, REFUSED, Document, Quarantined, Status, Transition
from hub.model.trace import TRACEPARENT
from hub.text.bilingual import Bilingual
from hub.xml.times import in_utc

STATUS_TYPE = "single-window-hub.status.v1"
REFUSAL_TYPE = "single-window-hub.refusal.v1"
SPENT = Bilingual(
    "本申报编号不可再用；修改后请换用新的编号重新提交", "this id is spent; submit what you mend under a new id"
)
"""What a portal does after H001: the id of a refused submission names that submission for ever."""
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def render_event(
    hub_id: str,
    document: Document,
    transition: Transition,
    statuses: Mapping[str, Status],
    files: Mapping[str, str] | None = None,
    numbered: Collection[str] = (),
) -> bytes:
    """The event for one transition: the status with its labels, returned values, reasons and faults.

    `files` are returned attachments, by name, in Base64. The record number is given for each number in `numbered` that
    the party did not return.
    """
    returned: dict[str, Any] = dict.fromkeys(numbered, document.record) if document.record else {}
    returned |= transition.returned_shown
    for name, content in (files or {}).items():
        returned[name] = {**returned[name], "content": content}
    status, at = statuses[transition.detail.get("event", transition.after)], in_utc(transition.at)
    data = {
        "record": document.record,
        "document": document.id,
        "type": transition.detail.get("type", document.type),
        **({"follows_from": document.maker} if document.maker else {}),
        "submission": document.sender_ref if document.sender == document.portal else None,
        "submitted_at": None if document.submitted_at is None else in_utc(document.submitted_at),
        "party": document.party,
        "enterprise": document.enterprise,
        "sequence": transition.seq,
        "status": status.code,
        **_labels(status, document.type),
        "track": transition.track,
        "final": statuses[transition.after].kind == "final" if transition.track != "main" else status.kind == "final",
        "at": at,
        "reason": transition.reason_shown,
        "returned": returned,
        "faults": transition.detail.get("faults", []),
        **({"advice_zh": SPENT.zh, "advice_en": SPENT.en} if status.code == REFUSED else {}),
    }
    name = f"{document.id}:{transition.seq}"
    return _event(hub_id, name, STATUS_TYPE, document.id, at, data, sequence=f"{transition.seq:06d}")


def with_trace(event: bytes, trace: str) -> bytes:
    """The event with a traceparent as an extension attribute; unchanged where there is none."""
    if not trace:
        return event
    *attributes, (data, content) = json.loads(event).items()
    return _WRITER.encode(dict([*attributes, (TRACEPARENT, trace), (data, content)])).encode()


def render_refusal(hub_id: str, row: Quarantined, statuses: Mapping[str, Status]) -> bytes:
    """The event for a quarantined delivery: that it is kept, and why it was not used."""
    status, at = statuses[QUARANTINED], in_utc(row.at)
    data = {
        "document": row.document,
        "submission": row.answers,
        "sha256": row.payload,
        "status": status.code,
        **_labels(status, ""),
        "final": True,
        "at": at,
        "faults": [{"field": row.field, "code": row.code, "zh": row.zh, "en": row.en}],
    }
    return _event(hub_id, row.id, REFUSAL_TYPE, row.answers or row.payload, at, data)


def _labels(status: Status, type_: str) -> dict[str, str]:
    """The status's labels for a row of a trail, and for the status column of a list of documents of this type."""
    list_zh, list_en = status.listed(type_)
    return {"label_zh": status.zh, "label_en": status.en, "list_label_zh": list_zh, "list_label_en": list_en}


def _event(
    hub_id: str, name: str, type_: str, subject: str, at: str, data: Mapping[str, Any], **extensions: str
) -> bytes:
    event = {
        "specversion": "1.0",
        "id": name,
        "source": f"/hubs/{hub_id}",
        "type": type_,
        "subject": subject,
        "time": at,
        "datacontenttype": "application/json",
        **extensions,
        "data": data,
    }
    return _WRITER.encode(event).encode()
