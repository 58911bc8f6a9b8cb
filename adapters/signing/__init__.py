"""XML signatures with keys from files: signing as the hub, and verifying what registered parties sent."""

from adapters.signing.develop import make_key, write_key
from adapters.signing.keys import SigningKey, load_key
from adapters.signing.register import CertificateRegister
from adapters.signing.signer import FileSigner, SelfCheckFailed
from adapters.signing.verifier import RegisteredVerifier

__all__ = [
    "CertificateRegister",
    "FileSigner",
    "RegisteredVerifier",
    "SelfCheckFailed",
    "SigningKey",
    "load_key",
    "make_key",
    "write_key",
]
