"""Private keys and certificates from files, loaded once: parsing a key costs more than many signatures."""

import os
import stat
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key, pkcs12
from signxml.algorithms import SignatureMethod

from adapters.signing.profile import SHORTEST_RSA
from hub.errors import OperatorError, operator_error

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the certificate that goes with it."""

    key: PrivateKey
    certificate: x509.Certificate

    @property
    def method(self) -> SignatureMethod:
        is_rsa = isinstance(self.key, rsa.RSAPrivateKey)
        return SignatureMethod.RSA_SHA256 if is_rsa else SignatureMethod.ECDSA_SHA256

    @property
    def name(self) -> str:
        """The certificate's serial number in hex, in whole bytes."""
        digits = f"{self.certificate.serial_number:x}"
        return digits.zfill(len(digits) + len(digits) % 2)

    @property
    def certificate_text(self) -> str:
        """The certificate's own bytes in Base64, on one line."""
        return b64encode(self.certificate.public_bytes(Encoding.DER)).decode()


def load_key(path: Path, certificate: Path | None = None, password: bytes | None = None) -> SigningKey:
    """Load a PEM file (the certificate in it, or in a file of its own) or a PKCS#12 file.

    Raises OperatorError: HUB-705 when a file cannot be read, HUB-707 when others may read the private key,
    when key and certificate do not belong together, or when they cannot be used.
    """
    content = _read_private(path)
    beside = _read(certificate) if certificate else None
    try:
        key, cert = _parse(content, beside, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unusable(path, "no private key with a certificate can be read from it") from error
    if not _is_usable(key):
        raise _unusable(path, f"it must be RSA of {SHORTEST_RSA} bits or more, or ECDSA P-256")
    if key.public_key() != cert.public_key():
        raise _unusable(path, "the certificate belongs to another key")
    return SigningKey(key, cert)


def _parse(content: bytes, beside: bytes | None, password: bytes | None) -> tuple[PrivateKey, x509.Certificate]:
    key, certificate = _parse_pem(content, password) if _is_pem(content) else _parse_pkcs12(content, password)
    if beside is not None:
        certificate = x509.load_pem_x509_certificate(beside)
    if not isinstance(key, PrivateKey) or certificate is None:
        raise TypeError("no RSA or ECDSA key, or no certificate")
    return key, certificate


def _is_pem(content: bytes) -> bool:
    return b"-----BEGIN " in content


def _parse_pem(content: bytes, password: bytes | None) -> tuple[object, x509.Certificate | None]:
    has_certificate = b"-----BEGIN CERTIFICATE-----" in content
    certificate = x509.load_pem_x509_certificate(content) if has_certificate else None
    return load_pem_private_key(content, password), certificate


def _parse_pkcs12(content: bytes, password: bytes | None) -> tuple[object, x509.Certificate | None]:
    key, certificate, _ = pkcs12.load_key_and_certificates(content, password)
    return key, certificate


def _is_usable(key: PrivateKey) -> bool:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size >= SHORTEST_RSA
    return key.curve.name == "secp256r1"


def _read_private(path: Path) -> bytes:
    """Read a file that only its owner may read; what is checked is the very file that is read."""
    try:
        with path.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise _unusable(path, "others may read this private key: make its mode 600")
            return file.read()
    except OSError as error:
        raise operator_error("HUB-705", path=path) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise operator_error("HUB-705", path=path) from error


def _unusable(path: Path, why: str) -> OperatorError:
    return operator_error("HUB-707", reason=f"{path}: {why}")
