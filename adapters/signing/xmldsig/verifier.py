"""Verify an enveloped signature with a certificate that was registered before."""

from copy import deepcopy
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidCertificate
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from adapters import sm2
from adapters.signing.xmldsig.form import C14N, alone, strict_parser
from adapters.signing.xmldsig.profiles import Agreed, Pair, Profile, usual
from adapters.signing.xmldsig.sm2 import content_signed_by
from adapters.signing.xmldsig.structure import named_certificates, only_signature, require_profile
from adapters.signing.xmldsig.xades import content_stated_by
from adapters.x509 import KeyKind, Registered, is_strong, kind_of, public_key
from adapters.x509.validity import SECOND, in_seconds
from hub.errors import Code, Rejected, rejected
from hub.ports import Clock
from hub.xml.parse import require_plain

if TYPE_CHECKING:
    from lxml.etree import _Element

FAILURES: Final[tuple[tuple[type[Exception], Code], ...]] = (
    (InvalidCertificate, Code.CERTIFICATE_NOT_REGISTERED),
    (InvalidSignature, Code.SIGNATURE_INVALID),
    (etree.LxmlError, Code.SIGNATURE_MISSING),
    (UnsupportedAlgorithm, Code.SIGNATURE_INVALID),
    (ValueError, Code.SIGNATURE_INVALID),
    (TypeError, Code.SIGNATURE_INVALID),
)
"""Exceptions of the libraries for a signature that they do not accept; the first that matches is used: ValueError is
signxml's InvalidInput and bad Base64, TypeError an empty value, LxmlError a Signature that its schema does not
allow."""


class Register(Protocol):
    """The certificates that each party signs with. Thread-safe."""

    def find(self, party: str, certificate: bytes) -> Registered | None:
        """The party's registered certificate with exactly these bytes (DER), whether it is valid now or not."""


class RegisteredVerifier:
    """Verifier that trusts only the certificates registered for this party. Thread-safe."""

    def __init__(self, register: Register, clock: Clock, clock_skew: int = 0, agreed: Agreed = usual) -> None:
        """A certificate is accepted up to `clock_skew` µs before it begins: the issuer's clock may be fast.

        `agreed`: the profiles by which each party may sign.
        """
        self._register = register
        self._clock = clock
        self._clock_skew = clock_skew
        self._agreed = agreed

    def verify(self, message: "_Element", party: str, at: int | None = None) -> "_Element":
        """Return what the party signed, parsed again from the signed bytes, without the signature and comments.

        `message` is the root of a whole document and is not changed. Raises Rejected: HUB-418 and HUB-424 when others
        may read the message differently (hub.xml.parse.require_plain); HUB-404 when there is not exactly one signature,
        a child of the root that covers all of it; HUB-406 when it names no certificate registered for the party;
        HUB-407 when no certificate that it names is valid at that time; HUB-405 when the signature is wrong, the key is
        too weak, or the signature carries content that it does not sign.
        """
        when = self._clock.now() if at is None else at
        require_plain(message)
        signature = only_signature(message)
        profile, pair = require_profile(signature, self._agreed(party))
        named = [self._register.find(party, one) for one in named_certificates(signature)]
        known = [one for one in named if one is not None]
        for one in known:
            if one.since - self._clock_skew <= when <= one.until:
                return _verified(message, one.certificate, profile, pair, max(when, one.since))
        raise _not_valid(known[0], when) if known else rejected(Code.CERTIFICATE_NOT_REGISTERED)

    def unwrap(self, message: "_Element") -> "_Element":
        """The message itself: it has no envelope."""
        return message


class _OneCopy(XMLVerifier):
    """Works on one copy of the message. signxml would serialise and parse the message again for each step."""

    def get_root(self, data: "_Element") -> "_Element":
        return deepcopy(data)

    def _tostring(self, xml_node: "_Element", **_: object) -> "_Element":
        """Return the element unchanged, because it would only be parsed again."""
        return xml_node

    def _fromstring(self, xml_string: "bytes | _Element", **options: object) -> "_Element":
        if not isinstance(xml_string, bytes):
            return xml_string
        parsed: _Element = super()._fromstring(xml_string, **options)  # type: ignore[no-untyped-call]  # signxml's
        return parsed

    def _c14n(
        self, nodes: "_Element", algorithm: CanonicalizationMethod, inclusive_ns_prefixes: str | None = None
    ) -> bytes:
        """Canonicalize a part of a document (SignedInfo) as a document of its own, with inherited namespaces."""
        made: bytes = super()._c14n(alone(nodes), algorithm, inclusive_ns_prefixes)
        return made

    def _get_cert_description(self, _: x509.Certificate, cert_source: str) -> str:
        """Describe a certificate only by its source: nobody reads the description, and its names are slow to format."""
        return cert_source


def _not_valid(known: Registered, when: int) -> Rejected:
    """The refusal for a registered certificate that is not valid at a time.

    It tells the party to wait or to renew it.
    """
    return rejected(
        Code.CERTIFICATE_NOT_VALID, at=in_seconds(when), since=in_seconds(known.since), until=in_seconds(known.until)
    )


def _verified(message: "_Element", certificate: x509.Certificate, profile: Profile, pair: Pair, now: int) -> "_Element":
    """The signed content, by this certificate's key."""
    try:
        if _strong_kind(certificate) != profile.kind:
            raise rejected(Code.SIGNATURE_INVALID)
        if profile.form == "xades-b":
            return content_stated_by(certificate, message, pair)
        if profile.kind == "sm2" and isinstance(key := public_key(certificate), sm2.PublicKey):
            return content_signed_by(key, message, pair)
        return _by_signxml(message, certificate, pair, now)
    except tuple(failure for failure, _ in FAILURES) as error:
        code = next(code for failure, code in FAILURES if isinstance(error, failure))
        raise rejected(code) from error


@lru_cache(maxsize=1024)
def _strong_kind(certificate: x509.Certificate) -> KeyKind | None:
    """The kind of key in a certificate; None where it is too weak."""
    return kind_of(public_key(certificate)) if is_strong(certificate) else None


def _by_signxml(message: "_Element", certificate: x509.Certificate, pair: Pair, now: int) -> "_Element":
    """One verifier object for each message, because signxml's verifier keeps state."""
    expected = _configuration(pair, now)
    result = _OneCopy().verify(message, x509_cert=certificate, parser=strict_parser(), expect_config=expected)
    if not isinstance(result, VerifyResult) or result.signed_xml is None:
        raise rejected(Code.SIGNATURE_INVALID)
    return result.signed_xml


def _configuration(pair: Pair, now: int) -> SignatureConfiguration:
    methods, digests = _accepted(pair)
    return SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=methods,
        digest_algorithms=digests,
        ignore_ambiguous_key_info=True,  # only the registered certificate's key is used
        verification_time=datetime.fromtimestamp(now // SECOND, UTC),
        default_reference_c14n_method=C14N,
    )


@lru_cache(maxsize=64)
def _accepted(pair: Pair) -> tuple[frozenset[SignatureMethod], frozenset[DigestAlgorithm]]:
    """The pair in signxml's words; only pairs of profiles come here."""
    return frozenset({SignatureMethod(pair.method)}), frozenset({DigestAlgorithm(pair.digest)})
