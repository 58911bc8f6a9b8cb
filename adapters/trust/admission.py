"""Read and check a certificate before it is registered for a party."""

from pathlib import Path

from cryptography import x509

from adapters.x509 import UNREADABLE, ValidityPeriod, extension, is_strong, strictly
from hub.errors import Code, OperatorError, operator_error


def read_one(path: Path) -> x509.Certificate:
    """The one certificate in a PEM or DER file. Raises OperatorError (HUB-705, HUB-751)."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise operator_error(Code.FILE_UNREADABLE, path=path) from error
    if b"PRIVATE KEY-----" in content:
        raise refused(path, "it holds a private key, which is its owner's alone: ask for the certificate only")
    try:
        with strictly():
            if b"-----BEGIN " not in content:
                return x509.load_der_x509_certificate(content)
            found = x509.load_pem_x509_certificates(content)
    except UNREADABLE as error:
        raise refused(path, "no certificate can be read from it") from error
    if len(found) != 1:
        raise refused(path, f"it holds {len(found)} certificates; give the one that signs")
    return found[0]


def require_fit(certificate: x509.Certificate, path: Path, now: int) -> None:
    """Refuse a certificate that must not be registered for any party. Raises OperatorError (HUB-751)."""
    try:
        is_weak = not is_strong(certificate)
        is_authority, may_sign = _is_authority(certificate), _may_sign(certificate)
        own = ValidityPeriod.of(certificate)
        _ = certificate.subject.rfc4514_string(), certificate.issuer.rfc4514_string()
    except UNREADABLE as error:
        raise refused(
            path, "its names, times, key or extensions cannot be read, or are of no kind that is known"
        ) from error
    if is_weak:
        raise refused(path, "its key is too weak or of another kind: RSA of 2048 bits or more, ECDSA P-256 or more")
    if is_authority:
        raise refused(path, "it is an authority's: it issues certificates and signs no messages")
    if not may_sign:
        raise refused(path, "its key usage does not allow signatures")
    if own.until < now:
        raise refused(path, f"it ended on {certificate.not_valid_after_utc:%Y-%m-%d}")
    if own.until < own.since:
        raise refused(path, "it ends before it begins")


def refused(path: Path, why: str) -> OperatorError:
    return operator_error(Code.CERTIFICATE_REFUSED, reason=f"{path}: {why}")


def _is_authority(certificate: x509.Certificate) -> bool:
    constraints, usage = extension(certificate, x509.BasicConstraints), extension(certificate, x509.KeyUsage)
    return (constraints is not None and constraints.ca) or (usage is not None and usage.key_cert_sign)


def _may_sign(certificate: x509.Certificate) -> bool:
    usage = extension(certificate, x509.KeyUsage)
    return usage is None or usage.digital_signature or usage.content_commitment
