"""Keys and certificates in files: what is read, and what is refused rather than used."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from signing_cases import SetClock, by_the_library, parse, refusal, signed_by

from adapters.signing import RegisteredVerifier
from adapters.trust import CertificateRegister, write_key
from adapters.x509 import SigningKey, load_key
from hub.errors import OperatorError


def private_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def certificate_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    """A certificate for this very key, whatever its kind and length."""
    name = x509.Name([])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1)
    builder = builder.not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
    signed = builder.not_valid_after(datetime(2035, 1, 1, tzinfo=UTC)).sign(key, SHA256())
    return signed.public_bytes(Encoding.PEM)


def private_file(path: Path, content: bytes) -> Path:
    path.touch(0o600)
    path.write_bytes(content)
    return path


def code_of(path: Path, certificate: Path | None = None, password: bytes | None = None) -> str:
    """The code that loading a key fails with."""
    with pytest.raises(OperatorError) as caught:
        load_key(path, certificate, password)
    return caught.value.code


def test_development_keys_are_written_for_their_owner_only_and_never_over_others(
    keys: dict[str, SigningKey], tmp_path: Path
) -> None:
    """Both files of mode 600, and what was written loads again."""
    key, certificate = write_key(keys["rsa"], tmp_path / "keys" / "hub")

    assert {path.stat().st_mode & 0o777 for path in (key, certificate)} == {0o600}
    assert load_key(key, certificate).certificate == keys["rsa"].certificate
    with pytest.raises(OperatorError, match="HUB-707"):
        write_key(keys["ecdsa"], tmp_path / "keys" / "hub")
    assert load_key(key, certificate).certificate == keys["rsa"].certificate


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_private_key_that_others_may_read_or_change_is_refused(
    keys: dict[str, SigningKey], tmp_path: Path, mode: int
) -> None:
    """Group included."""
    key, certificate = write_key(keys["ecdsa"], tmp_path)
    key.chmod(mode)

    assert code_of(key, certificate) == "HUB-707"


@pytest.mark.parametrize("first", ["key", "certificate"])
def test_key_and_certificate_may_share_a_file(keys: dict[str, SigningKey], tmp_path: Path, first: str) -> None:
    """In either order."""
    parts = [private_pem(by_the_library(keys["ecdsa"])), keys["ecdsa"].certificate.public_bytes(Encoding.PEM)]
    path = private_file(tmp_path / "both.pem", b"".join(parts if first == "key" else reversed(parts)))

    assert by_the_library(load_key(path)).private_numbers() == by_the_library(keys["ecdsa"]).private_numbers()


def test_a_pkcs12_file_needs_its_password(keys: dict[str, SigningKey], tmp_path: Path) -> None:
    """It brings its certificate along."""
    key, encryption = keys["rsa"], BestAvailableEncryption(b"secret")
    content = pkcs12.serialize_key_and_certificates(b"hub", by_the_library(key), key.certificate, None, encryption)
    path = private_file(tmp_path / "hub.p12", content)

    assert load_key(path, password=b"secret").certificate == key.certificate
    assert code_of(path, password=b"wrong") == "HUB-707"
    assert code_of(path) == "HUB-707"


def test_a_key_that_cannot_be_used_is_refused_with_a_reason(keys: dict[str, SigningKey], tmp_path: Path) -> None:
    """Missing, unreadable, without or with another's certificate, of another kind or too short."""
    curve, short = ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 1024)
    certificate = tmp_path / "certificate.pem"
    certificate.write_bytes(keys["ecdsa"].certificate.public_bytes(Encoding.PEM))
    files = {
        "rubbish": b"rubbish",
        "alone": private_pem(by_the_library(keys["ecdsa"])),
        "another": private_pem(by_the_library(keys["stranger"])),
        "curve": private_pem(curve) + certificate_pem(curve),
        "short": private_pem(short) + certificate_pem(short),
    }
    paths = {name: private_file(tmp_path / name, content) for name, content in files.items()}

    assert code_of(tmp_path / "missing", certificate) == "HUB-705"
    assert code_of(paths["another"], tmp_path / "missing") == "HUB-705"
    assert code_of(paths["alone"]) == code_of(paths["curve"]) == code_of(paths["short"]) == "HUB-707"
    assert code_of(paths["rubbish"], certificate) == code_of(paths["another"], certificate) == "HUB-707"
    load_key(paths["alone"], certificate)


def test_the_register_reads_every_certificate_of_every_party(
    keys: dict[str, SigningKey], clock: SetClock, tmp_path: Path
) -> None:
    """Several files a party, several certificates a file."""
    (tmp_path / "insurer-b").mkdir()
    (tmp_path / "bank-c").mkdir()
    pem = {name: key.certificate.public_bytes(Encoding.PEM) for name, key in keys.items()}
    (tmp_path / "insurer-b" / "all.pem").write_bytes(pem["rsa"] + pem["ecdsa"])
    (tmp_path / "insurer-b" / "new.pem").write_bytes(pem["stranger"])
    (tmp_path / "bank-c" / "1.pem").write_bytes(pem["other party"])
    verifier = RegisteredVerifier(CertificateRegister.load(tmp_path), clock)

    for name in ("rsa", "ecdsa", "stranger"):
        verifier.verify(parse(signed_by(keys[name])), "insurer-b")
    verifier.verify(parse(signed_by(keys["other party"])), "bank-c")
    assert refusal(verifier, signed_by(keys["other party"])) == "HUB-406"


def test_a_register_with_a_certificate_that_cannot_be_used_is_refused(
    keys: dict[str, SigningKey], tmp_path: Path
) -> None:
    """Rather than read in part."""
    (tmp_path / "insurer-b").mkdir()
    (tmp_path / "insurer-b" / "0.pem").write_bytes(keys["ecdsa"].certificate.public_bytes(Encoding.PEM))
    CertificateRegister.load(tmp_path)

    for content in (b"rubbish", b"", certificate_pem(rsa.generate_private_key(65537, 1024))):
        (tmp_path / "insurer-b" / "1.pem").write_bytes(content)
        with pytest.raises(OperatorError, match="HUB-707"):
            CertificateRegister.load(tmp_path)
