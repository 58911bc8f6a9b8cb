"""Encryption on the platform: the signed message is encrypted, then the signed envelope is put around it."""

from typing import TYPE_CHECKING, Final

from adapters.envelope.dxp import LARGEST
from adapters.envelope.elements import local
from adapters.envelope.platform import Platform
from adapters.envelope.reading import MESSAGE, REPORT, read_enclosed
from adapters.envelope.sealing import SealingSigner
from hub.errors import Rejected
from hub.ports import Confidentiality, Encrypted
from hub.xml.parse import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

AROUND: Final = 10_000
"""Bytes that the certificate and the encrypted key add to what is encrypted."""


class EnvelopedConfidentiality:
    """Encrypts what an envelope holds. Not thread-safe, like the envelope's schema.

    Envelopes of parties come as they are signed. What is in them is decrypted whenever one is opened.
    """

    def __init__(self, inner: Confidentiality, signer: SealingSigner, platform: Platform) -> None:
        self._inner = inner
        self._signer = signer
        self._platform = platform

    def encrypt(self, signed: bytes, receiver: str) -> Encrypted | None:
        """As the inner one; on the platform, what goes out is the envelope. A report travels as it is signed.

        An envelope that was sealed before the encryption was agreed is opened, and its message sealed anew.
        """
        if receiver not in self._platform.parties:
            return self._inner.encrypt(signed, receiver)
        message = parse_xml(signed)
        if local(message) == REPORT:
            return None
        if local(message) == MESSAGE:
            signed = read_enclosed(message).body
            message = parse_xml(signed)
        encrypted = self._inner.encrypt(signed, receiver)
        if encrypted is None:
            return None
        return Encrypted(encrypted.content, self._signer.seal(encrypted.wire, message, receiver))

    def largest(self, receiver: str) -> int | None:
        """As the inner one; on the platform, the Base64 of what is encrypted must fit the envelope too."""
        largest = self._inner.largest(receiver)
        if largest is None or receiver not in self._platform.parties:
            return largest
        return min(largest, (LARGEST - AROUND) * 3 // 4)

    def decrypt(self, body: bytes, sender: str, *, is_kept: bool = False) -> bytes | None:
        """As the inner one; None on the platform."""
        return None if sender in self._platform.parties else self._inner.decrypt(body, sender, is_kept=is_kept)


def decrypted_inside(confidentiality: Confidentiality | None, body: bytes, party: str) -> "_Element":
    """What an envelope of a party holds, decrypted where that was agreed.

    Raises Rejected (HUB-810, HUB-811). The platform's report about it is never answered, so it is always reported.
    """
    try:
        found = confidentiality.decrypt(body, party) if confidentiality is not None else None
    except Rejected as refusal:
        refusal.is_answered = True
        raise
    return parse_xml(body if found is None else found)
