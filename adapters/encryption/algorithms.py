"""What the ciphers compute with: authenticated encryption of contents, and encryption of a message's key."""

import os
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256

from adapters import sm2
from adapters.x509 import PrivateKey, PublicKey

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
_OAEP: Final = OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None)


class ContentCipher(Protocol):
    """Authenticated encryption by one key. The tag stands behind what is encrypted."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: None) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: None) -> bytes:
        """Raises InvalidTag when the key is another one, or when anything was changed."""


class Sm4Gcm:
    """SM4 (GB/T 32907) in GCM, as RFC 8998 has it, by the library's own OpenSSL: the system's may be older than 3.1."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data or b"")
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Returns nothing before the tag was verified. Raises InvalidTag."""
        if len(data) < TAG_BYTES:
            raise InvalidTag
        decryptor = Cipher(self._algorithm, modes.GCM(nonce, data[-TAG_BYTES:])).decryptor()
        decryptor.authenticate_additional_data(associated_data or b"")
        return decryptor.update(data[:-TAG_BYTES]) + decryptor.finalize()


def has_sm4_gcm() -> bool:
    """Whether the library was built with an OpenSSL that knows SM4 in GCM. Its own wheels are."""
    try:
        Sm4Gcm(bytes(16)).encrypt(os.urandom(NONCE_BYTES), b"", None)
    except UnsupportedAlgorithm:
        return False
    return True


def encrypted_by_oaep(receiver: PublicKey, key: bytes) -> bytes:
    """RSA-OAEP with SHA-256 and MGF1-SHA-256. Raises TypeError for a receiver's key of another kind."""
    if not isinstance(receiver, rsa.RSAPublicKey):
        raise TypeError("a key of another kind")
    return receiver.encrypt(key, _OAEP)


def decrypted_by_oaep(ours: PrivateKey, encrypted: bytes) -> bytes:
    """Raises ValueError when it cannot be decrypted, TypeError when our key is of another kind."""
    if not isinstance(ours, rsa.RSAPrivateKey):
        raise TypeError("a key of another kind")
    return ours.decrypt(encrypted, _OAEP)


def encrypted_by_sm2(receiver: PublicKey, key: bytes) -> bytes:
    """SM2 with SM3 (GB/T 32918.4), SM2Cipher in DER. Raises TypeError for a receiver's key of another kind."""
    if not isinstance(receiver, sm2.PublicKey):
        raise TypeError("a key of another kind")
    return receiver.encrypt(key)


def decrypted_by_sm2(ours: PrivateKey, encrypted: bytes) -> bytes:
    """Raises ValueError when it cannot be decrypted, TypeError when our key is of another kind."""
    if not isinstance(ours, sm2.PrivateKey):
        raise TypeError("a key of another kind")
    return ours.decrypt(encrypted)
