"""The certificate authorities (CAs) of cards, and certification path validation (RFC 5280 section 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.x509.verification import VerificationError

from adapters.cards.paths import Paths, is_authority
from adapters.x509 import NO_CERTIFICATE, UNREADABLE, ValidityPeriod, common_period, extension, read_pem
from adapters.x509.validity import SECOND
from hub.errors import Code, operator_error, rejected, unusable_file
from hub.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Chain:
    """A card's certificate and the CA certificates above it. The registered CA is the last."""

    certificates: tuple[x509.Certificate, ...]
    since: int
    until: int
    """Microseconds since 1970, UTC. All certificates of the chain are valid from `since` to `until`."""


class CardAuthorities:
    """The registered card CAs. Immutable, therefore thread-safe."""

    def __init__(self, certificates: Sequence[x509.Certificate], clock_skew: int = 0) -> None:
        """A card is accepted up to `clock_skew` µs before its certificate begins: the CA's clock may be fast."""
        self._paths = Paths(certificates)
        self._clock_skew = clock_skew

    def chain(self, certificates: Sequence[x509.Certificate], at: int) -> Chain:
        """Build the chain from a card's certificate to a registered CA (RFC 5280 section 6).

        `certificates`: the card's certificate first, then the others that were sent. Raises Rejected: HUB-123 when
        there is no chain, HUB-125 when the card's certificate is not valid yet at that time, HUB-124 when it has
        expired, HUB-128 when it is not for digital signatures.
        """
        card = certificates[0]
        try:
            own = ValidityPeriod.of(card)
            moment = datetime.fromtimestamp(
                min(max(at, own.since), own.until) // SECOND, UTC
            )  # chain errors come first
            verified = self._paths.find(certificates, moment)
            common, may_sign = common_period(verified), _may_sign(card)
        except (VerificationError, *UNREADABLE) as error:
            raise rejected(Code.CARD_NOT_TRUSTED) from error
        if not own.since - self._clock_skew <= at <= own.until:
            raise rejected(Code.CARD_NOT_YET_VALID if at < own.since else Code.CARD_EXPIRED)
        if not may_sign:
            raise rejected(Code.CARD_NOT_FOR_SIGNATURES)
        return Chain(tuple(verified), common.since - self._clock_skew, common.until)


def load_authorities(folder: Path, clock_skew: int = 0) -> CardAuthorities:
    """Read `<folder>/*.pem`. Raises OperatorError (HUB-705, HUB-707) for a file that cannot be used."""
    found: list[x509.Certificate] = []
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".pem")
    except OSError as error:
        raise unusable_file(folder, error) from error
    for path in files:
        certificates = read_pem(path)
        try:  # a card's own certificate in the folder would be trusted without its CA
            is_usable = all(map(is_authority, certificates))
        except UNREADABLE as error:
            raise operator_error(Code.BAD_KEY, reason=NO_CERTIFICATE.about(path)) from error
        if not is_usable:
            raise operator_error(
                Code.BAD_KEY,
                reason=Bilingual("这不是证书颁发机构的证书", "this is not the certificate of a CA").about(path),
            )
        found += certificates
    return CardAuthorities(found, clock_skew)


def _may_sign(certificate: x509.Certificate) -> bool:
    usage = extension(certificate, x509.KeyUsage)
    return usage is not None and usage.digital_signature
