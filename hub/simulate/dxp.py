"""The envelope of the customs platform (DXP) as a party reads and writes it, implemented from its rules alone."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from lxml import etree

from hub.simulate.elements import element_at, local_name, text_at
from hub.simulate.script import PlatformIds
from hub.simulate.signatures import Unusable
from hub.text.bilingual import Bilingual, listed

NAMESPACE = "http://www.chinaport.gov.cn/dxp"
MESSAGE, REPORT = "DxpMsg", "DxpRep"
RECEIVED = "0000"
HEAD = "CopMsgId SenderId ReceiverIds CreatTime MsgType"
CHILDREN = {
    MESSAGE: r"TransInfo Data( AddInfo)? Signature",
    REPORT: r"RecevierId( AdNodeId)?( Response)+ Signature",
    "TransInfo": HEAD,
    "OriHead": HEAD,
    "ReceiverIds": r"ReceiverId( ReceiverId){0,4}",
    "Response": r"(NodeId )?ResponseCode( ResponseInfo)?( Results)? NoticeTime( Note)? OriHead",
    "Results": r"Result( Result)*",
    "Result": r"RecId Code( Info)?( Note)?",
}
"""The children of each element, in their order."""
TEXTS = {
    "CopMsgId": r".{1,255}",
    "SenderId": r".{1,16}",
    "ReceiverId": r".{1,16}",
    "RecevierId": r".{1,16}",
    "CreatTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "MsgType": r".{0,30}",
    "ResponseCode": r"-?\d{1,8}",
    "NoticeTime": r"\d{4}-\d\d-\d\d",
}
"""The allowed text of an element. Other elements without children may have any text that is not empty."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A message that the hub sealed."""

    id: str
    """The envelope's id (CopMsgId)."""
    head: etree._Element
    """Its TransInfo, which a report echoes."""
    body: bytes


def open_envelope(root: etree._Element, place: PlatformIds) -> Enclosed:
    """Take the message out of a verified envelope of the hub.

    Raises Unusable for another address or a malformed envelope.
    """
    _require_shape(root)
    for path, right in (("TransInfo/SenderId", place.hub), ("TransInfo/ReceiverIds/ReceiverId", place.id)):
        if (found := text_at(root, path)) != right:
            name = path.rsplit("/", 1)[-1]
            raise Unusable(
                Bilingual(f"信封的 {name} 为 {found}，应为 {right}", f"its envelope's {name} is {found}, not {right}")
            )
    head = element_at(root, "TransInfo")
    assert head is not None
    try:
        body = b64decode(text_at(root, "Data") or "", validate=True)
    except ValueError as cause:
        raise Unusable(Bilingual("信封的 Data 不是 Base64", "its envelope's Data is not Base64")) from cause
    return Enclosed(text_at(head, "CopMsgId") or "", head, body)


def read_report(root: etree._Element, place: PlatformIds) -> dict[str, str]:
    """The values in a verified DxpRep of the hub about one envelope of this party: answers, echo, code, fault.

    Raises Unusable when it is about another party's envelope or malformed.
    """
    _require_shape(root)
    for path in ("RecevierId", "Response/OriHead/SenderId"):
        if (found := text_at(root, path)) != place.id:
            name = path.rsplit("/", 1)[-1]
            raise Unusable(Bilingual(f"{name} 为 {found}，应为 {place.id}", f"its {name} is {found}, not {place.id}"))
    code = text_at(root, "Response/ResponseCode") or ""
    note = text_at(root, "Response/Note") or ""
    return {
        "answers": text_at(root, "Response/OriHead/CopMsgId") or "",
        "echo": note.removeprefix("sha256:") if note.startswith("sha256:") else "",
        "code": "accepted" if code == RECEIVED else "refused",
        "fault": "" if code == RECEIVED else text_at(root, "Response/Results/Result/Code") or code,
    }


def write_envelope(body: bytes, name: str, kind: str, between: PlatformIds, now: datetime) -> etree._Element:
    """An envelope from a party to the hub. The caller signs it as a whole."""
    root = _new(MESSAGE)
    head = _add(root, "TransInfo")
    _add(head, "CopMsgId", name)
    _add(head, "SenderId", between.id)
    _add(_add(head, "ReceiverIds"), "ReceiverId", between.hub)
    _add(head, "CreatTime", f"{now:%Y-%m-%dT%H:%M:%S}")
    _add(head, "MsgType", kind[:30])
    _add(root, "Data", b64encode(body).decode())
    return root


def write_report(code: str, text: str, head: etree._Element, between: PlatformIds, now: datetime) -> etree._Element:
    """The platform's response to an envelope of the hub with this head. The caller signs it as a whole."""
    root = _new(REPORT)
    _add(root, "RecevierId", between.hub)
    response = _add(root, "Response")
    _add(response, "ResponseCode", code)
    if text:
        _add(response, "ResponseInfo", text)
    _add(response, "NoticeTime", f"{now:%Y-%m-%d}")
    original = _add(response, "OriHead")
    original.extend(deepcopy(list(head)))
    return root


def _new(name: str) -> etree._Element:
    nsmap: dict[str | None, str] = {None: NAMESPACE}
    return etree.Element(f"{{{NAMESPACE}}}{name}", {"ver": "1.0"}, nsmap=nsmap)  # type: ignore[arg-type]  # the stubs know no default namespace


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    child.text = text
    return child


def _require_shape(root: etree._Element) -> None:
    if faults := sorted(set(_departures(root)), key=lambda fault: fault.en):
        broken = Bilingual("信封不符合平台规则", "the envelope departs from the platform's rules")
        raise Unusable(listed(faults).about(broken))


def _departures(root: etree._Element) -> Iterator[Bilingual]:
    """Elements that break the platform's rules, without the signature, which was verified before."""
    if root.get("ver") != "1.0":
        yield Bilingual("ver 不是 1.0", "ver is not 1.0")
    before_signature = (element for part in list(root)[:-1] for element in part.iter(etree.Element))
    for element in chain([root], before_signature):
        namespace, name = etree.QName(element).namespace, local_name(element)
        shape, text = CHILDREN.get(name), element.text or ""
        children = " ".join(local_name(child) for child in element.iterchildren(etree.Element))
        if namespace != NAMESPACE:
            yield Bilingual(f"{name} 属于另一命名空间", f"{name} is in another namespace")
        elif shape is not None and not re.fullmatch(shape, children):
            yield Bilingual(f"{name} 中有 {children or '—'}", f"{name} has {children or 'nothing'}")
        elif shape is None and not children and not re.fullmatch(TEXTS.get(name, r"(?s).+"), text):
            yield Bilingual(f"{name} 为“{text[:40]}”", f"{name} is “{text[:40]}”")
