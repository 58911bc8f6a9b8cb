"""Verify and open the bytes that the hub sent."""

import hashlib
import time
from dataclasses import dataclass
from typing import Final

from lxml import etree

from hub.simulate.dxp import MESSAGE, REPORT, open_envelope, read_report
from hub.simulate.elements import local_name, text_at
from hub.simulate.received import Received
from hub.simulate.sides import Side
from hub.simulate.signatures import Unusable
from hub.text.bilingual import Bilingual

RECEIPT: Final = "TechnicalReceipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A verified answer of the hub to a party's message: a technical receipt or a DxpRep."""

    id: str
    document: str
    """Local name of its root element."""
    answers: str
    """Id of the party's message."""
    echo: str
    """The digest of the party's message that it echoes; empty when there is none."""
    code: str
    fault: str


def open_message(body: bytes, side: Side) -> Received | Receipt:
    """Verify what a party received: the envelope, and the message inside, decrypted where that was agreed.

    Raises Unusable for a message that is not signed by the hub, not addressed to this party, or not in the agreed form.
    """
    if side.place is None:
        signed = _decrypted(body, side)
        return _read(side.check.verify(signed), _digest(signed), side.party, None)
    root = side.check.verify(body)
    if (name := local_name(root)) == REPORT:
        return Receipt(id=_digest(body), document=name, **read_report(root, side.place))
    if name != MESSAGE:
        raise Unusable(Bilingual(f"没有信封：{name}", f"it is in no envelope: {name}"))
    enclosed = open_envelope(root, side.place)
    inside, signed = _inside(enclosed.body, side)
    if text_at(inside, "Header/MessageId") != enclosed.id:
        raise Unusable(Bilingual("信封的编号与其中报文的不同", "its envelope has another id than the message inside"))
    return _read(inside, _digest(signed if side.encryption else body), side.party, enclosed.head)


def _inside(body: bytes, side: Side) -> tuple[etree._Element, bytes]:
    """The message in an envelope, and its bytes as they were signed."""
    try:
        signed = _decrypted(body, side)
        return side.check.verify(signed), signed
    except Unusable as cause:
        inside = cause.reason
        raise Unusable(Bilingual(f"信封之内：{inside.zh}", f"inside its envelope: {inside.en}")) from cause


def _decrypted(body: bytes, side: Side) -> bytes:
    return side.encryption.decrypt(body) if side.encryption else body


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _read(root: etree._Element, digest: str, party: str, head: etree._Element | None) -> Received | Receipt:
    message_id, sender = text_at(root, "Header/MessageId"), text_at(root, "Header/Sender")
    if not message_id or not sender:
        raise Unusable(Bilingual("报文头缺少 MessageId 或 Sender", "its header has no MessageId or no Sender"))
    if text_at(root, "Header/Receiver") != party:
        raise Unusable(Bilingual(f"报文头中的接收方不是 {party}", f"its header names another receiver than {party}"))
    if local_name(root) == RECEIPT:
        paths = {"answers": "InReplyTo/MessageId", "echo": "InReplyTo/Digest", "code": "Code", "fault": "Fault/Code"}
        told = {name: text_at(root, path) or "" for name, path in paths.items()}
        return Receipt(id=message_id, document=RECEIPT, **told)
    return Received(party=party, root=root, id=message_id, sender=sender, digest=digest, at=time.monotonic(), head=head)
