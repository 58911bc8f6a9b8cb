"""Keys and certificates of the corpus: sound ones, weak ones, and those that nobody registered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from rig import START

from adapters.x509 import make_key

YEAR = timedelta(days=365)
NOW = datetime.fromtimestamp(START // 1_000_000, UTC)
"""When the corpus is read."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key and its self-signed certificate."""

    key: Any
    certificate: x509.Certificate


def pair(key: Any, name: str, since: datetime = NOW - YEAR, until: datetime = NOW + 20 * YEAR) -> Pair:
    """Certify a key, however weak it is."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else SHA256()
    return Pair(key, builder.not_valid_before(since).not_valid_after(until).sign(key, digest))


def an_ec_key(curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve or ec.SECP256R1())


def an_rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


STRONG = ("ecdsa", "rsa", "rsa-3072", "p-384", "p-521", "expired", "not-yet")
WEAK = ("rsa-1024", "p-192", "p-224", "secp256k1", "dsa", "ed25519")
"""Registered for ping-an, as if the register had let them in."""


SM2_PARTY = "boc-insurance"
"""It agreed on SM2 alone; all others on what is usual."""
XADES_PARTY = "sinosure"
"""It agreed on XAdES alone."""
ENCRYPTED_PARTY = "construction-bank"
"""It agreed on encryption."""
SM2 = ("sm2", "sm2-expired", "sm2-party-ecdsa")
"""Registered for that party."""


def an_sm2_pair(since: datetime = NOW - YEAR, days: int = 21 * 365) -> Pair:
    """A pair by SM2, which certifies itself; `pair` cannot make one."""
    made = make_key(SM2_PARTY, int(since.timestamp()) * 1_000_000, "sm2", days)
    return Pair(made.key, made.certificate)


def an_encryption_pair(name: str) -> Pair:
    """A pair for encryption."""
    made = make_key(name, START, "rsa", 20 * 365, "encryption")
    return Pair(made.key, made.certificate)


def new_keyring() -> Mapping[str, Pair]:
    """Every pair by its name."""
    insurer = "ping-an"
    return {
        "ecdsa": pair(an_ec_key(), insurer),
        "rsa": pair(an_rsa_key(), insurer),
        "rsa-3072": pair(an_rsa_key(3072), insurer),
        "p-384": pair(an_ec_key(ec.SECP384R1()), insurer),
        "p-521": pair(an_ec_key(ec.SECP521R1()), insurer),
        "expired": pair(an_ec_key(), insurer, NOW - 2 * YEAR, NOW - timedelta(seconds=1)),
        "not-yet": pair(an_ec_key(), insurer, NOW + timedelta(days=1)),
        "rsa-1024": pair(an_rsa_key(1024), insurer),
        "p-192": pair(an_ec_key(ec.SECP192R1()), insurer),
        "p-224": pair(an_ec_key(ec.SECP224R1()), insurer),
        "secp256k1": pair(an_ec_key(ec.SECP256K1()), insurer),
        "dsa": pair(dsa.generate_private_key(2048), insurer),
        "ed25519": pair(ed25519.Ed25519PrivateKey.generate(), insurer),
        "stranger": pair(an_ec_key(), insurer),
        "hub": pair(an_ec_key(), "hub"),
        "another-insurer": pair(an_ec_key(), "boc-insurance"),
        "customs": pair(an_ec_key(), "customs"),
        "bank": pair(an_ec_key(), "bank-of-china"),
        "bank-encrypts": pair(an_ec_key(), ENCRYPTED_PARTY),
        "hub-decrypts": an_encryption_pair("hub"),
        "party-decrypts": an_encryption_pair(ENCRYPTED_PARTY),
        "xades": pair(an_ec_key(), XADES_PARTY),
        "sm2": an_sm2_pair(),
        "sm2-expired": an_sm2_pair(NOW - 2 * YEAR, 365),
        "sm2-stranger": an_sm2_pair(),
        "sm2-party-ecdsa": pair(an_ec_key(), SM2_PARTY),
    }


def registered() -> Mapping[str, tuple[str, ...]]:
    """The pairs whose certificates are registered, by party."""
    return {
        "ping-an": STRONG + WEAK,
        SM2_PARTY: ("another-insurer", *SM2),
        XADES_PARTY: ("xades",),
        "customs": ("customs",),
        "bank-of-china": ("bank",),
        ENCRYPTED_PARTY: ("bank-encrypts",),
    }
