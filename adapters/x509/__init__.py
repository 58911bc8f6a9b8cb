"""A foundation of the adapters: certificates and private keys, read strictly; validity periods, names, strength."""

from adapters.x509.expiry import covered_until, expiring_since, expiry_problem
from adapters.x509.extensions import extension
from adapters.x509.keys import (
    CertifiedKey,
    DeviceKey,
    PrivateKey,
    SigningKey,
    load_key,
    load_tls_key,
    open_key,
    read_private_key,
)
from adapters.x509.making import make_key
from adapters.x509.names import attributes, common_name, der, fingerprint, serial, subject
from adapters.x509.public_keys import (
    ENCRYPTING,
    KEY_KINDS,
    KeyKind,
    PublicKey,
    Purpose,
    key_bytes,
    key_kind,
    kind_of,
    public_bytes,
    public_key,
    standing_for,
)
from adapters.x509.reading import NO_CERTIFICATE, UNREADABLE, read_first, read_pem
from adapters.x509.resigned import SM2_WITH_SM3
from adapters.x509.strength import is_strong
from adapters.x509.strictly import strictly
from adapters.x509.validity import Registered, ValidityLimits, ValidityPeriod, common_period, microseconds, own_end

__all__ = [
    "ENCRYPTING",
    "KEY_KINDS",
    "NO_CERTIFICATE",
    "SM2_WITH_SM3",
    "UNREADABLE",
    "CertifiedKey",
    "DeviceKey",
    "KeyKind",
    "PrivateKey",
    "PublicKey",
    "Purpose",
    "Registered",
    "SigningKey",
    "ValidityLimits",
    "ValidityPeriod",
    "attributes",
    "common_name",
    "common_period",
    "covered_until",
    "der",
    "expiring_since",
    "expiry_problem",
    "extension",
    "fingerprint",
    "is_strong",
    "key_bytes",
    "key_kind",
    "kind_of",
    "load_key",
    "load_tls_key",
    "make_key",
    "microseconds",
    "open_key",
    "own_end",
    "public_bytes",
    "public_key",
    "read_first",
    "read_pem",
    "read_private_key",
    "serial",
    "standing_for",
    "strictly",
    "subject",
]
