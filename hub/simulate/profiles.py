"""The signature profiles as a party knows them: from what it agreed with the hub, not from the hub's code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

NS: Final = "http://www.w3.org/2000/09/xmldsig#"
C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ENVELOPED: Final = NS + "enveloped-signature"
KeyType = Literal["rsa", "ecdsa", "sm2"]


@dataclass(frozen=True, slots=True)
class Profile:
    """One way to sign. One name may stand for several types of key."""

    name: str
    key: KeyType
    method: str
    """URI of the SignatureMethod."""
    digest: str
    """URI of the DigestMethod."""
    is_xades: bool = False
    """Whether properties of the signature are signed beside the message (ETSI EN 319 132-1, level B-B)."""


_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
_CUSTOMS: Final = "http://www.chinaport.gov.cn/2022/04/xmldsig#"
PROFILES: Final = (
    Profile("xmldsig-ecdsa", "ecdsa", _MORE + "ecdsa-sha256", _SHA256),
    Profile("xmldsig-rsa", "rsa", _MORE + "rsa-sha256", _SHA256),
    Profile("eport-sm2", "sm2", _CUSTOMS + "sm2-sm3", _CUSTOMS + "sm3"),
    Profile("eport-sm2-sha1", "sm2", NS + "sm2-sm3", NS + "sha1"),
    Profile("eport-rsa-sha1", "rsa", NS + "rsa-sha1", NS + "sha1"),
    Profile("xades-b", "ecdsa", _MORE + "ecdsa-sha256", _SHA256, is_xades=True),
    Profile("xades-b", "rsa", _MORE + "rsa-sha256", _SHA256, is_xades=True),
)
USUAL: Final = ("xmldsig-ecdsa", "xmldsig-rsa")
"""Where a party's file names none."""
_EC_PUBLIC_KEY: Final = bytes.fromhex("06072a8648ce3d0201")
"""The object identifier 1.2.840.10045.2.1 in DER: the certificate has an elliptic-curve key (RFC 5480 §2.1.1)."""
_SM2_CURVE: Final = bytes.fromhex("06082a811ccf5501822d")
"""1.2.156.10197.1.301 in DER: the curve of that key is SM2's (GB/T 35276)."""


def key_type_of(certificate: bytes) -> KeyType:
    """The type of the key in a certificate (DER)."""
    if _EC_PUBLIC_KEY + _SM2_CURVE in certificate:
        return "sm2"
    return "ecdsa" if _EC_PUBLIC_KEY in certificate else "rsa"


def agreed_profiles(names: Sequence[str]) -> list[Profile]:
    """Those of these profiles that a simulated party knows."""
    return [profile for name in names for profile in PROFILES if profile.name == name]
