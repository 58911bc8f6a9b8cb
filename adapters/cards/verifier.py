"""Verify that a card signed, and that it may be believed at that time."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Lock
from typing import Final

from cryptography import x509

from adapters.cards.authorities import CardAuthorities, Chain
from adapters.cards.detached import VerifyingKey, read_detached, require_signature, verifying_key
from adapters.cards.reading import read_card
from adapters.cards.revocation import RevocationLists
from adapters.x509 import UNREADABLE, strictly
from hub.catalogue import CardProfile
from hub.errors import Code, rejected
from hub.model import Card

MOST_KNOWN: Final = 4096
"""Cards kept in memory, the oldest of which make way."""


@dataclass(frozen=True, slots=True)
class Known:
    """A card whose chain was proved: what stays true of it from the chain's beginning to its end."""

    card: Card
    key: VerifyingKey
    chain: Chain


class JwsCardVerifier:
    """CardVerifier for detached JWS; thread-safe. A chain is proved once for as long as it is valid: that is slow."""

    def __init__(self, authorities: CardAuthorities, lists: RevocationLists, profile: CardProfile) -> None:
        self._authorities = authorities
        self._lists = lists
        self._profile = profile
        self._known: dict[bytes, Known] = {}
        self._lock = Lock()

    def verify(self, signature: str, said: bytes, portal: str, at: int) -> Card:
        """The card that signed these bytes for this portal, as it is to be judged at that time (µs since 1970, UTC).

        Raises Rejected: HUB-121 for a signature of another form; HUB-123 … HUB-125, HUB-128 for a certificate that
        leads to no card CA, is not valid then or not for signatures; HUB-122 when content or signature were altered;
        HUB-132 when it was made for another portal; HUB-126 when the card is revoked.
        """
        signed = read_detached(signature)
        known = self._prove(signed.certificates, at)
        require_signature(signed, said, known.key)
        if signed.portal != portal:
            raise rejected(Code.SIGNED_FOR_ANOTHER_PORTAL)
        return replace(known.card, is_checked=self._lists.judge(known.chain.certificates, at))

    def _prove(self, certificates: Sequence[bytes], at: int) -> Known:
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

    def _proved(self, certificates: Sequence[bytes], at: int) -> Known:
        try:
            with strictly():
                read = [x509.load_der_x509_certificate(one) for one in certificates]
        except UNREADABLE as error:
            raise rejected(Code.CARD_SIGNATURE_MALFORMED, reason="x5c: X.509") from error
        chain = self._authorities.chain(read, at)
        try:
            return Known(read_card(chain.certificates, self._profile), verifying_key(read[0]), chain)
        except UNREADABLE as error:
            raise rejected(Code.CARD_SIGNATURE_MALFORMED, reason="x5c: X.509") from error
