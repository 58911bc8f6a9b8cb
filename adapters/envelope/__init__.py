"""Envelopes of parties who do not take our messages bare: the customs platform's (DXP), and what answers come in it.

What the flow needs of an envelope, whichever it is (to become a port once a second one exists):

    class Envelope(Protocol):
        def seal(self, body: bytes, head: TransInfo, add_info: AddInfo = ...) -> _Element:
            '''Put signed bytes in; the result is unsigned: sign it as a whole, and nothing may change after.'''

        def open(self, verified: _Element) -> Enclosed | Reported:
            '''Take out what a party sealed, or what it says of ours. Raises Rejected (HUB-403, HUB-42x).'''

        def refuse(self, faults: Sequence[Fault], refused: Refused) -> _Element:
            '''Say that something of a party's cannot be used; unsigned, as `seal` leaves it.'''

Who signed is not the envelope's business: hand `open` only what a Verifier gave back.
"""

from adapters.envelope.answers import read_answers
from adapters.envelope.contents import AddInfo, Answer, Enclosed, Outcome, Refused, Reported, Result, TransInfo
from adapters.envelope.dxp import DoesNotFit, DxpEnvelope, require_addresses
from adapters.envelope.reading import read_heading
from adapters.envelope.responses import ResponseKind, response_code, response_kind

__all__ = [
    "AddInfo",
    "Answer",
    "DoesNotFit",
    "DxpEnvelope",
    "Enclosed",
    "Outcome",
    "Refused",
    "Reported",
    "ResponseKind",
    "Result",
    "TransInfo",
    "read_answers",
    "read_heading",
    "require_addresses",
    "response_code",
    "response_kind",
]
