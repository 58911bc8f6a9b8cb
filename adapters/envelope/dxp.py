"""The envelope of the customs platform, DXP: strict when writing, tolerant when reading.

Source: China Customs, cross-border message specification 202205 (dxp.xsd).
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from adapters.envelope.contents import AddInfo, Enclosed, Refused, Reported, TransInfo
from adapters.envelope.elements import local
from adapters.envelope.reading import read_envelope
from adapters.envelope.writing import stand_in, write_envelope, write_report
from hub.catalogue import Schema
from hub.errors import Code, DoesNotFit, rejected
from hub.model import Fault

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST: Final = 7_500_000
"""Maximum bytes of a message to seal: its Base64 must fit the text of one element (dxp.xsd, Content)."""
_NOTHING: Final = AddInfo()


class DxpEnvelope:
    """Seals and opens envelopes for one platform. Not thread-safe, like its schema: each worker has its own."""

    def __init__(self, schema: Schema, meanings: Mapping[str, str]) -> None:
        """`schema` is dxp.xsd; `meanings` are the words of `dxp-response.csv` by code on the wire."""
        self._schema = schema
        self._meanings = meanings

    def seal(self, body: bytes, head: TransInfo, add_info: AddInfo = _NOTHING) -> "_Element":
        """Put signed bytes unchanged into an envelope to one receiver. The caller signs the result as a whole.

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
        """A party's message for the hub, or a response to the hub's envelopes. `verified` is a Verifier's result.

        Raises Rejected: HUB-403 when it is not an envelope, HUB-420 and HUB-421 when it cannot be read with certainty.
        A refused DxpRep must not be answered.
        """
        return read_envelope(verified, self._meanings)

    def refuse(self, faults: Sequence[Fault], refused: Refused) -> "_Element":
        """A DxpRep about a received message, with a result for each fault; without faults it reports the receipt.

        The caller signs it as a whole. It echoes the received head if that fits; otherwise it names the message by its
        digest. It must never answer a DxpRep, or two systems would refuse each other's refusals for ever. Raises
        DoesNotFit.
        """
        for head in filter(None, (refused.head, stand_in(refused))):
            report = write_report(faults, refused, head)
            if self._schema.admits(report):
                return report
        raise DoesNotFit(f"RecevierId ({refused.sender})")


def require_addresses(head: TransInfo, sender: str, receiver: str) -> None:
    """Refuse an envelope from another sender than its queue's and certificate's owner, or not to the hub.

    Raises Rejected: HUB-408, HUB-412.
    """
    if head.sender != sender:
        raise rejected(Code.SENDER_MISMATCH, "TransInfo/SenderId", answers=head.message_id, value=head.sender)
    if receiver not in head.receivers:
        value = ", ".join(head.receivers)
        raise rejected(Code.WRONG_RECEIVER, "TransInfo/ReceiverIds", answers=head.message_id, value=value)
