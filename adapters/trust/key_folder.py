"""Keys and self-signed certificates, in files of their own: for development, tests, and parties that pin ours."""

import secrets
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.files.durable import sync_folder
from adapters.x509.keys import PrivateKey, SigningKey
from adapters.x509.making import (
    CERTIFICATE_FILE,
    DIGITAL_SIGNATURE_ONLY,
    KEY_FILE,
    Kind,
    common_name,
    new_key,
    private_pem,
    write_new,
)
from hub.errors import operator_error

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

    Where the folder is new, or empty, no power cut leaves one without the other. Raises OperatorError: HUB-707 when
    there is a file of that name, HUB-705 when it cannot be written.
    """
    staged = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.tmp")
    try:
        _write_pair(made, staged)
        try:
            staged.rename(folder)
        except OSError:  # there is something in the folder
            _write_pair(made, folder)
        else:
            sync_folder(folder.parent)
    except OSError as error:
        raise operator_error("HUB-705", path=folder) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return folder / KEY_FILE, folder / CERTIFICATE_FILE


def _write_pair(made: SigningKey, folder: Path) -> None:
    write_new(folder / KEY_FILE, private_pem(made.key), 0o600)
    write_new(folder / CERTIFICATE_FILE, made.certificate.public_bytes(Encoding.PEM), 0o600)
