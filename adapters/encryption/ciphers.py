"""Ciphers: what a party's file may name, and what each does to bytes. All algorithms of encryption stand here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from adapters.x509 import KeyKind, PrivateKey, PublicKey

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Cipher:
    """One agreed way to encrypt: a fresh key for each message, itself encrypted for the receiver."""

    name: str
    kind: KeyKind
    """The kind of the receiver's key."""
    content: str
    """URI of the algorithm of the content (XML Encryption 1.1, section 5.2.4)."""
    transport: str
    """URI of the algorithm of the message's key (section 5.5.2)."""
    digest: str
    """URI of OAEP's digest."""
    mask: str
    """URI of OAEP's mask generation."""
    key_bytes: int


AES256_GCM: Final = Cipher(
    name="aes256-gcm",
    kind="rsa",
    content="http://www.w3.org/2009/xmlenc11#aes256-gcm",
    transport="http://www.w3.org/2009/xmlenc11#rsa-oaep",
    digest="http://www.w3.org/2001/04/xmlenc#sha256",
    mask="http://www.w3.org/2009/xmlenc11#mgf1sha256",
    key_bytes=32,
)
CIPHERS: Final[Mapping[str, Cipher]] = {AES256_GCM.name: AES256_GCM}
_OAEP: Final = OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None)


def fresh_key(cipher: Cipher) -> bytes:
    """A key for one message."""
    return os.urandom(cipher.key_bytes)


def encrypted_content(key: bytes, content: bytes) -> bytes:
    """Nonce, ciphertext and tag, as XML Encryption has them (section 5.2.4)."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, None)


def decrypted_content(key: bytes, encrypted: bytes) -> bytes | None:
    """The content; None when the key is another one, or when anything was changed."""
    if len(encrypted) <= NONCE_BYTES + TAG_BYTES:
        return None
    try:
        return AESGCM(key).decrypt(encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:], None)
    except InvalidTag:
        return None


def encrypted_key(receiver: PublicKey, key: bytes) -> bytes:
    """A message's key for its receiver. Raises TypeError for a receiver's key of another kind."""
    if not isinstance(receiver, rsa.RSAPublicKey):
        raise TypeError("a key of another kind")
    return receiver.encrypt(key, _OAEP)


def decrypted_key(cipher: Cipher, ours: PrivateKey, encrypted: bytes) -> bytes:
    """A message's key; a random one when it cannot be decrypted.

    So a wrong key costs as much time as a wrong content, and gives the same refusal: nobody can ask the hub, ciphertext
    by ciphertext, whether a padding is right.
    """
    instead = fresh_key(cipher)
    if not isinstance(ours, rsa.RSAPrivateKey):
        return instead
    try:
        key = ours.decrypt(encrypted, _OAEP)
    except ValueError:
        return instead
    return key if len(key) == cipher.key_bytes else instead
