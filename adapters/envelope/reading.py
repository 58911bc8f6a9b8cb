"""Read the platform's envelope, with tolerance for namespaces, white space, unusual times and empty elements."""

from base64 import b64decode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from adapters.envelope.contents import AddInfo, Enclosed, Outcome, Reported, Result, TransInfo
from adapters.envelope.elements import every, local, needed, only, text_in, text_of
from adapters.envelope.responses import agreed_kind
from hub.errors import Code, Rejected, rejected
from hub.xml.times import read_customs_time

if TYPE_CHECKING:
    from lxml.etree import _Element

MESSAGE: Final = "DxpMsg"
REPORT: Final = "DxpRep"
VERSION: Final = "1.0"
LONGEST_ID: Final = 255
MOST_RECEIVERS: Final = 5
CODE_WIDTH: Final = 4
"""Digits of a response code. Some senders drop leading zeros."""


def read_envelope(root: "_Element", meanings: Mapping[str, str]) -> Enclosed | Reported:
    """A party's message for the hub, or a response. Raises Rejected: HUB-403 when it is not an envelope, HUB-42x."""
    name = local(root)
    if name == MESSAGE:
        return read_enclosed(root)
    if name == REPORT:
        return read_reported(root, meanings)
    raise rejected(Code.UNKNOWN_MESSAGE, name=name[:64])


def read_heading(root: "_Element") -> TransInfo | None:
    """The head of an envelope, if it can be read. Only for the echo in a refusal.

    The bytes may be unverified.
    """
    try:
        return _readable(needed(root, "TransInfo"))
    except Rejected:
        return None


def read_enclosed(root: "_Element") -> Enclosed:
    """The contents of a DxpMsg.

    Raises Rejected: HUB-420, HUB-421; the error has the sender's id if that could be read.
    """
    _require_version(root)
    head = _trans_info(needed(root, "TransInfo"))
    try:
        return Enclosed(head=head, body=_content(needed(root, "Data")), add_info=_add_info(only(root, "AddInfo")))
    except Rejected as refusal:
        refusal.answers = head.message_id
        raise


def read_reported(root: "_Element", meanings: Mapping[str, str]) -> Reported:
    """The contents of a DxpRep; `meanings` are words by code. Raises Rejected (HUB-420), which must not be answered."""
    try:
        _require_version(root)
        responses = every(root, "Response")
        if not responses:
            raise rejected(Code.ENVELOPE_FIELD_UNUSABLE, "Response", name="Response")
        return Reported(
            receiver=text_in(root, "RecevierId", "ReceiverId"),
            node=text_in(root, "AdNodeId"),
            outcomes=tuple(_outcome(response, meanings) for response in responses),
        )
    except Rejected as refusal:
        refusal.is_answered = False
        raise


def _require_version(root: "_Element") -> None:
    if root.get("ver", VERSION).strip() != VERSION:
        raise rejected(Code.ENVELOPE_FIELD_UNUSABLE, "@ver", name="ver")


def _trans_info(element: "_Element") -> TransInfo:
    """An envelope's head. Id, sender and receivers are required; time and type are not."""
    receivers = tuple(map(text_of, every(needed(element, "ReceiverIds"), "ReceiverId")))
    if not 0 < len(receivers) <= MOST_RECEIVERS or not all(0 < len(name) <= LONGEST_ID for name in receivers):
        raise rejected(Code.ENVELOPE_FIELD_UNUSABLE, "ReceiverIds", name="ReceiverId")
    return TransInfo(
        message_id=_id(element, "CopMsgId"),
        sender=_id(element, "SenderId"),
        receivers=receivers,
        created_at=read_customs_time(text_in(element, "CreatTime", "CreateTime")),
        kind=text_in(element, "MsgType"),
    )


def _id(parent: "_Element", name: str) -> str:
    text = text_in(parent, name)
    if not 0 < len(text) <= LONGEST_ID:
        raise rejected(Code.ENVELOPE_FIELD_UNUSABLE, name, name=name)
    return text


def _content(data: "_Element") -> bytes:
    try:
        content = b64decode((data.text or "").encode("ascii").translate(None, b" \t\r\n"), validate=True)
    except ValueError as error:
        raise rejected(Code.ENVELOPE_DATA_UNUSABLE, "Data") from error
    if not content or len(data):
        raise rejected(Code.ENVELOPE_DATA_UNUSABLE, "Data")
    return content


def _add_info(element: "_Element | None") -> AddInfo:
    if element is None:
        return AddInfo()
    keys = only(element, "BizKey")
    found = [] if keys is None else every(keys, "Key")
    return AddInfo(
        file_name=text_in(element, "FileName"),
        ic_card=text_in(element, "IcCard"),
        keys=tuple((key.get("name", ""), text_of(key)) for key in found),
    )


def _outcome(response: "_Element", meanings: Mapping[str, str]) -> Outcome:
    code = text_in(response, "ResponseCode")
    original, inside = _original(response), only(response, "Results")
    results = tuple(_result(r) for r in every(inside, "Result")) if inside is not None else ()
    return Outcome(
        answers=None if original is None else text_in(original, "CopMsgId") or None,
        head=None if original is None else _readable(original),
        code=code,
        kind=agreed_kind(code, [result.code for result in results if result.code]),
        meaning=meanings.get(code.zfill(CODE_WIDTH)) if code else None,
        info=text_in(response, "ResponseInfo"),
        note=text_in(response, "Note"),
        node=text_in(response, "NodeId"),
        notice=text_in(response, "NoticeTime"),
        results=results,
    )


def _original(response: "_Element") -> "_Element | None":
    """The head that a response answers, directly in the response or in a TransInfo of its own."""
    head = only(response, "OriHead")
    inner = None if head is None else only(head, "TransInfo")
    return head if inner is None else inner


def _readable(element: "_Element") -> TransInfo | None:
    try:
        return _trans_info(element)
    except Rejected:
        return None


def _result(element: "_Element") -> Result:
    return Result(
        record=text_in(element, "RecId"),
        code=text_in(element, "Code"),
        info=text_in(element, "Info"),
        note=text_in(element, "Note"),
    )
