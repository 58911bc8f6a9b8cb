"""The envelope of the customs platform (DXP), and customs' answers inside it.

The flow does not know this envelope: `SealingSigner` and `OpeningVerifier` wrap the signer and the verifier.
"""

from adapters.envelope.answers import read_answers
from adapters.envelope.confidentiality import EnvelopedConfidentiality
from adapters.envelope.contents import AddInfo, Answer, Enclosed, Outcome, Refused, Reported, Result, TransInfo
from adapters.envelope.dxp import DxpEnvelope, require_addresses
from adapters.envelope.lanes import SealingLanes
from adapters.envelope.opening import OpeningVerifier
from adapters.envelope.platform import Platform
from adapters.envelope.reading import read_heading
from adapters.envelope.responses import ResponseKind, response_code, response_kind
from adapters.envelope.sealing import SealingSigner

__all__ = [
    "AddInfo",
    "Answer",
    "DxpEnvelope",
    "Enclosed",
    "EnvelopedConfidentiality",
    "OpeningVerifier",
    "Outcome",
    "Platform",
    "Refused",
    "Reported",
    "ResponseKind",
    "Result",
    "SealingLanes",
    "SealingSigner",
    "TransInfo",
    "read_answers",
    "read_heading",
    "require_addresses",
    "response_code",
    "response_kind",
]
