"""Write the platform's envelope: no foreign namespaces, no empty elements, no white space between elements."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lxml import etree

from adapters.envelope.contents import AddInfo, Refused, TransInfo
from adapters.envelope.elements import one_line
from adapters.envelope.reading import MESSAGE, REPORT, VERSION
from adapters.envelope.responses import response_code
from hub.errors import Code
from hub.model import Fault
from hub.xml.times import on_platform, today_in_shanghai

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE: Final = "http://www.chinaport.gov.cn/dxp"
RECEIVED: Final = "0000"
LONGEST_INFO, LONGEST_NOTE, MOST_RESULTS = 300, 500, 100


def write_envelope(body: bytes, head: TransInfo, add_info: AddInfo) -> "_Element":
    """A DxpMsg around a body. Raises ValueError or OverflowError for texts or times that XML cannot hold."""
    root = _new(MESSAGE)
    _add_head(_add(root, "TransInfo"), head)
    _add(root, "Data", b64encode(body).decode())
    if add_info != AddInfo():
        _add_info(_add(root, "AddInfo"), add_info)
    return root


def write_report(faults: Sequence[Fault], refused: Refused, head: TransInfo) -> "_Element":
    """A DxpRep about a message; without faults it reports the receipt.

    If the message's time could not be read, the time of receipt is used.
    """
    root = _new(REPORT)
    _add(root, "RecevierId", refused.sender)
    response = _add(root, "Response")
    _add(response, "ResponseCode", response_code(Code(faults[0].code)) if faults else RECEIVED)
    if faults:
        _add_results(response, faults)
    _add(response, "NoticeTime", today_in_shanghai(refused.at).isoformat())
    _add(response, "Note", digest_id(refused))
    _add_head(_add(response, "OriHead"), replace(head, created_at=head.created_at or refused.at))
    return root


def _add_results(response: "_Element", faults: Sequence[Fault]) -> None:
    _add_known(response, {"ResponseInfo": one_line(f"{faults[0].zh} · {faults[0].en}", LONGEST_INFO)})
    results = _add(response, "Results")
    for number, fault in enumerate(faults[:MOST_RESULTS], 1):
        result = _add(results, "Result")
        _add_known(result, {"RecId": str(number), "Code": fault.code})
        _add_known(result, {"Info": one_line(f"{fault.zh} · {fault.en}", LONGEST_INFO)})
        _add_known(result, {"Note": one_line(fault.field, LONGEST_NOTE)})


def stand_in(refused: Refused) -> TransInfo:
    """A head for a message without one that can be echoed: its owner, its time of receipt, and its digest as id."""
    return TransInfo(
        message_id=digest_id(refused),
        sender=refused.sender,
        receivers=(refused.receiver,),
        created_at=refused.at,
    )


def digest_id(refused: Refused) -> str:
    return f"sha256:{refused.digest}"


def _new(name: str) -> "_Element":
    nsmap: dict[str | None, str] = {None: NAMESPACE}
    return etree.Element(f"{{{NAMESPACE}}}{name}", {"ver": VERSION}, nsmap=nsmap)  # type: ignore[arg-type]  # the stubs know no default namespace


def _add(parent: "_Element", name: str, text: str | None = None) -> "_Element":
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = text
    return element


def _add_known(parent: "_Element", texts: Mapping[str, str]) -> None:
    """Add elements for known values only: many receivers refuse an empty optional element."""
    for name, text in texts.items():
        if text:
            _add(parent, name, text)


def _add_head(parent: "_Element", head: TransInfo) -> None:
    if head.created_at is None:
        raise ValueError("an envelope without time")
    _add(parent, "CopMsgId", head.message_id)
    _add(parent, "SenderId", head.sender)
    receivers = _add(parent, "ReceiverIds")
    for receiver in head.receivers:
        _add(receivers, "ReceiverId", receiver)
    _add(parent, "CreatTime", on_platform(head.created_at))
    _add(parent, "MsgType", head.kind)


def _add_info(parent: "_Element", info: AddInfo) -> None:
    _add_known(parent, {"FileName": info.file_name, "IcCard": info.ic_card})
    if info.keys:
        keys = _add(parent, "BizKey")
        for name, value in info.keys:
            _add(keys, "Key", value).set("name", name)
