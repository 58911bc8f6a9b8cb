"""Check a document against what must be there before it, and against the rules of its route."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hub.catalogue.load import Catalogue
from hub.catalogue.mapping import lookup
from hub.catalogue.routes import Case, Route
from hub.errors import fault
from hub.model import Document, Fault, Ledger, Submission


def check_rules(submission: Submission, route: Route, catalogue: Catalogue, ledger: Ledger, today: date) -> list[Fault]:
    """All reasons to refuse a well-formed document now; pure over the ledger."""
    faults = list(_again(submission, route, ledger))
    faults += _required(submission, route, catalogue, ledger)
    for rule in route.rules:
        faults += rule(case_of(submission, route, ledger, today))
    return faults or list(_claims(submission, route, ledger))


def case_of(submission: Submission, route: Route, ledger: Ledger, today: date) -> Case:
    """What a rule may look at."""
    keys = route.resource_keys(submission.enterprise.uscc, submission.party)
    return Case(
        form=submission.form,
        today=today,
        account=ledger.resource(keys[0]) if keys else None,
        predecessor=predecessor(submission, ledger),
    )


def predecessor(submission: Submission, ledger: Ledger) -> Document | None:
    """The document this one is made again of: of its own type, enterprise and party, else not found.

    `again_of` names it by the portal's own id or by the hub's.
    """
    if submission.again_of is None:
        return None
    named = ledger.brought(submission.portal, submission.again_of) or ledger.documents.get(submission.again_of)
    wanted = (submission.type, submission.enterprise.uscc, submission.party)
    own = named is not None and (named.type, named.enterprise, named.party) == wanted
    return named if own else None


def _again(submission: Submission, route: Route, ledger: Ledger) -> Iterator[Fault]:
    if submission.again_of is None:
        return
    earlier = predecessor(submission, ledger)
    if earlier is None:
        yield fault("HUB-308", "again_of", value=submission.again_of)
    elif route.again is None or earlier.status not in route.again.sources:
        yield fault("HUB-309", "again_of")


def _required(submission: Submission, route: Route, catalogue: Catalogue, ledger: Ledger) -> Iterator[Fault]:
    for need in route.requires:
        there = (
            d.status in need.statuses and (d.party == submission.party or not need.same_party)
            for d in ledger.standing(need.document, submission.enterprise.uscc)
        )
        if not any(there):
            other = catalogue.routes[need.document]
            yield fault("HUB-301", "party", label=other.zh, name=other.en)


def _claims(submission: Submission, route: Route, ledger: Ledger) -> Iterator[Fault]:
    earlier = predecessor(submission, ledger)
    for claiming in route.claims:
        key = route.resource_key(claiming.resource, submission.enterprise.uscc, submission.party)
        if claiming.exclusive:
            holder = ledger.holder(key, claiming.key)
            if holder is not None and (earlier is None or holder.document != earlier.id):
                yield fault("HUB-307")
            continue
        resource = ledger.resource(key)
        left = Decimal(resource.figures.get(claiming.of, "0")) - resource.reserved
        if amount_of(submission.form, claiming.amount) > left:
            yield fault("HUB-304", claiming.amount, left=max(left, Decimal(0)))


def amount_of(form: Mapping[str, Any], path: str) -> Decimal:
    """An amount in yuan that the mapping has found well-formed."""
    return Decimal(str(lookup(form, path)).strip())
