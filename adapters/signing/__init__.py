"""Signatures on messages: XML Signature (XMLDSig) with keys from files, made as the hub and verified for parties."""

from adapters.signing.xmldsig.profiles import PROFILES, USUAL, Agreed, Profile
from adapters.signing.xmldsig.signer import FileSigner, RingSigner, SelfCheckFailed
from adapters.signing.xmldsig.verifier import RegisteredVerifier

__all__ = [
    "PROFILES",
    "USUAL",
    "Agreed",
    "FileSigner",
    "Profile",
    "RegisteredVerifier",
    "RingSigner",
    "SelfCheckFailed",
]
