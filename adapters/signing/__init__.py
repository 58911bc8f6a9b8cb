"""XML signatures with keys from files: signing as the hub, and verifying what registered parties sent."""

from adapters.files.watching import Watched
from adapters.signing.xmldsig.signer import FileSigner, RingSigner, SelfCheckFailed
from adapters.signing.xmldsig.verifier import RegisteredVerifier
from adapters.trust.key_folder import make_key, write_key
from adapters.trust.own_keys import KeyRing, OwnKeys
from adapters.trust.register import CertificateRegister, WatchedRegister
from adapters.trust.reminder import Reminder
from adapters.x509.keys import SigningKey, load_key
from hub.operate.keys.own import OwnSuccession
from hub.operate.keys.parties import PartyCertificates

__all__ = [
    "CertificateRegister",
    "FileSigner",
    "KeyRing",
    "OwnKeys",
    "OwnSuccession",
    "PartyCertificates",
    "RegisteredVerifier",
    "Reminder",
    "RingSigner",
    "SelfCheckFailed",
    "SigningKey",
    "Watched",
    "WatchedRegister",
    "load_key",
    "make_key",
    "write_key",
]
