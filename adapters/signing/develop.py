"""Keys and self-signed certificates, in files of their own: for development, tests, and parties that pin ours."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.signing.keys import PrivateKey, SigningKey
from adapters.signing.making import (
    CERTIFICATE_FILE,
    DIGITAL_SIGNATURE_ONLY,
    KEY_FILE,
    Kind,
    common_name,
    new_key,
    private_pem,
    write_new,
)

__all__ = ["DAYS", "Kind", "certify", "make_key", "write_key"]
DAYS: Final = 365


def make_key(name: str, now: int, kind: Kind = "ecdsa", days: int = DAYS) -> SigningKey:
    """Make a key and its self-signed certificate, valid from a day before `now` (µs) and for `days` after it."""
    key = new_key(kind)
    return SigningKey(key, certify(key, common_name(name), now, days))


def certify(key: PrivateKey, subject: x509.Name, now: int, days: int = DAYS) -> x509.Certificate:
    """A certificate that the key signs for itself."""
    today = datetime.fromtimestamp(now // 1_000_000, UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=days))
        .add_extension(DIGITAL_SIGNATURE_ONLY, critical=True)
        .sign(key, SHA256())
    )


def write_key(made: SigningKey, folder: Path) -> tuple[Path, Path]:
    """Write key.pem and certificate.pem, mode 600, and return where they are; never over an older key.

    Raises OperatorError: HUB-707 when there is a file of that name, HUB-705 when it cannot be written.
    """
    key, certificate = folder / KEY_FILE, folder / CERTIFICATE_FILE
    write_new(key, private_pem(made.key), 0o600)
    write_new(certificate, made.certificate.public_bytes(Encoding.PEM), 0o600)
    return key, certificate
