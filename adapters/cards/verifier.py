"""Verify a card's signature, and that its certificate chain is valid at that time."""

from base64 import b64encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Lock
from typing import Final

from cryptography import x509

from adapters.cards.authorities import CardAuthorities, Chain
from adapters.cards.detached import USUAL, VerifyingKey, read_detached, require_signature, verifying_key
from adapters.cards.reading import read_card
from adapters.cards.revocation import RevocationLists
from adapters.x509 import UNREADABLE, strictly
from hub.catalogue import CardProfile
from hub.errors import Code, rejected
from hub.model import Card

MOST_KNOWN: Final = 4096
"""Maximum number of proved cards in memory. The oldest are removed first."""
Algorithms = Callable[[str], Collection[str]]
"""The algorithms (`alg`) by which cards may sign for a portal."""


def _usual(_: str) -> Collection[str]:
    return USUAL


@dataclass(frozen=True, slots=True)
class ProvedCard:
    """A card whose chain was proved. The result holds from the beginning to the end of the chain's validity."""

    card: Card
    key: VerifyingKey
    chain: Chain


class JwsCardVerifier:
    """CardVerifier for detached JWS.

    Thread-safe. Building a chain is slow, so the result is cached while the chain is valid.
    """

    def __init__(
        self,
        authorities: CardAuthorities,
        lists: RevocationLists,
        profile: CardProfile,
        algorithms: Algorithms = _usual,
    ) -> None:
        """`algorithms`: those by which cards may sign for each portal."""
        self._authorities = authorities
        self._lists = lists
        self._profile = profile
        self._algorithms = algorithms
        self._known: dict[bytes, ProvedCard] = {}
        self._lock = Lock()

    def verify(self, signature: str, said: bytes, portal: str, at: int) -> Card:
        """Verify that a card signed these bytes for this portal, as of `at` (µs since 1970, UTC); return the card.

        Raises Rejected: HUB-121 for a signature of another form; HUB-123 … HUB-125, HUB-128 for a certificate without a
        chain to a registered CA, not valid at that time, or not for signatures; HUB-122 when content or signature were
        altered; HUB-132 when the signature was made for another portal; HUB-126 when the card is revoked.
        """
        signed = read_detached(signature, self._algorithms(portal))
        known = self._prove(signed.certificates, at)
        require_signature(signed, said, known.key)
        if signed.portal != portal:
            raise rejected(Code.SIGNED_FOR_ANOTHER_PORTAL)
        return replace(known.card, is_checked=self._lists.judge(known.chain.certificates, at))

    def _prove(self, certificates: Sequence[bytes], at: int) -> ProvedCard:
        name = sha256(b".".join(map(b64encode, certificates))).digest()
        known = self._known.get(name)
        if known is not None and known.chain.since <= at <= known.chain.until:
            return known
        known = self._proved(certificates, at)
        with self._lock:
            while len(self._known) >= MOST_KNOWN:
                del self._known[next(iter(self._known))]
            self._known[name] = known
        return known

    def _proved(self, certificates: Sequence[bytes], at: int) -> ProvedCard:
        try:
            with strictly():
                read = [x509.load_der_x509_certificate(one) for one in certificates]
        except UNREADABLE as error:
            raise rejected(Code.CARD_SIGNATURE_MALFORMED, reason="x5c: X.509") from error
        chain = self._authorities.chain(read, at)
        try:
            return ProvedCard(read_card(chain.certificates, self._profile), verifying_key(read[0]), chain)
        except UNREADABLE as error:
            raise rejected(Code.CARD_SIGNATURE_MALFORMED, reason="x5c: X.509") from error
