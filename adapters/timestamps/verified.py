"""Verify the answer of a timestamp authority (RFC 3161)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import TimeStampResponse, VerificationError, VerifierBuilder, decode_timestamp_response

from adapters.x509 import UNREADABLE, strictly, subject
from hub.model.moments import microseconds
from hub.text.bilingual import Bilingual

_GRANTED: Final = 0
_SAID: Final = re.compile(r"Verify error: ([^\"\\]{1,200})")
"""What the library says of a chain."""
_UNREADABLE: Final = Bilingual("答复无法读取", "its answer cannot be read as RFC 3161 has it")
_NO_SIGNER: Final = Bilingual("时间戳中没有签名者的证书", "the certificate of its signer is not in the timestamp")
_OTHER_PURPOSE: Final = Bilingual(
    "签名证书的用途不只是时间戳（extendedKeyUsage 应为关键扩展且只含 timeStamping）",
    "the signer's certificate is not for timestamps only (extendedKeyUsage must be critical, and timeStamping alone)",
)


class UntrustedTimestamp(Exception):
    """A timestamp that does not hold, and why."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a timestamp says: these data existed at this time."""

    at: int
    """In microseconds since 1970, UTC, by the authority's clock."""
    by: str
    """The subject of its certificate."""


def verify_timestamp(
    response: bytes, data: bytes, trusted: Sequence[x509.Certificate], nonce: int | None = None
) -> Vouched:
    """What the authority says of these data; raises UntrustedTimestamp.

    Granted, with the hash of the data and the nonce of the request if one is given, signed by a certificate for
    timestamps only, which a path of certificates that were valid at the timestamp's time joins to a trusted one.
    """
    try:
        answer = decode_timestamp_response(response)
        _require_granted(answer)
        signer = _signer(answer)
        _require_purpose(signer)
        VerifierBuilder(roots=list(trusted), nonce=nonce).build().verify_message(answer, data)
        return Vouched(microseconds(answer.tst_info.gen_time), subject(signer))
    except VerificationError as error:
        raise UntrustedTimestamp(_told(str(error))) from error
    except UNREADABLE as error:
        raise UntrustedTimestamp(_UNREADABLE) from error


def _require_granted(answer: TimeStampResponse) -> None:
    if answer.status != _GRANTED:
        said = f"{answer.status} {' '.join(answer.status_string)}".strip()[:200]
        raise UntrustedTimestamp(Bilingual(f"机构拒绝：{said}", f"the authority refused: {said}"))


def _signer(answer: TimeStampResponse) -> x509.Certificate:
    names = {(one.issuer, one.serial_number) for one in answer.signed_data.signer_infos}
    with strictly():
        certificates = [x509.load_der_x509_certificate(one) for one in answer.signed_data.certificates]
    signers = [one for one in certificates if (one.issuer, one.serial_number) in names]
    if len(signers) != 1:
        raise UntrustedTimestamp(_NO_SIGNER)
    return signers[0]


def _require_purpose(signer: x509.Certificate) -> None:
    """As RFC 3161, 2.3, has it, and as `openssl ts` asks for it."""
    found = [one for one in signer.extensions if isinstance(one.value, x509.ExtendedKeyUsage)]
    if [(one.critical, list(one.value)) for one in found] != [(True, [ExtendedKeyUsageOID.TIME_STAMPING])]:
        raise UntrustedTimestamp(_OTHER_PURPOSE)


def _told(said: str) -> Bilingual:
    """The library's reasons, as far as it has words for them."""
    if said.startswith("Mismatch between messages"):
        return Bilingual("时间戳属于另一份数据", "it is of other data")
    if said.startswith("Nonce mismatch"):
        return Bilingual("nonce 不符，答复属于另一次请求", "its nonce is that of another request")
    found = _SAID.search(said)
    more = f"：{found[1]}" if found else ""
    return Bilingual(
        f"签名或证书链不成立{more}",
        f"its signature, or the chain of its certificate, does not hold{more.replace('：', ': ')}",
    )
