"""Record who vouches for a submission's signer: the card that signed it, or the portal that brought it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hub.catalogue import Portal
from hub.effects.work import Means
from hub.errors import Code, Rejected, fault, rejected
from hub.model import BY_ACCOUNT, Card, Fault, Submission
from hub.model.canonical import canonical
from hub.ports import CardVerifier
from hub.stages.prepared import Prepared

SIGNATURE = "signer.signature"
ROLES = ("operator", "legal-person")
"""The kinds of cards."""


def verify_signer(means: Means, prepared: Prepared) -> Prepared:
    """Add who vouches for the signer, and faults of a missing or wrong signature.

    A portal may vouch if its file says so. An existing signature is verified in every case. The card's validity is
    judged at the time of receipt.
    """
    submission = prepared.submission
    portal = means.catalogue.portals.get(submission.portal)
    if portal is None:
        return prepared  # refused by a later stage
    if not submission.signature and portal.signatures == "required":
        return _with_faults(prepared, [fault(Code.CARD_SIGNATURE_MISSING, SIGNATURE)])
    if not submission.signature:
        by = "portal" if submission.signer.card in ROLES else BY_ACCOUNT
        return replace(prepared, submission=replace(submission, vouched_by=by))
    try:
        card = _verified(submission, means.cards, prepared.delivery.taken_at)
    except Rejected as refusal:
        return _with_faults(prepared, [replace(found, field=SIGNATURE) for found in refusal.faults])
    signed = replace(submission, card=card, vouched_by=f"card:{card.thumbprint}")
    return _with_faults(replace(prepared, submission=signed), _differences(signed, portal, card))


def _with_faults(prepared: Prepared, found: Iterable[Fault]) -> Prepared:
    return replace(prepared, faults=[*prepared.faults, *found])


def _verified(submission: Submission, cards: CardVerifier | None, at: int) -> Card:
    if cards is None:
        raise rejected(Code.CARD_NOT_TRUSTED)
    return cards.verify(submission.signature, canonical(submission.written), submission.portal, at)


def _differences(submission: Submission, portal: Portal, card: Card) -> Iterator[Fault]:
    """Differences between the card that signed, the signer that the submission names, and the portal's file."""
    if not card.is_checked and portal.revocation == "required":
        yield fault(Code.REVOCATION_UNKNOWN, SIGNATURE)
    if not card.enterprise or card.enterprise != submission.enterprise.uscc:
        yield fault(Code.CARD_OF_ANOTHER_ENTERPRISE, SIGNATURE)
    if not card.role or card.role != submission.signer.card:
        yield fault(Code.CARD_OF_ANOTHER_ROLE, "signer.card", name="signer.card")
    if card.holder is not None and (not card.holder or card.holder != submission.signer.name):
        yield fault(Code.CARD_OF_ANOTHER_HOLDER, "signer.name", name="signer.name")
