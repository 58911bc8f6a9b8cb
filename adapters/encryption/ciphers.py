"""Ciphers: what a party's file may name, and what each does to bytes. Algorithms are named here only."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.encryption.algorithms import (
    NONCE_BYTES,
    TAG_BYTES,
    ContentCipher,
    Sm4Gcm,
    decrypted_by_oaep,
    decrypted_by_sm2,
    encrypted_by_oaep,
    encrypted_by_sm2,
    has_sm4_gcm,
)
from adapters.encryption.names import DS, XENC11
from adapters.x509 import KeyKind, PrivateKey, PublicKey


@dataclass(frozen=True, slots=True)
class Transport:
    """One way to encrypt a message's key for its receiver."""

    kind: KeyKind
    """The kind of the receiver's key."""
    parameters: Sequence[tuple[str, str]]
    """The elements in EncryptionMethod, each with the algorithm that it names: exactly these, in this order."""
    encrypt: Callable[[PublicKey, bytes], bytes]
    decrypt: Callable[[PrivateKey, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Cipher:
    """One agreed way to encrypt: a fresh key for each message, itself encrypted for the receiver."""

    name: str
    title: str
    """The algorithms, as people call them."""
    content: str
    """URI of the algorithm of the content."""
    transport: str
    """URI of the algorithm of the message's key."""
    by: Transport
    key_bytes: int
    of: Callable[[bytes], ContentCipher]
    """What encrypts contents by a key."""

    @property
    def kind(self) -> KeyKind:
        """The kind of the receiver's key."""
        return self.by.kind

    @property
    def is_available(self) -> bool:
        """Whether this machine's libraries know the algorithm of the content."""
        return self.of is not Sm4Gcm or has_sm4_gcm()


_RSA_OAEP: Final = Transport(
    "rsa",
    (
        (f"{DS}DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256"),
        (f"{XENC11}MGF", "http://www.w3.org/2009/xmlenc11#mgf1sha256"),
    ),
    encrypted_by_oaep,
    decrypted_by_oaep,
)
_SM2: Final = Transport("sm2", (), encrypted_by_sm2, decrypted_by_sm2)


def _national(name: str, content: str, transport: str) -> Cipher:
    """SM4-GCM with an SM2 envelope, under these two names."""
    return Cipher(name, "SM4-GCM, SM2", content, transport, _SM2, key_bytes=16, of=Sm4Gcm)


AES256_GCM: Final = Cipher(
    name="aes256-gcm",
    title="AES-256-GCM, RSA-OAEP",
    content="http://www.w3.org/2009/xmlenc11#aes256-gcm",
    transport="http://www.w3.org/2009/xmlenc11#rsa-oaep",
    by=_RSA_OAEP,
    key_bytes=32,
    of=AESGCM,
)
"""XML Encryption 1.1, sections 5.2.4 and 5.5.2."""
SM4_GCM: Final = _national(
    "sm4-gcm", "http://www.chinaport.gov.cn/2022/04/xmlenc#sm4-gcm", "http://www.chinaport.gov.cn/2022/04/xmlenc#sm2"
)
SM4_GCM_W3: Final = _national(
    "sm4-gcm-w3", "http://www.w3.org/2009/xmlenc11#sm4-gcm", "http://www.w3.org/2001/04/xmlenc#sm2"
)
"""No standard names SM4 and SM2 in XML Encryption: both pairs are the hub's own (docs/decisions/0050)."""
CIPHERS: Final[Mapping[str, Cipher]] = {one.name: one for one in (AES256_GCM, SM4_GCM, SM4_GCM_W3)}


def fresh_key(cipher: Cipher) -> bytes:
    """A key for one message."""
    return os.urandom(cipher.key_bytes)


def encrypted_content(cipher: Cipher, key: bytes, content: bytes) -> bytes:
    """Nonce, ciphertext and tag, as XML Encryption has them (section 5.2.4)."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.of(key).encrypt(nonce, content, None)


def decrypted_content(cipher: Cipher, key: bytes, encrypted: bytes) -> bytes | None:
    """The content; None when the key is another one, or when anything was changed."""
    if len(encrypted) <= NONCE_BYTES + TAG_BYTES:
        return None
    try:
        return cipher.of(key).decrypt(encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:], None)
    except InvalidTag:
        return None


def decrypted_key(cipher: Cipher, ours: PrivateKey, encrypted: bytes) -> bytes:
    """A message's key; a random one when it cannot be decrypted.

    So a wrong key costs as much time as a wrong content, and gives the same refusal: nobody can ask the hub, ciphertext
    by ciphertext, whether a padding is right.
    """
    instead = fresh_key(cipher)
    try:
        key = cipher.by.decrypt(ours, encrypted)
    except (ValueError, TypeError):
        return instead
    return key if len(key) == cipher.key_bytes else instead
