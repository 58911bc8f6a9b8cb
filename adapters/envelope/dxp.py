"""The customs platform's envelope, DXP: strict in what we send, tolerant in what we read (wire.md, section 1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.envelope.contents import AddInfo, Enclosed, Refused, Reported, TransInfo
from adapters.envelope.elements import local
from adapters.envelope.reading import read_envelope
from adapters.envelope.writing import stand_in, write_envelope, write_report
from hub.catalogue import Schema
from hub.errors import Code, HubError, rejected
from hub.model import Fault

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST: Final = 7_500_000
"""Bytes of what can be sealed: its Base64 is as long as an element's text may be (dxp.xsd, Content)."""
_NOTHING: Final = AddInfo()


@dataclass(eq=False)
class DoesNotFit(HubError):
    """What was to be sent has no place in the envelope, and nothing is ever cut to make it fit: a fault of ours."""

    reason: str
    code: Code = Code.ENVELOPE_MISFIT

    def __str__(self) -> str:
        return f"{self.code} {self.code.filled({'reason': self.reason}).en}"


class DxpEnvelope:
    """Seals and opens for one platform. Not thread-safe, as its schema is not: a worker has its own."""

    def __init__(self, schema: Schema, meanings: Mapping[str, str]) -> None:
        """`schema` is dxp.xsd; `meanings` are the words of `dxp-response.csv` by the codes on the wire."""
        self._schema = schema
        self._meanings = meanings

    def seal(self, body: bytes, head: TransInfo, add_info: AddInfo = _NOTHING) -> "_Element":
        """Put signed bytes into an envelope to one receiver, as they are; sign the result as a whole.

        Raises DoesNotFit.
        """
        if not 0 < len(body) <= LARGEST:
            raise DoesNotFit(f"Data ({len(body)} bytes, at most {LARGEST})")
        if len(head.receivers) != 1:
            raise DoesNotFit(f"ReceiverIds ({len(head.receivers)}: each receiver has an envelope of its own)")
        try:
            root = write_envelope(body, head, add_info)
        except (ValueError, OverflowError) as error:
            raise DoesNotFit(str(error)) from error
        if violations := self._schema.violations(root):
            places = {f"{'/'.join(v.path) or local(root)} ({v.trouble})" for v in violations}
            raise DoesNotFit(", ".join(sorted(places)))
        return root

    def open(self, verified: "_Element") -> Enclosed | Reported:
        """What a party sealed for us, or what it says of ours; `verified` is what a Verifier gave back.

        Raises Rejected: HUB-403 when it is no envelope, HUB-420 and HUB-421 when it cannot be read for certain. A
        refused DxpRep is not to be answered.
        """
        return read_envelope(verified, self._meanings)

    def refuse(self, faults: Sequence[Fault], refused: Refused) -> "_Element":
        """A DxpRep of ours about what came, with a result for each fault; sign it as a whole.

        Without a fault it says that it was received. It echoes the head, if that fits; else it names what came by
        its digest. Never answer a DxpRep with it: two systems would refuse each other's refusals for ever. Raises
        DoesNotFit.
        """
        for head in filter(None, (refused.head, stand_in(refused))):
            report = write_report(faults, refused, head)
            if self._schema.admits(report):
                return report
        raise DoesNotFit(f"RecevierId ({refused.sender})")


def require_addresses(head: TransInfo, sender: str, receiver: str) -> None:
    """Refuse what names another sender than the one whose queue and certificate it came by, or not us among others.

    Raises Rejected: HUB-408, HUB-412.
    """
    if head.sender != sender:
        raise rejected(Code.SENDER_MISMATCH, "TransInfo/SenderId", answers=head.message_id, value=head.sender)
    if receiver not in head.receivers:
        value = ", ".join(head.receivers)
        raise rejected(Code.WRONG_RECEIVER, "TransInfo/ReceiverIds", answers=head.message_id, value=value)
