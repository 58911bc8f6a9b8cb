"""Put the platform's envelope around the hub's signed messages: a Signer around the signer of bare messages."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from lxml import etree

from adapters.envelope.contents import Refused, TransInfo
from adapters.envelope.dxp import DxpEnvelope
from adapters.envelope.elements import local
from adapters.envelope.platform import Platform
from hub.errors import SignerUnavailable
from hub.model import Fault
from hub.ports import Signer
from hub.xml.build import NAMESPACE, text_at
from hub.xml.names import TECHNICAL_RECEIPT
from hub.xml.times import from_wire

if TYPE_CHECKING:
    from lxml.etree import _Element

LONGEST_KIND: Final = 30
"""Characters of MsgType."""
SIGNATURE_ROOM: Final = 8_192
"""Bytes by which a signature with its certificate makes a message longer, at most."""


class SealingSigner:
    """Signs, and seals messages to the platform. Not thread-safe, like the envelope's schema."""

    def __init__(
        self, signer: Signer, envelope: DxpEnvelope, platform: Platform, encrypted: Collection[str] = ()
    ) -> None:
        """`encrypted`: the parties for which a message is encrypted before the envelope is put around it."""
        self._signer = signer
        self._encrypted = encrypted
        self._envelope = envelope
        self._platform = platform

    def sign(self, message: "_Element", receiver: str) -> bytes:
        """Sign as the bare signer does; for a receiver on the platform, return the signed envelope around it.

        A message that will be encrypted is returned without envelope. Raises DoesNotFit (HUB-508), and what the bare
        signer raises.
        """
        address = self._platform.parties.get(receiver)
        if address is None:
            return self._signer.sign(message, receiver)
        if local(message) == TECHNICAL_RECEIPT:
            return self._signer.sign(self._report(message, address), receiver)
        try:
            signed = self._signer.sign(message, receiver)
        except SignerUnavailable:
            written = etree.tostring(message, encoding="UTF-8", xml_declaration=True)
            self._sealed(written + bytes(SIGNATURE_ROOM), message, receiver)  # what never fits is told now
            raise
        return signed if receiver in self._encrypted else self.seal(signed, message, receiver)

    def seal(self, inside: bytes, message: "_Element", receiver: str) -> bytes:
        """The signed envelope around the bytes of a message for a receiver on the platform. Raises as `sign`."""
        return self._signer.sign(self._sealed(inside, message, receiver), receiver)

    def _sealed(self, inside: bytes, message: "_Element", receiver: str) -> "_Element":
        head = TransInfo(
            message_id=text_at(message, "Header/MessageId") or "",
            sender=self._platform.own,
            receivers=(self._platform.parties[receiver],),
            created_at=_created(message),
            kind=local(message)[:LONGEST_KIND],
        )
        return self._envelope.seal(inside, head)

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
