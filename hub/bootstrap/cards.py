"""What a home knows of cards: their CAs in keys/cards, lists of revoked ones in keys/crl."""

from adapters.cards import JwsCardVerifier, RevocationLists, load_authorities
from hub.catalogue import CardProfile
from hub.home.place import Home
from hub.model.moments import SECOND


def open_cards(home: Home, profile: CardProfile) -> JwsCardVerifier | None:
    """The verifier of cards' signatures; None where no card CA is known.

    Raises OperatorError (HUB-705, HUB-707) for a file that cannot be used.
    """
    if not home.has_card_authorities:
        return None
    authorities = load_authorities(home.cards, home.settings.clock_skew_s * SECOND)
    return JwsCardVerifier(authorities, RevocationLists(home.keys / "crl"), profile)
