"""Two sides that encrypt for each other, and messages encrypted in whatever form is told."""

import os
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, AsymmetricPadding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from signing_cases import NOW, SetClock

from adapters.encryption.ciphers import CIPHERS, Cipher
from adapters.encryption.confidential import ConfidentialMessages
from adapters.trust import CertificateRegister
from adapters.x509 import KeyKind, SigningKey, make_key

XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"
DS = "http://www.w3.org/2000/09/xmldsig#"
AES256_GCM = CIPHERS["aes256-gcm"]
SM4_GCM = CIPHERS["sm4-gcm"]
PARTY = "insurer-b"


def agreed_padding() -> AsymmetricPadding:
    """OAEP as agreed."""
    return OAEP(MGF1(SHA256()), SHA256(), None)


def key_of(name: str, kind: KeyKind = "rsa") -> SigningKey:
    """A key for encryption, the same whenever it is asked for."""
    return _key_of(name, kind)


@cache
def _key_of(name: str, kind: KeyKind) -> SigningKey:
    return make_key(name, NOW, kind, purpose="encryption")


@dataclass(frozen=True)
class HeldPair:
    """A key of a ring."""

    key: SigningKey


@dataclass(frozen=True)
class HeldRing:
    """A ring that never changes, and its own source."""

    pairs: Sequence[HeldPair]

    def now(self) -> "HeldRing":
        return self


def a_side(
    other: str, *ours: SigningKey, theirs: Sequence[SigningKey] = (), cipher: Cipher = AES256_GCM
) -> ConfidentialMessages:
    """One side, which has agreed on a cipher with another."""
    register = CertificateRegister({other: [key.certificate for key in theirs]})
    ring = HeldRing([HeldPair(key) for key in ours])
    return ConfidentialMessages({other: cipher}, ring, register, SetClock())


def the_hub(cipher: Cipher = AES256_GCM) -> ConfidentialMessages:
    return a_side(PARTY, key_of("hub", cipher.kind), theirs=[key_of(PARTY, cipher.kind)], cipher=cipher)


def the_party(cipher: Cipher = AES256_GCM) -> ConfidentialMessages:
    return a_side("hub", key_of(PARTY, cipher.kind), theirs=[key_of("hub", cipher.kind)], cipher=cipher)


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """An encrypted message for the hub; by default exactly as agreed."""

    content: bytes = b"<m/>"
    to: str = "hub"
    keys: Callable[[str], SigningKey] = key_of
    """Whose key is meant by a name."""
    key: bytes = field(default_factory=lambda: os.urandom(32))
    padding: AsymmetricPadding = field(default_factory=agreed_padding)
    cipher: Any = AESGCM
    key_value: bytes | None = None
    """In place of the encrypted key."""
    value: bytes | None = None
    """In place of the encrypted content."""
    root: str = f' Type="{XENC}Element"'
    method: str = f'<e:EncryptionMethod Algorithm="{XENC11}aes256-gcm"/>'
    transport: str = (
        f'<e:EncryptionMethod Algorithm="{XENC11}rsa-oaep"><d:DigestMethod Algorithm="{XENC}sha256"/>'
        f'<f:MGF Algorithm="{XENC11}mgf1sha256"/></e:EncryptionMethod>'
    )
    hint: str = ""
    """KeyInfo of the encrypted key."""
    beside_key: str = ""
    """In KeyInfo behind the encrypted key."""
    after_key: str = ""
    """In EncryptedKey behind its CipherData."""
    after: str = ""
    """In EncryptedData behind its CipherData."""
    key_data: str = "<e:CipherData><e:CipherValue>{}</e:CipherValue></e:CipherData>"
    data: str = "<e:CipherData><e:CipherValue>{}</e:CipherValue></e:CipherData>"

    def written(self) -> bytes:
        public = self.keys(self.to).certificate.public_key()
        assert isinstance(public, rsa.RSAPublicKey)
        nonce = os.urandom(12)
        value = (
            self.value if self.value is not None else nonce + self.cipher(self.key).encrypt(nonce, self.content, None)
        )
        key = self.key_value if self.key_value is not None else public.encrypt(self.key, self.padding)
        return (
            f'<e:EncryptedData xmlns:e="{XENC}" xmlns:f="{XENC11}" xmlns:d="{DS}"{self.root}>{self.method}<d:KeyInfo>'
            f"<e:EncryptedKey>{self.transport}{self.hint}{self.key_data.format(b64encode(key).decode())}"
            f"{self.after_key}</e:EncryptedKey>{self.beside_key}</d:KeyInfo>"
            f"{self.data.format(b64encode(value).decode())}{self.after}</e:EncryptedData>"
        ).encode()
