"""Signatures on messages: XML Signature (XMLDSig) with keys from files, made as the hub and verified for parties."""

from adapters.signing.xmldsig.detached import can_sign_files, media_type, sign_files, signer_of_files
from adapters.signing.xmldsig.lanes import FILES, DeviceNotes, RingLanes
from adapters.signing.xmldsig.profiles import EPORT_SM2, PROFILES, USUAL, Agreed, Profile, named, profile_for
from adapters.signing.xmldsig.signer import FileSigner, RingSigner, SelfCheckFailed
from adapters.signing.xmldsig.structure import named_certificate
from adapters.signing.xmldsig.verifier import RegisteredVerifier

__all__ = [
    "EPORT_SM2",
    "FILES",
    "PROFILES",
    "USUAL",
    "Agreed",
    "DeviceNotes",
    "FileSigner",
    "Profile",
    "RegisteredVerifier",
    "RingLanes",
    "RingSigner",
    "SelfCheckFailed",
    "can_sign_files",
    "media_type",
    "named",
    "named_certificate",
    "profile_for",
    "sign_files",
    "signer_of_files",
]
