"""Check who brought a submission, and whether it may."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hub.catalogue import Catalogue, Route
from hub.effects.work import Means
from hub.errors import Code, fault
from hub.model import Fault, Submission
from hub.stages.prepared import Prepared
from hub.text.bilingual import Bilingual
from hub.text.coded import Coded

_CARDS = {
    "operator": Bilingual("操作员", "operator"),
    "legal-person": Bilingual("法人", "legal-person"),
    "account": Bilingual("账号登录", "account"),
}


def authenticate(means: Means, prepared: Prepared) -> Prepared:
    """Add the route, and faults for what this portal, party or card may not do.

    The queue proves the portal. The portal vouches for the signer.
    """
    submission, catalogue = prepared.submission, means.catalogue
    route, refused = catalogue.routes.get(submission.type), _refused(submission, catalogue)
    if refused is not None:
        is_told = any(one.field == refused.field for one in prepared.faults)  # a type that is missing, or no text
        return prepared if is_told else replace(prepared, faults=[*prepared.faults, refused])
    assert route is not None
    return replace(prepared, route=route, faults=[*prepared.faults, *_unfit(submission, route, catalogue)])


def _refused(submission: Submission, catalogue: Catalogue) -> Fault | None:
    """The fault of a submission that has no route; None if it has one."""
    if submission.portal not in catalogue.portals:
        return fault(Code.UNKNOWN_PORTAL, value=submission.portal)
    route = catalogue.routes.get(submission.type)
    if route is None:
        return fault(Code.UNKNOWN_TYPE, "type", value=str(submission.form.get("type"))[:64])
    if submission.portal not in catalogue.carriers(route.document):
        return fault(Code.TYPE_NOT_CARRIED, "type", value=submission.portal)
    return fault(Code.NOT_FOR_PORTALS, "type") if route.is_notice or route.is_made_by_hub else None


def _unfit(submission: Submission, route: Route, catalogue: Catalogue) -> Iterator[Fault]:
    """Faults of a party or card that this route does not admit."""
    party = catalogue.parties.get(submission.party)
    if party is None:
        yield fault(Code.UNKNOWN_PARTY, "party", value=submission.party)
    elif party.role != route.role:
        yield fault(Code.PARTY_NOT_ALLOWED, "party", value=submission.party)
    if submission.signer.card not in route.cards:
        yield fault(Code.OTHER_CARD_REQUIRED, "signer.card", card=_either(route.cards))


def _either(cards: Sequence[str]) -> Coded:
    """The cards that a route admits, in words."""
    names = [_CARDS[card] for card in cards]
    zh, en = "或".join(name.zh for name in names), " or ".join(name.en for name in names)
    return Coded(zh, en, "card", tuple(cards))
