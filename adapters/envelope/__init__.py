"""The customs platform's envelope (DXP), and what answers come in it.

The flow knows nothing of it: `SealingSigner` and `OpeningVerifier` stand around the signer and the verifier.
"""

from adapters.envelope.answers import read_answers
from adapters.envelope.contents import AddInfo, Answer, Enclosed, Outcome, Refused, Reported, Result, TransInfo
from adapters.envelope.dxp import DoesNotFit, DxpEnvelope, require_addresses
from adapters.envelope.opening import OpeningVerifier
from adapters.envelope.platform import Platform
from adapters.envelope.reading import read_heading
from adapters.envelope.responses import ResponseKind, response_code, response_kind
from adapters.envelope.sealing import SealingSigner

__all__ = [
    "AddInfo",
    "Answer",
    "DoesNotFit",
    "DxpEnvelope",
    "Enclosed",
    "OpeningVerifier",
    "Outcome",
    "Platform",
    "Refused",
    "Reported",
    "ResponseKind",
    "Result",
    "SealingSigner",
    "TransInfo",
    "read_answers",
    "read_heading",
    "require_addresses",
    "response_code",
    "response_kind",
]
