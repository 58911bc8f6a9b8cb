"""Check who brought a submission, and whether it may."""

from hub.catalogue import Catalogue, Route
from hub.errors import fault
from hub.model import Fault, Submission

_CARDS = {"operator": "操作员 operator", "legal-person": "法人 legal-person"}


def authenticate(submission: Submission, catalogue: Catalogue) -> tuple[Route | None, list[Fault]]:
    """Find a submission's route and refuse what is not this portal's, party's or card's to do.

    The queue vouches for the portal, the portal for the signer (domain.md section 1, Cards).
    """
    if submission.portal not in catalogue.portals:
        return None, [fault("HUB-112", value=submission.portal)]
    route = catalogue.routes.get(submission.type)
    if route is None:
        return None, [fault("HUB-110", "type", value=str(submission.form.get("type"))[:64])]
    if route.is_notice or route.is_made_by_hub:
        return None, [fault("HUB-116", "type")]
    return route, [*_party(submission, route, catalogue), *_card(submission, route)]


def _party(submission: Submission, route: Route, catalogue: Catalogue) -> list[Fault]:
    party = catalogue.parties.get(submission.party)
    if party is None:
        return [fault("HUB-111", "party", value=submission.party)]
    if party.role != route.role:
        return [fault("HUB-113", "party", value=submission.party)]
    return []


def _card(submission: Submission, route: Route) -> list[Fault]:
    if route.card in ("any", submission.signer.card):
        return []
    return [fault("HUB-114", "signer.card", card=_CARDS[route.card])]
