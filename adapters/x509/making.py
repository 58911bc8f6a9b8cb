"""Make private keys, certificate requests (PKCS#10) and self-signed certificates. Nothing is written here."""

from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from adapters import sm2
from adapters.x509.keys import PrivateKey, SigningKey
from adapters.x509.public_keys import KeyKind, Purpose
from adapters.x509.resigned import requested_by_sm2, signed_by_sm2
from adapters.x509.validity import SECOND

DAYS: Final = 365


def _usage(purpose: Purpose) -> x509.KeyUsage:
    """What the key is for, and nothing else."""
    return x509.KeyUsage(
        digital_signature=purpose == "signing",
        content_commitment=False,
        key_encipherment=purpose == "encryption",
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def new_key(kind: KeyKind = "ecdsa") -> PrivateKey:
    """ECDSA on P-256, RSA with 2048 bits, or SM2."""
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    if kind == "sm2":
        return sm2.PrivateKey.make()
    return ec.generate_private_key(ec.SECP256R1())


def make_key(
    name: str, now: int, kind: KeyKind = "ecdsa", days: int = DAYS, purpose: Purpose = "signing"
) -> SigningKey:
    """Make a key and its self-signed certificate, valid from a day before `now` (µs) until `days` after it."""
    key = new_key(kind)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return SigningKey(key, certify(key, subject, now, days, purpose))


def certify(
    key: PrivateKey, subject: x509.Name, now: int, days: int = DAYS, purpose: Purpose = "signing"
) -> x509.Certificate:
    """A self-signed certificate for the key."""
    if isinstance(key, sm2.PrivateKey):
        return signed_by_sm2(certify(new_key(), subject, now, days, purpose), key.public_key(), key)
    today = datetime.fromtimestamp(now // SECOND, UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=days))
        .add_extension(_usage(purpose), critical=True)
        .sign(key, SHA256())
    )


def request_certificate(key: PrivateKey, subject: x509.Name, purpose: Purpose = "signing") -> bytes:
    """A certificate request for this key, in PEM."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    builder = builder.add_extension(_usage(purpose), critical=True)
    if isinstance(key, sm2.PrivateKey):
        return requested_by_sm2(builder.sign(ec.generate_private_key(ec.SECP256R1()), SHA256()), key).public_bytes(
            Encoding.PEM
        )
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM)


def private_pem(key: PrivateKey, password: bytes | None = None) -> bytes:
    """The private key in PEM, encrypted when there is a password."""
    if isinstance(key, sm2.PrivateKey):
        return key.pem(password)
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def certificate_pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)
