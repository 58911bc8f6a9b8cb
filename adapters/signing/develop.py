"""Keys and self-signed certificates for development and tests; never for a real party."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from adapters.signing.keys import PrivateKey, SigningKey
from hub.errors import operator_error

Kind = Literal["ecdsa", "rsa"]
KEY_FILE: Final = "key.pem"
CERTIFICATE_FILE: Final = "certificate.pem"
_DIGITAL_SIGNATURE_ONLY: Final = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def make_key(name: str, now: int, kind: Kind = "ecdsa", days: int = 365) -> SigningKey:
    """Make a key and its self-signed certificate, valid from a day before `now` (µs) and for `days` after it."""
    key = _new_key(kind)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.fromtimestamp(now // 1_000_000, UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=days))
        .add_extension(_DIGITAL_SIGNATURE_ONLY, critical=True)
        .sign(key, SHA256())
    )
    return SigningKey(key, certificate)


def _new_key(kind: Kind) -> PrivateKey:
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1())


def write_key(made: SigningKey, folder: Path) -> tuple[Path, Path]:
    """Write key.pem and certificate.pem, mode 600, and return where they are; never over an older key.

    Raises OperatorError: HUB-707 when there is a file of that name, HUB-705 when it cannot be written.
    """
    key, certificate = folder / KEY_FILE, folder / CERTIFICATE_FILE
    _write(key, made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _write(certificate, made.certificate.public_bytes(Encoding.PEM))
    return key, certificate


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123  Path.open takes no descriptor
            file.write(content)
    except FileExistsError as error:
        raise operator_error("HUB-707", reason=f"{path}: there is a file of this name already") from error
    except OSError as error:
        raise operator_error("HUB-705", path=path) from error
