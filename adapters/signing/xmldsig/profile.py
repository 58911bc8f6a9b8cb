"""The agreed form of signatures: what the hub writes and what it accepts."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod

from adapters.x509 import SigningKey

DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
SIGNATURE: Final = DS + "Signature"
XML_ATTRIBUTE: Final = "{http://www.w3.org/XML/1998/namespace}"
"""Prefix of the name of an `xml:` attribute."""
ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"

C14N: Final = CanonicalizationMethod.CANONICAL_XML_1_0
"""Inclusive, without comments: customs systems use it, and every XML stack supports it."""

DIGEST: Final = DigestAlgorithm.SHA256

DIGESTS: Final = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
METHODS: Final = frozenset(
    {
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
        SignatureMethod.ECDSA_SHA256,
        SignatureMethod.ECDSA_SHA384,
        SignatureMethod.ECDSA_SHA512,
    }
)
TRANSFORMS: Final = ([ENVELOPED], [ENVELOPED, C14N.value])
"""Without the second transform, XMLDSig (section 4.4.3.2) defines the same canonicalization."""


def signature_method(key: SigningKey) -> SignatureMethod:
    """The algorithm with which the hub signs by this key."""
    return SignatureMethod.RSA_SHA256 if isinstance(key.key, rsa.RSAPrivateKey) else SignatureMethod.ECDSA_SHA256


def strict_parser() -> etree.XMLParser:
    """A parser that resolves no entity and loads nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False)
