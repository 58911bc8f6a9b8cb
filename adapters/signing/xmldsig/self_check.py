"""Check the hub's own signature in the exact bytes that leave, with other code than made it (docs/decisions/0010)."""

import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from lxml import etree

from adapters.signing.xmldsig.form import canonical, strict_parser, written_form
from adapters.signing.xmldsig.profiles import Profile
from adapters.signing.xmldsig.structure import only_signature
from adapters.signing.xmldsig.values import require_value
from adapters.signing.xmldsig.xades_form import PROPERTIES_TEXTS, signed_properties, written_xades_form
from adapters.x509 import CertifiedKey, public_key
from hub.errors import Code, rejected

if TYPE_CHECKING:
    from lxml.etree import _Element

END_TAG: Final = re.compile(rb"</[^<>]+>")


class SelfCheck:
    """Knows the exact text of a signature by one key. Immutable, therefore thread-safe."""

    def __init__(self, key: CertifiedKey, profile: Profile) -> None:
        self._pair = profile.writes
        self._is_xades = profile.form == "xades-b"
        self._form = written_xades_form(key, self._pair) if self._is_xades else written_form(key, self._pair)
        self._public = public_key(key.certificate)

    def require_signed(self, body: bytes) -> None:
        """Refuse all but a message signed as a whole, in the agreed form, by the key of the hub's certificate.

        Raises Rejected: HUB-404 when the signature has another form or place, even in white space; HUB-405 when it does
        not match the content or the key. Raises XMLSyntaxError when the bytes are not XML, ValueError when the
        signature has no digest or no value.
        """
        message = etree.fromstring(body, strict_parser())
        signature = only_signature(message)
        digest, *_ = texts = list(map(str, signature.itertext()))
        value = texts[2 if self._is_xades else 1]
        before, found, after = canonical(message).rpartition(self._text(texts).encode())
        if not found or not END_TAG.fullmatch(after):
            raise rejected(Code.SIGNATURE_MISSING)
        if digest != self._digest(before + after) or (self._is_xades and not self._states_properties(signature, texts)):
            raise rejected(Code.SIGNATURE_INVALID)
        self._require_made(value, canonical(signature[0]))

    def _text(self, texts: list[str]) -> str:
        """The signature that must stand there, with the texts that differ between messages as they were found."""
        if not self._is_xades:
            return self._form % tuple(texts[:2])
        return self._form % (*texts[:3], texts[PROPERTIES_TEXTS])

    def _states_properties(self, signature: "_Element", texts: list[str]) -> bool:
        return texts[1] == self._digest(canonical(signed_properties(signature)))

    def _digest(self, content: bytes) -> str:
        return b64encode(self._pair.digest_of(content)).decode()

    def _require_made(self, value: str, signed: bytes) -> None:
        """Refuse a signature that the certificate's key did not make over exactly these bytes."""
        try:
            require_value(self._public, b64decode(value, validate=True), signed, self._pair)
        except (InvalidSignature, ValueError) as error:
            raise rejected(Code.SIGNATURE_INVALID) from error
