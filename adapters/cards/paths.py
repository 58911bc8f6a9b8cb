"""Certification paths from a card to a registered CA (RFC 5280 section 6), by the library that knows their keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.x509 import verification
from cryptography.x509.verification import Criticality, ExtensionPolicy, PolicyBuilder

from adapters import sm2
from adapters.x509 import SM2_WITH_SM3, common_period, der, extension
from adapters.x509.validity import SECOND

MOST_BETWEEN: Final = 3
"""Maximum number of intermediate CAs between a card and a registered CA."""
_ANY: Final = Criticality.AGNOSTIC
_BETWEEN: Final = (
    ExtensionPolicy.webpki_defaults_ca()
    .may_be_present(x509.AuthorityKeyIdentifier, _ANY, None)
    .may_be_present(x509.SubjectKeyIdentifier, _ANY, None)
    .may_be_present(x509.ExtendedKeyUsage, _ANY, None)
    .may_be_present(x509.CertificatePolicies, _ANY, None)
)
"""Checks of CA certificates by RFC 5280: basicConstraints, pathLen, keyCertSign and name constraints. Extensions that
only the public web PKI requires may be missing."""
_CARD: Final = (
    ExtensionPolicy.webpki_defaults_ee()
    .may_be_present(x509.SubjectAlternativeName, _ANY, None)
    .may_be_present(x509.AuthorityKeyIdentifier, _ANY, None)
    .may_be_present(x509.ExtendedKeyUsage, _ANY, None)
    .may_be_present(x509.CertificatePolicies, _ANY, None)
)


class Paths:
    """Finds the path from a card's certificate to a registered CA. Immutable, therefore thread-safe."""

    def __init__(self, registered: Sequence[x509.Certificate]) -> None:
        self._registered = tuple(registered)
        self._store = verification.Store(list(registered))

    def find(self, certificates: Sequence[x509.Certificate], moment: datetime) -> list[x509.Certificate]:
        """The path, both ends included. `certificates`: the card's own first, then others that were sent.

        Raises VerificationError or ValueError where there is none.
        """
        if any(one.signature_algorithm_oid == SM2_WITH_SM3 for one in certificates):
            return self._by_libcrypto(certificates, moment)
        builder = PolicyBuilder().store(self._store).time(moment).max_chain_depth(MOST_BETWEEN)
        verifier = builder.extension_policies(ca_policy=_BETWEEN, ee_policy=_CARD).build_client_verifier()
        return list(verifier.verify(certificates[0], list(certificates[1:])).chain)

    def _by_libcrypto(self, certificates: Sequence[x509.Certificate], moment: datetime) -> list[x509.Certificate]:
        """The certificate library knows no SM2. What libcrypto tolerates in a CA against RFC 5280 is refused here."""
        card, *others = map(der, certificates)
        trusted = [der(one) for one in self._registered]
        found = sm2.verified_chain(card, others, trusted, MOST_BETWEEN)
        chain = [x509.load_der_x509_certificate(one) for one in found]
        if is_authority(chain[0]) or _may_issue(chain[0]):
            raise ValueError("a card that may issue certificates")
        if not all(is_authority(one) and _may_issue(one) for one in chain[1:]):
            raise ValueError("an authority that may not issue certificates")
        if not common_period(chain).includes(int(moment.timestamp()) * SECOND):
            raise ValueError("a certificate that is not valid at the time")
        return chain


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether this is a CA certificate."""
    constraints = extension(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.ca


def _may_issue(certificate: x509.Certificate) -> bool:
    usage = extension(certificate, x509.KeyUsage)
    return usage is not None and usage.key_cert_sign
