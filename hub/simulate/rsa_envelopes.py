"""Encrypt for RSA certificates and decrypt with xmlsec: AES-256-GCM, the key of a message by RSA-OAEP.

XML Encryption 1.1. xmlsec knows more algorithms than were agreed and follows references, so the form is compared first.
"""

from pathlib import Path
from typing import Final, Literal

import xmlsec
from lxml import etree

from hub.simulate.profiles import NS

XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
XENC11: Final = "http://www.w3.org/2009/xmlenc11#"
NAMES: Final = ("aes256-gcm",)
_TEMPLATE: Final = (
    f'<x:EncryptedData xmlns:x="{XENC}" xmlns:y="{XENC11}" xmlns:ds="{NS}">'
    f'<x:EncryptionMethod Algorithm="{XENC11}aes256-gcm"/><ds:KeyInfo><x:EncryptedKey>'
    f'<x:EncryptionMethod Algorithm="{XENC11}rsa-oaep"><ds:DigestMethod Algorithm="{XENC}sha256"/>'
    f'<y:MGF Algorithm="{XENC11}mgf1sha256"/></x:EncryptionMethod><x:CipherData><x:CipherValue/></x:CipherData>'
    "</x:EncryptedKey></ds:KeyInfo><x:CipherData><x:CipherValue/></x:CipherData></x:EncryptedData>"
)


class RsaEnvelopes:
    """Encrypts and decrypts by AES-256-GCM, with RSA-OAEP, SHA-256 and MGF1-SHA-256."""

    kind: Literal["rsa"] = "rsa"
    algorithms: Final = {
        "EncryptionMethod": XENC11 + "aes256-gcm",
        "KeyInfo/EncryptedKey/EncryptionMethod": XENC11 + "rsa-oaep",
        "KeyInfo/EncryptedKey/EncryptionMethod/DigestMethod": XENC + "sha256",
        "KeyInfo/EncryptedKey/EncryptionMethod/MGF": XENC11 + "mgf1sha256",
    }
    shape = (
        "EncryptedData EncryptionMethod KeyInfo EncryptedKey EncryptionMethod DigestMethod MGF KeyInfo KeyName "
        "X509Data X509Certificate CipherData CipherValue CipherData CipherValue"
    )

    def __init__(self, key: Path) -> None:
        """`key`: PEM file of the private key. Raises OSError, ValueError."""
        try:
            self._key = xmlsec.Key.from_memory(key.read_bytes(), xmlsec.constants.KeyDataFormatPem)
        except xmlsec.Error as cause:
            raise ValueError(str(key)) from cause

    def encrypt(self, content: bytes, certificate: bytes) -> etree._Element:
        """EncryptedData with a fresh key, itself encrypted for a certificate (PEM). Raises ValueError."""
        try:
            context = _context(xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertPem))
            context.key = xmlsec.Key.generate(xmlsec.constants.KeyDataAes, 256, xmlsec.constants.KeyDataTypeSession)
            return context.encrypt_binary(etree.fromstring(_TEMPLATE), content)
        except xmlsec.Error as cause:
            raise ValueError("it cannot be encrypted") from cause

    def decrypt(self, root: etree._Element) -> bytes:
        """The content of a message of this shape. Raises ValueError."""
        root.attrib.pop("Type", "")  # of what is no element, xmlsec returns the bytes
        try:
            content = _context(self._key).decrypt(root)
        except xmlsec.Error as cause:
            raise ValueError("it cannot be decrypted") from cause
        assert isinstance(content, bytes)
        return content


def _context(key: xmlsec.Key) -> xmlsec.EncryptionContext:
    manager = xmlsec.KeysManager()
    manager.add_key(key)
    return xmlsec.EncryptionContext(manager)
