"""Public keys of certificates: RSA, ECDSA, and SM2, which the certificate library does not know."""

from collections.abc import Collection
from functools import lru_cache
from typing import Final, Literal, get_args

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapters import sm2
from adapters.x509.resigned import spki

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | sm2.PublicKey
KeyKind = Literal["rsa", "ecdsa", "sm2"]
Purpose = Literal["signing", "encryption"]
"""What a key is for. No key is for both."""
KEY_KINDS: Final[tuple[KeyKind, ...]] = get_args(KeyKind)
ENCRYPTING: Final[Collection[KeyKind]] = ("rsa", "sm2")
"""The kinds of key for which messages can be encrypted."""
_ALIKE: Final[tuple[KeyKind, ...]] = ("rsa", "ecdsa")
_MANY: Final = 1024


def standing_for(kind: KeyKind) -> Collection[KeyKind]:
    """The kinds of key that sign in the place of this one where nothing else was agreed: a newer replaces an older."""
    return _ALIKE if kind in _ALIKE else (kind,)


@lru_cache(maxsize=_MANY)
def public_key(certificate: x509.Certificate) -> PublicKey:
    """The certificate's public key. Raises UnsupportedAlgorithm for another kind, ValueError for a malformed one.

    Raises OperatorError (HUB-790) for an SM2 key where the system has no library for it.
    """
    try:
        key = certificate.public_key()
    except UnsupportedAlgorithm:
        return sm2.PublicKey.load(spki(certificate))
    if not isinstance(key, PublicKey):
        raise UnsupportedAlgorithm(type(key).__name__)
    return key


def key_bytes(key: PublicKey) -> bytes:
    """SubjectPublicKeyInfo, DER: equal for two objects of one key."""
    if isinstance(key, sm2.PublicKey):
        return key.spki
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def public_bytes(certificate: x509.Certificate) -> bytes:
    """The public key (SubjectPublicKeyInfo, DER): equal for two certificates of one key."""
    return key_bytes(public_key(certificate))


def key_kind(certificate: x509.Certificate) -> str:
    """The kind of key, as text for people."""
    key = public_key(certificate)
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    return "SM2" if isinstance(key, sm2.PublicKey) else key.curve.name


def kind_of(key: PublicKey) -> KeyKind:
    """The kind of key."""
    if isinstance(key, rsa.RSAPublicKey):
        return "rsa"
    return "sm2" if isinstance(key, sm2.PublicKey) else "ecdsa"
