"""Encrypt for SM2 certificates and decrypt: SM4-GCM by `cryptography`, the key of a message by the `openssl` program.

One form with two families of names (docs/decisions/0050). xmlsec knows neither algorithm.
"""

import os
import ssl
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from lxml import etree

from hub.simulate.profiles import NS
from hub.simulate.sm2 import openssl

XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
_CUSTOMS: Final = "http://www.chinaport.gov.cn/2022/04/xmlenc#"
NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "sm4-gcm": (_CUSTOMS + "sm4-gcm", _CUSTOMS + "sm2"),
    "sm4-gcm-w3": ("http://www.w3.org/2009/xmlenc11#sm4-gcm", XENC + "sm2"),
}
"""The names of content and key, by the cipher's name in a party's file."""
_KEY_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16


class Sm2Envelopes:
    """Encrypts and decrypts by one of these families of names."""

    kind: Literal["sm2"] = "sm2"
    shape = (
        "EncryptedData EncryptionMethod KeyInfo EncryptedKey EncryptionMethod KeyInfo KeyName X509Data X509Certificate "
        "CipherData CipherValue CipherData CipherValue"
    )

    def __init__(self, cipher: str, key: Path) -> None:
        """`key`: PEM file of the private key."""
        self._content, self._transport = NAMES[cipher]
        self._key = key
        self.algorithms = {
            "EncryptionMethod": self._content,
            "KeyInfo/EncryptedKey/EncryptionMethod": self._transport,
        }

    def encrypt(self, content: bytes, certificate: bytes) -> etree._Element:
        """EncryptedData with a fresh key, itself encrypted for a certificate (PEM). Raises ValueError."""
        key, nonce = os.urandom(_KEY_BYTES), os.urandom(_NONCE_BYTES)
        encryptor = _sm4(key, modes.GCM(nonce)).encryptor()
        value = nonce + encryptor.update(content) + encryptor.finalize() + encryptor.tag
        named = b64encode(ssl.PEM_cert_to_DER_cert(certificate.decode("ascii"))).decode()
        return etree.fromstring(
            f'<x:EncryptedData xmlns:x="{XENC}" xmlns:ds="{NS}"><x:EncryptionMethod Algorithm="{self._content}"/>'
            f'<ds:KeyInfo><x:EncryptedKey><x:EncryptionMethod Algorithm="{self._transport}"/>'
            f"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{named}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
            f"{_data(_sealed(key, certificate))}</x:EncryptedKey></ds:KeyInfo>{_data(value)}</x:EncryptedData>"
        )

    def decrypt(self, root: etree._Element) -> bytes:
        """The content of a message of this shape. Raises ValueError."""
        sealed, value = (b64decode(element.text or "", validate=True) for element in root.iter("{*}CipherValue"))
        done = openssl("pkeyutl", "-decrypt", "-inkey", str(self._key), content=sealed)
        if done.returncode or len(done.stdout) != _KEY_BYTES or len(value) <= _NONCE_BYTES + _TAG_BYTES:
            raise ValueError("the message's key cannot be decrypted")
        nonce, tag = value[:_NONCE_BYTES], value[-_TAG_BYTES:]
        decryptor = _sm4(done.stdout, modes.GCM(nonce, tag)).decryptor()
        try:
            return decryptor.update(value[_NONCE_BYTES:-_TAG_BYTES]) + decryptor.finalize()
        except InvalidTag as cause:
            raise ValueError("the content was changed") from cause


def _sm4(key: bytes, mode: modes.GCM) -> Cipher[modes.GCM]:
    return Cipher(algorithms.SM4(key), mode)


def has_sm4_gcm() -> bool:
    """Whether `cryptography` was built with an OpenSSL that knows SM4 in GCM."""
    try:
        _sm4(bytes(_KEY_BYTES), modes.GCM(bytes(_NONCE_BYTES))).encryptor()
    except UnsupportedAlgorithm:
        return False
    return True


def _sealed(key: bytes, certificate: bytes) -> bytes:
    """SM2Cipher in DER (GB/T 35276), with SM3. Raises ValueError."""
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(certificate)
        file.flush()
        done = openssl("pkeyutl", "-encrypt", "-certin", "-inkey", file.name, content=key)
    if done.returncode:
        raise ValueError(done.stderr.decode("utf-8", "replace").strip())
    return done.stdout


def _data(value: bytes) -> str:
    return f"<x:CipherData><x:CipherValue>{b64encode(value).decode()}</x:CipherValue></x:CipherData>"
