"""XML signatures with keys from files: signing as the hub, and verifying what registered parties sent."""

from adapters.signing.develop import make_key, write_key
from adapters.signing.keys import SigningKey, load_key
from adapters.signing.register import CertificateRegister, WatchedRegister
from adapters.signing.reminder import Reminder
from adapters.signing.ring import KeyRing, OwnKeys
from adapters.signing.rollover import PartyCertificates
from adapters.signing.signer import FileSigner, RingSigner, SelfCheckFailed
from adapters.signing.succession import OwnSuccession
from adapters.signing.verifier import RegisteredVerifier
from adapters.signing.watched import Watched

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
