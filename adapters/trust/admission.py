"""Read and check a certificate before it is registered for a party."""

from pathlib import Path

from cryptography import x509

from adapters.x509 import (
    ENCRYPTING,
    NO_CERTIFICATE,
    UNREADABLE,
    Purpose,
    ValidityPeriod,
    extension,
    is_strong,
    kind_of,
    public_key,
    strictly,
)
from hub.errors import Code, OperatorError, operator_error, unusable_file
from hub.text.bilingual import Bilingual


def read_one(path: Path) -> x509.Certificate:
    """The one certificate in a PEM or DER file. Raises OperatorError (HUB-705, HUB-751)."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise unusable_file(path, error) from error
    if b"PRIVATE KEY-----" in content:
        raise refused(
            path,
            Bilingual(
                "文件里有私钥，私钥只应由其所有者持有；请只索取证书",
                "it holds a private key, which is its owner's alone: ask for the certificate only",
            ),
        )
    try:
        with strictly():
            if b"-----BEGIN " not in content:
                return x509.load_der_x509_certificate(content)
            found = x509.load_pem_x509_certificates(content)
    except UNREADABLE as error:
        raise refused(path, NO_CERTIFICATE) from error
    if len(found) != 1:
        count = len(found)
        raise refused(
            path,
            Bilingual(
                f"文件里有 {count} 张证书，请只给签名用的那张",
                f"it holds {count} certificates; give the one that signs",
            ),
        )
    return found[0]


def require_fit(certificate: x509.Certificate, path: Path, now: int, purpose: Purpose = "signing") -> None:
    """Refuse a certificate that must not be registered for any party. Raises OperatorError (HUB-751)."""
    try:
        is_weak = not is_strong(certificate)
        is_authority = _is_authority(certificate)
        unfit = _unfit_to_sign(certificate) if purpose == "signing" else _unfit_to_encrypt(certificate)
        own = ValidityPeriod.of(certificate)
        _ = certificate.subject.rfc4514_string(), certificate.issuer.rfc4514_string()
    except UNREADABLE as error:
        why = "its names, times, key or extensions cannot be read, or are of no kind that is known"
        raise refused(path, Bilingual("名称、时间、密钥或扩展项读不出，或种类未知", why)) from error
    if is_weak:
        allowed = "RSA of 2048 bits or more, ECDSA P-256 or more, SM2"
        raise refused(
            path,
            Bilingual(
                "密钥强度不足或种类不符：须为 2048 位以上的 RSA、P-256 以上的 ECDSA 或 SM2",
                f"its key is too weak or of another kind: {allowed}",
            ),
        )
    if is_authority:
        raise refused(
            path,
            Bilingual(
                "这是颁发机构的证书，只用于签发证书，不用于签名报文",
                "it is an authority's: it issues certificates and signs no messages",
            ),
        )
    if unfit is not None:
        raise refused(path, unfit)
    if own.until < now:
        day = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
        raise refused(path, Bilingual(f"已于 {day} 到期", f"it ended on {day}"))
    if own.until < own.since:
        raise refused(path, Bilingual("止期早于起期", "it ends before it begins"))


def refused(path: Path, why: Bilingual) -> OperatorError:
    return operator_error(Code.CERTIFICATE_REFUSED, reason=why.about(path))


def _is_authority(certificate: x509.Certificate) -> bool:
    constraints, usage = extension(certificate, x509.BasicConstraints), extension(certificate, x509.KeyUsage)
    return (constraints is not None and constraints.ca) or (usage is not None and usage.key_cert_sign)


def _unfit_to_sign(certificate: x509.Certificate) -> Bilingual | None:
    usage = extension(certificate, x509.KeyUsage)
    if usage is None or usage.digital_signature or usage.content_commitment:
        return None
    return Bilingual("证书的密钥用途不含签名", "its key usage does not allow signatures")


def _unfit_to_encrypt(certificate: x509.Certificate) -> Bilingual | None:
    usage = extension(certificate, x509.KeyUsage)
    if kind_of(public_key(certificate)) not in ENCRYPTING:
        return Bilingual("加密须用 RSA 或 SM2 密钥", "messages are encrypted for RSA and SM2 keys only")
    if usage is None or usage.key_encipherment:
        return None
    return Bilingual("证书的密钥用途不含密钥加密", "its key usage does not allow the encryption of keys")
