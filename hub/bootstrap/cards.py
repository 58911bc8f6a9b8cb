"""What a home knows of cards: their CAs in keys/cards, lists of revoked ones in keys/crl."""

from adapters.cards import USUAL, JwsCardVerifier, RevocationLists, load_authorities
from hub.catalogue import Catalogue
from hub.home.place import Home
from hub.model.moments import SECOND


def open_cards(home: Home, catalogue: Catalogue) -> JwsCardVerifier | None:
    """The verifier of cards' signatures; None where no card CA is known.

    Raises OperatorError (HUB-705, HUB-707) for a file that cannot be used.
    """
    if not home.has_card_authorities:
        return None
    authorities = load_authorities(home.cards, home.settings.clock_skew_s * SECOND)
    lists, named = RevocationLists(home.keys / "crl"), {name: one.algorithms for name, one in catalogue.portals.items()}
    return JwsCardVerifier(authorities, lists, catalogue.cards, lambda portal: named.get(portal) or USUAL)
