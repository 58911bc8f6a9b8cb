"""The agreed form of an encrypted message: EncryptedData as the root, with one EncryptedKey (XML Encryption 1.1)."""

import re
from base64 import b64encode
from typing import Final

from cryptography import x509

from adapters.encryption.ciphers import Cipher
from adapters.encryption.names import DS, XENC
from adapters.x509 import der, serial

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
        f"{_transport(cipher)}"
        f"<ds:KeyInfo><ds:KeyName>{serial(receiver)}</ds:KeyName>"
        f"<ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        f"<xenc:CipherData><xenc:CipherValue>{b64encode(key).decode()}</xenc:CipherValue></xenc:CipherData>"
        "</xenc:EncryptedKey></ds:KeyInfo>"
        f"<xenc:CipherData><xenc:CipherValue>{b64encode(content).decode()}</xenc:CipherValue></xenc:CipherData>"
        "</xenc:EncryptedData>"
    ).encode()


def _transport(cipher: Cipher) -> str:
    """EncryptionMethod of the key, with its parameters where it has any."""
    start = f'<xenc:EncryptionMethod Algorithm="{cipher.transport}"'
    parameters = "".join(
        '<p:{1} xmlns:p="{0}" Algorithm="{2}"/>'.format(*name[1:].split("}"), algorithm)
        for name, algorithm in cipher.by.parameters
    )
    return f"{start}>{parameters}</xenc:EncryptionMethod>" if parameters else f"{start}/>"
