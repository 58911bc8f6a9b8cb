"""Identify certificates and keys, and name their holders."""

from collections import Counter

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID


def der(certificate: x509.Certificate) -> bytes:
    """The certificate's DER bytes."""
    return certificate.public_bytes(Encoding.DER)


def fingerprint(certificate: x509.Certificate) -> str:
    """The SHA-256 of the DER bytes in hex, as `openssl x509 -fingerprint -sha256` prints it."""
    return certificate.fingerprint(SHA256()).hex()


def serial(certificate: x509.Certificate) -> str:
    """The serial number in hex, in whole bytes, as customs systems name a certificate."""
    digits = f"{certificate.serial_number:x}"
    return digits.zfill(len(digits) + len(digits) % 2)


def subject(certificate: x509.Certificate) -> str:
    """The subject in RFC 4514 form; `unreadable` when it has none."""
    try:
        return certificate.subject.rfc4514_string()
    except ValueError:
        return "unreadable"


def attributes(certificate: x509.Certificate) -> Counter[tuple[x509.ObjectIdentifier, str | bytes]]:
    """The subject as names are compared: in any order, without spaces around a value. Empty when it has none."""
    try:
        return Counter((one.oid, one.value.strip()) for one in certificate.subject)
    except ValueError:
        return Counter()


def common_name(certificate: x509.Certificate) -> str:
    """The one common name of the subject; empty when there is none, or more than one."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if len(names) == 1 else ""
