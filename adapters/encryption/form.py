"""The agreed form of an encrypted message: EncryptedData as the root, with one EncryptedKey (XML Encryption 1.1)."""

import re
from base64 import b64encode
from typing import Final

from cryptography import x509

from adapters.encryption.ciphers import Cipher
from adapters.x509 import der, serial

XENC: Final = "{http://www.w3.org/2001/04/xmlenc#}"
XENC11: Final = "{http://www.w3.org/2009/xmlenc11#}"
DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
ELEMENT: Final = "http://www.w3.org/2001/04/xmlenc#Element"
DECLARATION: Final = re.compile(rb"^<\?xml[^>]*\?>\s*")


def without_declaration(signed: bytes) -> bytes:
    """A message as an element: what stands in place of EncryptedData has no XML declaration. UTF-8 by our own hand."""
    return DECLARATION.sub(b"", signed)


def written(cipher: Cipher, receiver: x509.Certificate, key: bytes, content: bytes) -> bytes:
    """An encrypted message for the owner of a certificate, from the encrypted key and content."""
    certificate = b64encode(der(receiver)).decode()
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xenc:EncryptedData xmlns:xenc="{XENC[1:-1]}" Type="{ELEMENT}">'
        f'<xenc:EncryptionMethod Algorithm="{cipher.content}"/>'
        f'<ds:KeyInfo xmlns:ds="{DS[1:-1]}"><xenc:EncryptedKey>'
        f'<xenc:EncryptionMethod Algorithm="{cipher.transport}"><ds:DigestMethod Algorithm="{cipher.digest}"/>'
        f'<xenc11:MGF xmlns:xenc11="{XENC11[1:-1]}" Algorithm="{cipher.mask}"/></xenc:EncryptionMethod>'
        f"<ds:KeyInfo><ds:KeyName>{serial(receiver)}</ds:KeyName>"
        f"<ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        f"<xenc:CipherData><xenc:CipherValue>{b64encode(key).decode()}</xenc:CipherValue></xenc:CipherData>"
        "</xenc:EncryptedKey></ds:KeyInfo>"
        f"<xenc:CipherData><xenc:CipherValue>{b64encode(content).decode()}</xenc:CipherValue></xenc:CipherData>"
        "</xenc:EncryptedData>"
    ).encode()
