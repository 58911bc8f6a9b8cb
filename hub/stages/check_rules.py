"""Check a document against what must be there before it, and against the rules of its route."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hub.catalogue import Case, Catalogue, Claiming, Known, Route, lookup
from hub.errors import fault
from hub.model import Document, Fault, Ledger, Submission, known_id
from hub.xml.decimals import read_decimal, written


@dataclass(frozen=True)
class Asked:
    """A submission that is to be checked, under the id that its document will have."""

    submission: Submission
    route: Route
    document: str


def check_rules(asked: Asked, catalogue: Catalogue, ledger: Ledger, today: date) -> list[Fault]:
    """All reasons to refuse a well-formed document now; pure over the ledger."""
    submission, route = asked.submission, asked.route
    faults = list(_again(submission, route, ledger))
    faults += _required(submission, route, catalogue, ledger)
    faults += _addressed(submission, route, catalogue)
    if missing := list(_named(asked, catalogue, ledger)):
        return [*faults, *missing]  # rules look at what is named
    for rule in route.rules:
        faults += rule(case_of(asked, ledger, today))
    return faults or list(_claims(asked, ledger))


def case_of(asked: Asked, ledger: Ledger, today: date) -> Case:
    """What a rule may look at."""
    submission, route = asked.submission, asked.route
    keys = route.resource_keys(submission.enterprise.uscc, submission.party)
    return Case(
        form=submission.form,
        today=today,
        account=ledger.resource(keys[0]) if keys else None,
        predecessor=predecessor(submission, route, ledger),
        named=known_by(ledger, route, asked.document),
    )


def known_by(ledger: Ledger, route: Route, subject: str) -> dict[str, list[Known]]:
    """What is known of the documents that one names, by its route's words for them."""
    return {
        naming.name: [
            Known(document=d, form=ledger.forms.get(d.id, {}), returned=ledger.returned.get(d.id, {}))
            for d in ledger.named_by(subject, naming.name)
        ]
        for naming in route.names
    }


def predecessor(submission: Submission, route: Route, ledger: Ledger) -> Document | None:
    """The document this one is made again of: of its own type and enterprise, else not found.

    Of its own party too, unless the route says that another one will do (domain.md 2 C, another bank). `again_of`
    names it by the portal's own id or by the hub's.
    """
    if submission.again_of is None:
        return None
    named = ledger.brought(submission.portal, submission.again_of) or ledger.documents.get(
        known_id(submission.again_of)
    )
    if named is None or (named.type, named.enterprise) != (submission.type, submission.enterprise.uscc):
        return None
    may_differ = route.again is not None and route.again.any_party
    return named if may_differ or named.party == submission.party else None


def _again(submission: Submission, route: Route, ledger: Ledger) -> Iterator[Fault]:
    if submission.again_of is None:
        return
    earlier = predecessor(submission, route, ledger)
    if earlier is None:
        yield fault("HUB-308", "again_of", value=submission.again_of)
    elif route.again is None or earlier.status not in route.again.sources:
        yield fault("HUB-309", "again_of")
    elif ledger.is_disputed(earlier):
        yield fault("HUB-318", "again_of", label=route.zh, name=route.en)


def _required(submission: Submission, route: Route, catalogue: Catalogue, ledger: Ledger) -> Iterator[Fault]:
    for need in route.requires:
        there = (
            d.status in need.statuses and not d.disputes and (d.party == submission.party or not need.same_party)
            for d in ledger.standing(need.document, submission.enterprise.uscc)
        )
        if not any(there):
            other = catalogue.routes[need.document]
            yield fault("HUB-301", "party", label=other.zh, name=other.en)


def _addressed(submission: Submission, route: Route, catalogue: Catalogue) -> Iterator[Fault]:
    """Whom later messages go to stands in the form: it must be somebody who can get them."""
    for leg in route.legs[1:]:
        name = str(lookup(submission.form, leg.party) or "").strip()
        party = catalogue.parties.get(name)
        if party is None:
            yield fault("HUB-111", leg.party, value=name[:64])
        elif party.role != leg.role:
            yield fault("HUB-113", leg.party, value=name[:64])


def _named(asked: Asked, catalogue: Catalogue, ledger: Ledger) -> Iterator[Fault]:
    """Each document that is named is there, once, and stands where it must; another enterprise's is not there.

    What is made again names only what its predecessor did, where the route says so.
    """
    earlier = predecessor(asked.submission, asked.route, ledger)
    for naming in asked.route.names:
        other = catalogue.routes[naming.document]
        ids = ledger.named.get((asked.document, naming.name), ())
        before = ledger.named.get((earlier.id, naming.name), ()) if earlier and naming.again else ids
        statuses = naming.admits(made_again=asked.submission.again_of is not None)
        for position, ((number, path), id_) in enumerate(zip(naming.numbers(asked.submission.form), ids, strict=True)):
            if not id_:
                yield fault("HUB-314", path, value=number[:64], label=other.zh, name=other.en)
            elif id_ in ids[:position]:
                yield fault("HUB-316", path, label=other.zh, name=other.en)
            elif id_ not in before:
                yield fault("HUB-330", path, label=other.zh, name=other.en)
            elif statuses and (status := ledger.documents[id_].status) not in statuses:
                yield fault("HUB-315", path, label=other.zh, name=other.en, status=status)
            elif ledger.is_disputed(ledger.documents[id_]):
                yield fault("HUB-318", path, label=other.zh, name=other.en)


def _claims(asked: Asked, ledger: Ledger) -> Iterator[Fault]:
    submission, route = asked.submission, asked.route
    earlier = predecessor(submission, route, ledger)
    for claiming in route.claims:
        if claiming.each:
            yield from _each_free(asked, claiming, ledger)
            continue
        key = route.resource_key(claiming.resource, submission.enterprise.uscc, submission.party)
        resource = ledger.resource(key)
        if resource.dispute:
            yield fault("HUB-319", "party")
        if claiming.exclusive:
            holder = ledger.holder(key, claiming.key)
            if holder is not None and (earlier is None or holder.document != earlier.id):
                yield fault("HUB-307")
            continue
        left = (
            Decimal(resource.figures.get(claiming.of, "0"))
            - resource.reserved
            + _given_back(route, earlier, key, ledger)
        )
        if amount_of(submission.form, claiming.amount) > left:
            yield fault("HUB-304", claiming.amount, left=written(max(left, Decimal(0))))


def amount_of(form: Mapping[str, Any], path: str) -> Decimal:
    """An amount in yuan that the mapping has found well-formed, as it leaves in messages."""
    return Decimal(written(read_decimal(lookup(form, path)) or Decimal(0)))


def _each_free(asked: Asked, claiming: Claiming, ledger: Ledger) -> Iterator[Fault]:
    """Nobody else holds any of the documents that are named."""
    route = asked.route
    key = route.resource_key(claiming.resource, asked.submission.enterprise.uscc, asked.submission.party)
    paths = [path for _, path in route.naming(claiming.each).numbers(asked.submission.form)]
    for path, other in zip(paths, ledger.named_by(asked.document, claiming.each), strict=True):
        if ledger.holder(f"{key}:{other.id}", claiming.key) is not None:
            yield fault("HUB-317", path)


def _given_back(route: Route, earlier: Document | None, key: str, ledger: Ledger) -> Decimal:
    """What a predecessor that is replaced holds of a resource: both are one amount."""
    if earlier is None or route.again is None or not route.lifecycle.allows(earlier.status, route.again.becomes):
        return Decimal(0)
    return sum((c.amount or Decimal(0) for c in ledger.open_claims(key) if c.document == earlier.id), Decimal(0))
