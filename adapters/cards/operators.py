"""Operators' cards: which certificates are an operator's, and what they sign."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cryptography import x509

from adapters.cards.authorities import CardAuthorities, Chain, load_authorities
from adapters.cards.detached import SM2, USUAL, Detached, read_detached, require_signature, verifying_key
from adapters.cards.revocation import SUFFIXES, RevocationLists
from adapters.x509 import NO_CERTIFICATE, UNREADABLE, fingerprint, read_pem, strictly
from hub.errors import Code, operator_error, rejected
from hub.text.bilingual import Bilingual

ALGORITHMS: Final = (*USUAL, SM2)
_TWICE: Final = Bilingual("此证书已属于另一位操作员", "another operator has this certificate already")


class OperatorCards:
    """The cards of a hub's operators: certificates of registered CAs that are listed by name. Thread-safe."""

    def __init__(self, names: Mapping[str, str], authorities: CardAuthorities, lists: RevocationLists | None) -> None:
        """`names`: each operator's name by the hex SHA-256 of a certificate. `lists`: None where there are none."""
        self._names = names
        self._authorities = authorities
        self._lists = lists

    def verify(self, signature: str, said: bytes, hub: str, at: int) -> Mapping[str, str]:
        """Verify that an operator's card signed these bytes for this hub, as of `at` (µs since 1970, UTC).

        Returns name, subject, serial and certificate of the operator. Raises Rejected: HUB-121 … HUB-126, HUB-128 as
        JwsCardVerifier; HUB-802 when it was signed for another hub; HUB-806 for a card that is not listed; HUB-127 when
        there are revocation lists and none in force covers the card.
        """
        signed = read_detached(signature.strip(), ALGORITHMS)
        certificates = _certificates(signed)
        card = certificates[0]
        if (name := self._names.get(fingerprint(card))) is None:
            raise rejected(Code.NOT_AN_OPERATOR, reason=card.subject.rfc4514_string())
        chain = self._authorities.chain(certificates, at)
        require_signature(signed, said, verifying_key(card))
        if signed.portal != hub:
            raise rejected(Code.CHALLENGE_DIFFERS, what="portal")
        self._refuse_revoked(chain, at)
        return {
            "name": name,
            "subject": card.subject.rfc4514_string(),
            "serial": f"{card.serial_number:x}",
            "certificate": fingerprint(card),
        }

    def require_good(self, card: x509.Certificate, at: int) -> None:
        """Raise what `verify` would raise for a card that sends its own certificate alone, as a card in a reader does.

        Raises Rejected: HUB-123 … HUB-128.
        """
        self._refuse_revoked(self._authorities.chain([card], at), at)

    def _refuse_revoked(self, chain: Chain, at: int) -> None:
        if self._lists is not None and not self._lists.judge(chain.certificates, at):
            raise rejected(Code.REVOCATION_UNKNOWN)


def load_operators(folder: Path, clock_skew: int = 0) -> OperatorCards:
    """Read `<folder>/<name>.pem`, its CAs in `ca`, and lists of revoked cards in `crl`, if there are any.

    Raises OperatorError (HUB-705, HUB-707) for a file that cannot be used.
    """
    lists = folder / "crl"
    has_lists = lists.is_dir() and any(file.suffix in SUFFIXES for file in lists.iterdir())
    authorities = load_authorities(folder / "ca", clock_skew)
    return OperatorCards(names_in(folder), authorities, RevocationLists(lists) if has_lists else None)


def names_in(folder: Path) -> dict[str, str]:
    """Each operator's name by the hex SHA-256 of a certificate; as `certificates_in`."""
    return {fingerprint(one): name for name, found in certificates_in(folder).items() for one in found}


def certificates_in(folder: Path) -> dict[str, list[x509.Certificate]]:
    """The certificates of each operator's cards, by name; empty where there is no such folder.

    An operator who gets a new card has several certificates in one file. Raises OperatorError as `load_operators`.
    """
    found = {file.stem: read_pem(file) for file in sorted(folder.glob("*.pem"))} if folder.is_dir() else {}
    names: dict[str, str] = {}
    for name, certificates in found.items():
        for certificate in certificates:
            if names.setdefault(fingerprint(certificate), name) != name:
                raise operator_error(Code.BAD_KEY, reason=_TWICE.about(folder / f"{name}.pem"))
    return found


def _certificates(signed: Detached) -> list[x509.Certificate]:
    try:
        with strictly():
            return [x509.load_der_x509_certificate(one) for one in signed.certificates]
    except UNREADABLE as error:
        raise rejected(Code.CARD_SIGNATURE_MALFORMED, reason=NO_CERTIFICATE) from error
