"""Signatures by cards: detached JWS (RFC 7515, RFC 7797) with the card's certificate chain."""

from adapters.cards.authorities import CardAuthorities, load_authorities
from adapters.cards.revocation import RevocationLists
from adapters.cards.verifier import JwsCardVerifier

__all__ = ["CardAuthorities", "JwsCardVerifier", "RevocationLists", "load_authorities"]
