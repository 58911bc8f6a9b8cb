"""What a home knows of cards: their CAs in keys/cards, lists of revoked ones in keys/crl."""

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from hub.config import Home
from hub.errors import Code, operator_error
from hub.model.moments import SECOND

if TYPE_CHECKING:
    from hub.catalogue import CardProfile, Catalogue
    from hub.ports import CardVerifier


def open_cards(home: Home, profile: "CardProfile") -> "CardVerifier | None":
    """The verifier of cards' signatures; None where no card CA is known.

    Raises OperatorError (HUB-705, HUB-707) for a file that cannot be used.
    """
    if not has_card_authorities(home):
        return None
    from adapters.cards import JwsCardVerifier, RevocationLists, load_authorities  # noqa: PLC0415 - cryptography

    authorities = load_authorities(home.keys / "cards", home.settings.clock_skew_s * SECOND)
    return JwsCardVerifier(authorities, RevocationLists(home.keys / "crl"), profile)


def has_card_authorities(home: Home) -> bool:
    """Whether there is any file of a card CA, as far as this user may see: who runs the hub will be told."""
    try:
        return any(name.endswith(".pem") for name in os.listdir(home.keys / "cards"))  # noqa: PTH208 - glob hides errors
    except PermissionError:
        return True
    except OSError:
        return False


def with_cards_proved(home: Home, catalogue: "Catalogue") -> "Catalogue":
    """The catalogue, with a problem (HUB-713) for each portal that requires what this home has no card CA to verify.

    Else the hub would refuse all that such a portal sends, for good: a refused submission needs a new id.
    """
    from hub.catalogue import Problem  # noqa: PLC0415 - loads the catalogue's parsers

    requiring = [portal for portal in catalogue.portals.values() if portal.signatures == "required"]
    if not requiring or has_card_authorities(home):
        return catalogue
    told = (Problem(*portal.where, str(operator_error(Code.CARD_CA_MISSING, portal=portal.id))) for portal in requiring)
    return replace(catalogue, problems=[*catalogue.problems, *told])
