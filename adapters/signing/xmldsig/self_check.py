"""Check the hub's own signature in the exact bytes that leave, with other code than made it (docs/decisions/0010)."""

import re
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from lxml import etree

from adapters.signing.xmldsig.profile import C14N, DIGEST, DS, ENVELOPED, signature_method, strict_parser
from adapters.signing.xmldsig.structure import only_signature
from adapters.x509 import SigningKey
from hub.errors import Code, rejected

if TYPE_CHECKING:
    from lxml.etree import _Element

END_TAG: Final = re.compile(rb"</[^<>]+>")
COORDINATE: Final = 32
"""Bytes of each half of a P-256 signature."""


class SelfCheck:
    """Knows the exact text of a signature by one key. Immutable, therefore thread-safe."""

    def __init__(self, key: SigningKey) -> None:
        self._form = _form(key)
        self._public = key.certificate.public_key()

    def require_signed(self, body: bytes) -> None:
        """Refuse all but a message signed as a whole, in the agreed form, by the key of the hub's certificate.

        Raises Rejected: HUB-404 when the signature has another form or place, even in white space; HUB-405 when it does
        not match the content or the key. Raises XMLSyntaxError when the bytes are not XML, ValueError when the
        signature has no digest or no value.
        """
        message = etree.fromstring(body, strict_parser())
        signature = only_signature(message)
        digest, value, *_ = map(str, signature.itertext())
        before, found, after = _canonical(message).rpartition((self._form % (digest, value)).encode())
        if not found or not END_TAG.fullmatch(after):
            raise rejected(Code.SIGNATURE_MISSING)
        if digest != b64encode(sha256(before + after).digest()).decode():
            raise rejected(Code.SIGNATURE_INVALID)
        self._require_made(value, _canonical(signature[0]))

    def _require_made(self, value: str, signed: bytes) -> None:
        """Refuse a signature that the certificate's key did not make over exactly these bytes."""
        try:
            made = b64decode(value, validate=True)
            if isinstance(self._public, rsa.RSAPublicKey):
                self._public.verify(made, signed, PKCS1v15(), SHA256())
            elif isinstance(self._public, ec.EllipticCurvePublicKey) and len(made) == 2 * COORDINATE:
                r, s = (int.from_bytes(half, "big") for half in (made[:COORDINATE], made[COORDINATE:]))
                self._public.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
            else:
                raise rejected(Code.SIGNATURE_INVALID)
        except (InvalidSignature, ValueError) as error:
            raise rejected(Code.SIGNATURE_INVALID) from error


def _form(key: SigningKey) -> str:
    """The canonical form of a signature within a message, with placeholders for digest and value.

    It needs no namespace of the elements around it.
    """
    return (
        f'<ds:Signature xmlns:ds="{DS[1:-1]}"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{C14N.value}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{signature_method(key).value}"></ds:SignatureMethod>'
        '<ds:Reference URI=""><ds:Transforms>'
        f'<ds:Transform Algorithm="{ENVELOPED}"></ds:Transform>'
        f'<ds:Transform Algorithm="{C14N.value}"></ds:Transform>'
        f'</ds:Transforms><ds:DigestMethod Algorithm="{DIGEST.value}"></ds:DigestMethod>'
        "<ds:DigestValue>%s</ds:DigestValue></ds:Reference></ds:SignedInfo>"
        f"<ds:SignatureValue>%s</ds:SignatureValue><ds:KeyInfo><ds:KeyName>{key.name}</ds:KeyName>"
        f"<ds:X509Data><ds:X509Certificate>{key.certificate_text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        "</ds:Signature>"
    )


def _canonical(element: "_Element") -> bytes:
    """Inclusive C14N 1.0 without comments."""
    return etree.tostring(element, method="c14n", with_comments=False)
