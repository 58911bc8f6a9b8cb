"""Load private keys and certificates from files. Parsing a key costs more than many signatures, so load it once."""

from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

from adapters import sm2
from adapters.files.private import read_private
from adapters.x509.names import der, serial
from adapters.x509.public_keys import KeyKind, key_bytes, kind_of, public_bytes, public_key
from adapters.x509.strength import SHORTEST_RSA
from adapters.x509.strictly import strictly
from hub.errors import Code, OperatorError, operator_error, unusable_file
from hub.text.bilingual import Bilingual

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | sm2.PrivateKey


_TO_CONVERT: Final = Bilingual(
    "SM2 密钥的 PKCS#12 文件用旧算法加密，OpenSSL 3 默认不支持；"
    "请先转换：openssl pkcs12 -legacy -in 旧文件.p12 -out key.pem，再导入 key.pem",
    "this PKCS#12 file with an SM2 key is encrypted by an old algorithm that OpenSSL 3 does not use by itself; "
    "convert it by `openssl pkcs12 -legacy -in OLD.p12 -out key.pem`, and take key.pem",
)


class _OldEncryption(Exception):
    """A PKCS#12 file with an SM2 key that libcrypto does not decrypt."""


class CertifiedKey:
    """A key with its certificate, wherever the private key is."""

    __slots__ = ()
    certificate: x509.Certificate

    @property
    def name(self) -> str:
        """The certificate's serial number in hex, in whole bytes."""
        return serial(self.certificate)

    @property
    def kind(self) -> KeyKind:
        return kind_of(public_key(self.certificate))

    @property
    def certificate_text(self) -> str:
        """The certificate's DER bytes in Base64, on one line."""
        return b64encode(der(self.certificate)).decode()


@dataclass(frozen=True, slots=True)
class SigningKey(CertifiedKey):
    """A private key and its certificate."""

    key: PrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True, slots=True)
class DeviceKey(CertifiedKey):
    """The certificate of a private key that never leaves its token or card."""

    place: str
    """The folder of the key in the hub's register."""
    certificate: x509.Certificate


def load_tls_key(path: Path, certificate: Path) -> SigningKey:
    """Load the key of a connection, as `load_key` does; HUB-707 also for SM2, which TLS does not speak."""
    key = load_key(path, certificate)
    if key.kind == "sm2":
        raise _unusable(path, Bilingual("TLS 连接不能用 SM2 密钥", "TLS does not speak SM2"))
    return key


def load_key(path: Path, certificate: Path | None = None, password: bytes | None = None) -> SigningKey:
    """Load a PEM file (the certificate in it, or in a file of its own) or a PKCS#12 file.

    Raises OperatorError: HUB-705 when a file cannot be read, HUB-707 when others may read the private key,
    when key and certificate do not belong together, or when they cannot be used.
    """
    content = read_private(path)
    beside = _read(certificate) if certificate else None
    try:
        key, cert = _parse(content, beside, password)
    except _OldEncryption as error:
        raise _unusable(path, _TO_CONVERT) from error
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise _unusable(path, _why_unreadable(content)) from error
    if not _is_usable(key):
        raise _unusable(
            path,
            Bilingual(
                f"须为 {SHORTEST_RSA} 位以上的 RSA、ECDSA P-256 或 SM2",
                f"it must be RSA of {SHORTEST_RSA} bits or more, ECDSA P-256, or SM2",
            ),
        )
    if key_bytes(key.public_key()) != public_bytes(cert):
        raise _unusable(path, Bilingual("证书与密钥不匹配", "the certificate belongs to another key"))
    return SigningKey(key, cert)


def open_key(path: Path, certificate: Path | None, passwords: Sequence[bytes]) -> SigningKey:
    """Load a key with the first password that opens it; a key without encryption needs none.

    Raises OperatorError as `load_key` does.
    """
    failures = []
    for password in (*passwords, None):
        try:
            return load_key(path, certificate, password)
        except OperatorError as error:
            failures.append(error)
    raise failures[0]  # the last is only that there was no password


def read_private_key(path: Path, passwords: Sequence[bytes]) -> PrivateKey:
    """A private key in PEM that has no certificate yet. Raises OperatorError as `load_key` does."""
    content = read_private(path)
    for password in (*passwords, None):
        with suppress(ValueError, TypeError, UnsupportedAlgorithm):
            key, _ = _parse_pem(content, password)
            if isinstance(key, PrivateKey) and _is_usable(key):
                return key
    why = _why_unreadable(content)
    raise _unusable(
        path,
        Bilingual(
            f"{why.zh}，或不是 hub 可用于签名的种类", f"{why.en}, or it is not of a kind that the hub signs with"
        ),
    )


def _why_unreadable(content: bytes) -> Bilingual:
    if _is_pem(content) and not _is_encrypted(content):
        return Bilingual("读不出附有证书的私钥", "no private key with a certificate can be read from it")
    return Bilingual(
        "读不出私钥，用 HUB_KEY_PASSWORD 或 key_password_file 中的口令也打不开",
        "no private key can be read from it, not by the password in HUB_KEY_PASSWORD or key_password_file either",
    )


def _parse(content: bytes, beside: bytes | None, password: bytes | None) -> tuple[PrivateKey, x509.Certificate]:
    key, certificate = _parse_pem(content, password) if _is_pem(content) else _parse_pkcs12(content, password)
    if beside is not None:
        with strictly():
            certificate = x509.load_pem_x509_certificate(beside)
    if not isinstance(key, PrivateKey) or certificate is None:
        raise TypeError("no RSA or ECDSA key, or no certificate")
    return key, certificate


def _is_pem(content: bytes) -> bool:
    return b"-----BEGIN " in content


def _parse_pem(content: bytes, password: bytes | None) -> tuple[object, x509.Certificate | None]:
    """Pass the password only for an encrypted key: the library refuses a password for others."""
    has_certificate = b"-----BEGIN CERTIFICATE-----" in content
    with strictly():
        certificate = x509.load_pem_x509_certificate(content) if has_certificate else None
    opening = password if _is_encrypted(content) else None
    try:
        return load_pem_private_key(content, opening), certificate
    except UnsupportedAlgorithm:
        return sm2.PrivateKey.load(content, opening), certificate


def _is_encrypted(content: bytes) -> bool:
    return b"-----BEGIN ENCRYPTED PRIVATE KEY-----" in content or b"Proc-Type: 4,ENCRYPTED" in content


def _parse_pkcs12(content: bytes, password: bytes | None) -> tuple[object, x509.Certificate | None]:
    if password is not None and b"\0" in password:  # the library would panic, which no handler catches
        raise ValueError("a password without NUL is needed")
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, password)
    except UnsupportedAlgorithm:
        try:
            opened, der = sm2.read_pkcs12(content, password)
        except UnsupportedAlgorithm as error:
            raise _OldEncryption from error
        with strictly():
            return opened, x509.load_der_x509_certificate(der) if der is not None else None
    return key, certificate


def _is_usable(key: PrivateKey) -> bool:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size >= SHORTEST_RSA
    return isinstance(key, sm2.PrivateKey) or key.curve.name == "secp256r1"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unusable_file(path, error) from error


def _unusable(path: Path, why: Bilingual) -> OperatorError:
    return operator_error(Code.BAD_KEY, reason=why.about(path))
