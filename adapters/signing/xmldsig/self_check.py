"""Check the hub's own signature in the exact bytes that leave, with other code than made it (docs/decisions/0010)."""

import re
from base64 import b64decode, b64encode
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from adapters import sm2
from adapters.signing.xmldsig.form import canonical, strict_parser, written_form
from adapters.signing.xmldsig.profiles import Pair
from adapters.signing.xmldsig.structure import only_signature
from adapters.x509 import SigningKey, public_key
from hub.errors import Code, rejected

END_TAG: Final = re.compile(rb"</[^<>]+>")
COORDINATE: Final = 32
"""Bytes of each half of a P-256 signature."""


class SelfCheck:
    """Knows the exact text of a signature by one key. Immutable, therefore thread-safe."""

    def __init__(self, key: SigningKey, pair: Pair) -> None:
        self._pair = pair
        self._form = written_form(key, pair)
        self._public = public_key(key.certificate)

    def require_signed(self, body: bytes) -> None:
        """Refuse all but a message signed as a whole, in the agreed form, by the key of the hub's certificate.

        Raises Rejected: HUB-404 when the signature has another form or place, even in white space; HUB-405 when it does
        not match the content or the key. Raises XMLSyntaxError when the bytes are not XML, ValueError when the
        signature has no digest or no value.
        """
        message = etree.fromstring(body, strict_parser())
        signature = only_signature(message)
        digest, value, *_ = map(str, signature.itertext())
        before, found, after = canonical(message).rpartition((self._form % (digest, value)).encode())
        if not found or not END_TAG.fullmatch(after):
            raise rejected(Code.SIGNATURE_MISSING)
        if digest != b64encode(self._pair.digest_of(before + after)).decode():
            raise rejected(Code.SIGNATURE_INVALID)
        self._require_made(value, canonical(signature[0]))

    def _require_made(self, value: str, signed: bytes) -> None:
        """Refuse a signature that the certificate's key did not make over exactly these bytes."""
        try:
            made = b64decode(value, validate=True)
            if isinstance(self._public, rsa.RSAPublicKey):
                self._public.verify(made, signed, PKCS1v15(), self._pair.hash)
            elif isinstance(self._public, sm2.PublicKey):
                self._public.verify(made, signed)
            elif len(made) == 2 * COORDINATE:
                r, s = (int.from_bytes(half, "big") for half in (made[:COORDINATE], made[COORDINATE:]))
                self._public.verify(encode_dss_signature(r, s), signed, ec.ECDSA(self._pair.hash))
            else:
                raise rejected(Code.SIGNATURE_INVALID)
        except (InvalidSignature, ValueError) as error:
            raise rejected(Code.SIGNATURE_INVALID) from error
