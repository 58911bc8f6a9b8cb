"""Check who brought a submission, and whether it may."""

from hub.catalogue import Catalogue, Route
from hub.errors import Code, fault
from hub.model import Fault, Submission

_CARDS = {"operator": "操作员 operator", "legal-person": "法人 legal-person"}


def authenticate(submission: Submission, catalogue: Catalogue) -> tuple[Route | None, list[Fault]]:
    """Find a submission's route and refuse what is not this portal's, party's or card's to do.

    The queue vouches for the portal, the portal for the signer (domain.md section 1, Cards).
    """
    if submission.portal not in catalogue.portals:
        return None, [fault(Code.UNKNOWN_PORTAL, value=submission.portal)]
    route = catalogue.routes.get(submission.type)
    if route is None:
        return None, [fault(Code.UNKNOWN_TYPE, "type", value=str(submission.form.get("type"))[:64])]
    if route.is_notice or route.is_made_by_hub:
        return None, [fault(Code.NOT_FOR_PORTALS, "type")]
    return route, [*_party(submission, route, catalogue), *_card(submission, route)]


def _party(submission: Submission, route: Route, catalogue: Catalogue) -> list[Fault]:
    party = catalogue.parties.get(submission.party)
    if party is None:
        return [fault(Code.UNKNOWN_PARTY, "party", value=submission.party)]
    if party.role != route.role:
        return [fault(Code.PARTY_NOT_ALLOWED, "party", value=submission.party)]
    return []


def _card(submission: Submission, route: Route) -> list[Fault]:
    if route.card in ("any", submission.signer.card):
        return []
    return [fault(Code.OTHER_CARD_REQUIRED, "signer.card", card=_CARDS[route.card])]
