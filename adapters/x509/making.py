"""New private keys, requests for their certificates (PKCS#10), and files that are never written over."""

from pathlib import Path
from typing import Final, Literal

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

from adapters.files import durable as modes
from adapters.files.durable import make_folder
from adapters.x509.keys import PrivateKey
from hub.errors import operator_error

Kind = Literal["ecdsa", "rsa"]
KEY_FILE: Final = "key.pem"
CERTIFICATE_FILE: Final = "certificate.pem"
REQUEST_FILE: Final = "request.pem"
DIGITAL_SIGNATURE_ONLY: Final = x509.KeyUsage(
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


def new_key(kind: Kind = "ecdsa") -> PrivateKey:
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1())


def request_certificate(key: PrivateKey, subject: x509.Name) -> bytes:
    """A request that an authority can answer with a certificate for this key, in PEM."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    builder = builder.add_extension(DIGITAL_SIGNATURE_ONLY, critical=True)
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM)


def private_pem(key: PrivateKey, password: bytes | None = None) -> bytes:
    """The key as a file holds it: encrypted where there is a password."""
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def common_name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def write_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file, whole and durably or not at all, and never over another.

    Raises OperatorError: HUB-707 when there is a file of that name, HUB-705 when it cannot be written.
    """
    try:
        make_folder(path.parent)
        modes.write_new(path, content, mode)
    except FileExistsError as error:
        raise operator_error("HUB-707", reason=f"{path}: there is a file of this name already") from error
    except OSError as error:
        raise operator_error("HUB-705", path=path) from error
