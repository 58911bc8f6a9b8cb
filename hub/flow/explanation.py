"""What the submission line would do with a submission, told step by step; nothing is recorded."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from hub.catalogue.load import Catalogue
from hub.catalogue.routes import Route
from hub.errors import Rejected
from hub.model import Fault, Ledger, Submission
from hub.ports import CardVerifier, Delivery, Store
from hub.stages.authenticate import authenticate
from hub.stages.build_message import build_message
from hub.stages.check_rules import Asked, amount_of, check_rules
from hub.stages.load_ledger import Wanted, load_ledger
from hub.stages.name_inside import name_inside
from hub.stages.parse_submission import parse_submission
from hub.stages.verify_signer import verify_signer
from hub.stages.write_message import header_of
from hub.xml.times import today_in_shanghai

NO_ID = "none-yet"


def explain(
    catalogue: Catalogue, store: Store | None, portal: str, body: bytes, now: int, cards: CardVerifier | None = None
) -> dict[str, Any]:
    """Say for `hub explain` what each line of the mapping does, what would be sent, and what would be refused.

    Without a store the rules that look at other documents are left out, and the verdict says so.
    """
    try:
        reading = parse_submission(Delivery(owner=portal, tag="", body=body, taken_at=now))
    except Rejected as refusal:
        answers = refusal.answers or name_inside(body)
        return _told(None, list(refusal.faults), "quarantined (H002): the portal is told why", answers=answers)
    submission, unproved = verify_signer(reading.submission, catalogue, cards, now)
    route, refused = authenticate(submission, catalogue)
    faults = [*reading.faults, *unproved, *refused]
    if route is None or route.legs[0].form is None:
        return _told(submission, faults, "refused (H001)")
    header = header_of("hub", NO_ID, NO_ID, submission.party or "none", now)
    dialect = catalogue.dialect(submission.party)
    root, faults = build_message(route.legs[0], route.schema, submission.form, header, faults, dialect=dialect)
    verdict = "accepted as P001, signed and sent"
    if not faults and store is not None:
        verdict, faults = _against_store(catalogue, store, submission, route, now)
    elif not faults:
        verdict += "; rules that look at other documents were not asked: there is no store here"
    return _told(submission, faults, "refused (H001)" if faults else verdict, route=route, root=root)


def _against_store(
    catalogue: Catalogue, store: Store, submission: Submission, route: Route, now: int
) -> tuple[str, list[Fault]]:
    """The verdict of preconditions, rules and claims on the store as it stands."""
    ledger = Ledger(now, catalogue.digest, "explain")
    with store.glance() as unit:
        load_ledger(unit, ledger, [Wanted(submission, route, NO_ID)])
    known = ledger.brought(submission.portal, submission.id)
    if known is not None and known.content == submission.content:
        return f"a duplicate of {known.id}: its first answer again, nothing sent", []
    if known is not None:
        return f"a conflict with {known.id} (HUB-115): quarantined", []
    asked = Asked(submission, route, NO_ID)
    return "accepted as P001, signed and sent", check_rules(asked, catalogue, ledger, today_in_shanghai(now))


def _told(
    submission: Submission | None,
    faults: list[Fault],
    verdict: str,
    *,
    route: Route | None = None,
    root: etree._Element | None = None,
    answers: str | None = None,
) -> dict[str, Any]:
    form = route.legs[0].form if route else None
    steps = form.steps(submission.form) if form and submission else ()
    return {
        "type": submission.type if submission else None,
        "submission": submission.id if submission else answers,
        "party": submission.party if submission else None,
        "mapping": [
            {"target": s.target, "source": s.source, "converter": s.converter, "value": s.value} for s in steps
        ],
        "message": etree.tostring(root, encoding="unicode") if root is not None else None,
        "faults": [f.as_json() for f in faults],
        "claims": list(_claims(route, submission)) if route and submission and not faults else [],
        "verdict": verdict,
    }


def _claims(route: Route, submission: Submission) -> Iterator[str]:
    for claiming in route.claims:
        key = route.resource_key(claiming.resource, submission.enterprise.uscc, submission.party)
        if claiming.amount:
            yield f"{amount_of(submission.form, claiming.amount)} yuan of {claiming.of} on {key}"
        else:
            yield f"the one open {claiming.exclusive} on {key}"
