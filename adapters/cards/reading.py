"""Read the card holder, the enterprise and the role from a card's certificate, by the catalogue's card profile."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cryptography import x509

from adapters.x509 import extension, fingerprint
from hub.catalogue import CardProfile, CertificateAttribute, Mark
from hub.model import Card

_TEXTS: Final = {0x0C: "utf-8", 0x13: "ascii", 0x16: "ascii", 0x1E: "utf-16-be"}
"""Encodings of ASN.1 text types by tag: UTF8String, PrintableString, IA5String, BMPString."""
ANY_POLICY: Final = "2.5.29.32.0"


def read_card(chain: Sequence[x509.Certificate], profile: CardProfile) -> Card:
    """The card's data from the first certificate of a verified chain."""
    certificate = chain[0]
    roles = {role for role, marks in profile.roles.items() if any(_bears(chain, mark) for mark in marks)}
    return Card(
        thumbprint=fingerprint(certificate),
        serial=f"{certificate.serial_number:x}",
        issuer=certificate.issuer.rfc4514_string(),
        enterprise=_only(_texts_at(certificate, profile.enterprise)),
        role=_only(roles),
        holder=_only(_texts_at(certificate, profile.holder)) if profile.holder else None,
    )


def _only(found: Iterable[str]) -> str:
    """The text, when all found texts are equal; empty when there is none or when two differ."""
    different = set(found)
    return different.pop() if len(different) == 1 else ""


def _bears(chain: Sequence[x509.Certificate], mark: Mark) -> bool:
    if mark.place.where == "policy":
        return _is_under(chain, mark.place.oid)
    return mark.value in _texts_at(chain[0], [mark.place])


def _is_under(chain: Sequence[x509.Certificate], policy: str) -> bool:
    """Whether the card has this certificate policy and every intermediate CA allows it (RFC 5280 section 6.1.3).

    The registered CA may issue under any policy.
    """
    between = all({policy, ANY_POLICY} & _policies(authority) for authority in chain[1:-1])
    return policy in _policies(chain[0]) and between


def _policies(certificate: x509.Certificate) -> set[str]:
    found = extension(certificate, x509.CertificatePolicies)
    return {one.policy_identifier.dotted_string for one in found or ()}


def _texts_at(certificate: x509.Certificate, places: Iterable[CertificateAttribute]) -> list[str]:
    return [text for place in places for text in _texts(certificate, place)]


def _texts(certificate: x509.Certificate, place: CertificateAttribute) -> Iterator[str]:
    oid = x509.ObjectIdentifier(place.oid)
    if place.where == "subject":
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            yield attribute.value if isinstance(attribute.value, str) else ""
    elif place.where == "san":
        names = extension(certificate, x509.SubjectAlternativeName)
        for other in names.get_values_for_type(x509.OtherName) if names else ():
            if other.type_id == oid:
                yield _text(other.value)
    else:
        for one in certificate.extensions:
            if one.oid == oid and isinstance(one.value, x509.UnrecognizedExtension):
                yield _text(one.value.value)


def _text(der: bytes) -> str:
    """An ASN.1 text of fewer than 128 bytes; empty for anything else."""
    if len(der) < 2 or der[0] not in _TEXTS or der[1] != len(der) - 2:
        return ""
    try:
        return der[2:].decode(_TEXTS[der[0]])
    except UnicodeDecodeError:
        return ""
