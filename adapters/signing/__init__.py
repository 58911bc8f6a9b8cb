"""Signatures on messages: XML Signature (XMLDSig) with keys from files, made as the hub and verified for parties."""

from adapters.signing.xmldsig.signer import FileSigner, RingSigner, SelfCheckFailed
from adapters.signing.xmldsig.verifier import RegisteredVerifier

__all__ = ["FileSigner", "RegisteredVerifier", "RingSigner", "SelfCheckFailed"]
