"""Put the platform's envelope around the hub's signed messages: a Signer around the signer of bare messages."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from adapters.envelope.contents import Refused, TransInfo
from adapters.envelope.dxp import DxpEnvelope
from adapters.envelope.elements import local
from adapters.envelope.platform import Platform
from hub.model import Fault
from hub.ports import Signer
from hub.xml.build import NAMESPACE, text_at
from hub.xml.names import TECHNICAL_RECEIPT
from hub.xml.times import from_wire

if TYPE_CHECKING:
    from lxml.etree import _Element

LONGEST_KIND: Final = 30
"""Characters of MsgType."""


class SealingSigner:
    """Signs, and seals messages to the platform. Not thread-safe, like the envelope's schema."""

    def __init__(self, signer: Signer, envelope: DxpEnvelope, platform: Platform) -> None:
        self._signer = signer
        self._envelope = envelope
        self._platform = platform

    def sign(self, message: "_Element", receiver: str) -> bytes:
        """Sign as the bare signer does; for a receiver on the platform, return the signed envelope around it.

        Raises DoesNotFit (HUB-508), and what the bare signer raises.
        """
        address = self._platform.parties.get(receiver)
        if address is None:
            return self._signer.sign(message, receiver)
        if local(message) == TECHNICAL_RECEIPT:
            return self._signer.sign(self._report(message, address), receiver)
        head = TransInfo(
            message_id=text_at(message, "Header/MessageId") or "",
            sender=self._platform.own,
            receivers=(address,),
            created_at=_created(message),
            kind=local(message)[:LONGEST_KIND],
        )
        return self._signer.sign(self._envelope.seal(self._signer.sign(message, receiver), head), receiver)

    def _report(self, receipt: "_Element", receiver: str) -> "_Element":
        """A technical receipt of the hub as a DxpRep."""
        answers, at = text_at(receipt, "InReplyTo/MessageId"), _created(receipt)
        head = TransInfo(message_id=answers or "", sender=receiver, receivers=(self._platform.own,), created_at=at)
        about = Refused(
            sender=receiver,
            receiver=self._platform.own,
            digest=text_at(receipt, "InReplyTo/Digest") or "",
            at=at,
            head=head if answers else None,
        )
        return self._envelope.refuse(_faults(receipt), about)


def _created(message: "_Element") -> int:
    return from_wire(text_at(message, "Header/CreatedAt") or "")


def _faults(receipt: "_Element") -> Sequence[Fault]:
    """The faults in a technical receipt of the hub; none when it accepts."""
    found = []
    for reason in receipt.iterfind(f"{{{NAMESPACE}}}Fault"):
        texts = [element.text or "" for element in reason if local(element) == "Text"]
        zh, en = (*texts, "", "")[:2]
        code, field = text_at(reason, "Code") or "", text_at(reason, "Field") or ""
        found.append(Fault(field=field, code=code, zh=zh, en=en))
    return found
