"""Certificates and certificate requests signed with SM2 (GM/T 0015), which the certificate library cannot sign.

The library makes them with a key of its own, and so decides all of their form; key and signature are put in afterwards.
"""

from typing import Annotated, Final

from cryptography import x509
from cryptography.hazmat.asn1 import (
    TLV,
    BitString,
    Default,
    Explicit,
    Implicit,
    SetOf,
    decode_der,
    encode_der,
    sequence,
)

from adapters import sm2

SM2_WITH_SM3: Final = x509.ObjectIdentifier("1.2.156.10197.1.501")


@sequence
class _Algorithm:
    oid: x509.ObjectIdentifier


@sequence
class _Extension:
    oid: x509.ObjectIdentifier
    critical: Annotated[bool, Default(False)]
    value: bytes


@sequence
class _CertificateContent:
    """TBSCertificate (RFC 5280 section 4.1) without the ids of issuer and subject, which nobody writes."""

    version: Annotated[int, Explicit(0)]
    serial: int
    algorithm: TLV
    issuer: TLV
    validity: TLV
    subject: TLV
    key: TLV
    extensions: Annotated[list[_Extension], Explicit(3)]


@sequence
class _Attribute:
    oid: x509.ObjectIdentifier
    values: SetOf[TLV]


@sequence
class _RequestContent:
    """CertificationRequestInfo (RFC 2986 section 4.1)."""

    version: int
    subject: TLV
    key: TLV
    attributes: Annotated[SetOf[_Attribute], Implicit(0)]


@sequence
class _Signed:
    content: TLV
    algorithm: TLV
    signature: BitString


def spki(certificate: x509.Certificate) -> bytes:
    """The public key as it stands in a certificate of version 3 (SubjectPublicKeyInfo, DER).

    Raises ValueError where it cannot be read.
    """
    return encode_der(decode_der(_CertificateContent, certificate.tbs_certificate_bytes).key)


def signed_by_sm2(certificate: x509.Certificate, public: sm2.PublicKey, issuer: sm2.PrivateKey) -> x509.Certificate:
    """The certificate for this public key instead of its own, signed by this issuer instead of its own."""
    read = decode_der(_CertificateContent, certificate.tbs_certificate_bytes)
    content = _CertificateContent(
        version=read.version,
        serial=read.serial,
        algorithm=_algorithm(),
        issuer=read.issuer,
        validity=read.validity,
        subject=read.subject,
        key=decode_der(TLV, public.spki),
        extensions=read.extensions,
    )
    return x509.load_der_x509_certificate(_signed(encode_der(content), issuer))


def requested_by_sm2(request: x509.CertificateSigningRequest, key: sm2.PrivateKey) -> x509.CertificateSigningRequest:
    """The request for this key instead of its own, signed by it."""
    read = decode_der(_RequestContent, request.tbs_certrequest_bytes)
    public = decode_der(TLV, key.public_key().spki)
    content = _RequestContent(version=read.version, subject=read.subject, key=public, attributes=read.attributes)
    return x509.load_der_x509_csr(_signed(encode_der(content), key))


def _signed(content: bytes, key: sm2.PrivateKey) -> bytes:
    signature = BitString(data=sm2.to_der(key.sign(content)), padding_bits=0)
    return encode_der(_Signed(content=decode_der(TLV, content), algorithm=_algorithm(), signature=signature))


def _algorithm() -> TLV:
    return decode_der(TLV, encode_der(_Algorithm(oid=SM2_WITH_SM3)))
