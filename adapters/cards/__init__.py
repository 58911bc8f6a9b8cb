"""Signatures by cards: detached JWS (RFC 7515, RFC 7797) with the card's certificate chain."""

from adapters.cards.authorities import CardAuthorities, load_authorities
from adapters.cards.detached import ALL_ALGORITHMS, USUAL, read_detached, require_signature, verifying_key
from adapters.cards.operators import OperatorCards, certificates_in, load_operators, names_in
from adapters.cards.revocation import RevocationLists
from adapters.cards.verifier import JwsCardVerifier

__all__ = [
    "ALL_ALGORITHMS",
    "USUAL",
    "CardAuthorities",
    "JwsCardVerifier",
    "OperatorCards",
    "RevocationLists",
    "certificates_in",
    "load_authorities",
    "load_operators",
    "names_in",
    "read_detached",
    "require_signature",
    "verifying_key",
]
