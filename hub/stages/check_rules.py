"""Check a submission against its preconditions and against the rules of its route."""

from collections.abc import Iterator
from decimal import Decimal

from hub.catalogue import Case, Claiming, Condition, Naming, lookup
from hub.effects.contained import seen
from hub.effects.current import keys_on, versions_of
from hub.effects.known import known_by
from hub.effects.taken_again import left_of
from hub.effects.work import Work
from hub.errors import Code, fault
from hub.model import Claim, Fault
from hub.stages.asked import Asked
from hub.stages.check_amounts import check_amounts
from hub.stages.check_numbers import check_numbers
from hub.stages.check_requirements import check_requirements
from hub.stages.check_taken_again import check_taken_again
from hub.stages.claimed import keys_of
from hub.text.coded import Coded
from hub.xml.decimals import written


def check_rules(work: Work, asked: Asked) -> list[Fault]:
    """All reasons to refuse a valid submission now. The books are only read."""
    faults = [*_again(work, asked), *_addressed(work, asked), *check_numbers(work, asked)]
    missing = list(_named(work, asked))
    if missing:
        return [*faults, *missing]  # the rest uses the documents that the form refers to
    faults += check_requirements(work, asked)
    case = _case_of(work, asked)
    for rule in asked.route.rules:
        faults += rule(case)
    return faults or [*_claims(work, asked), *check_taken_again(work, asked)]


def _case_of(work: Work, asked: Asked) -> Case:
    """The facts that a rule may use."""
    route, earlier = asked.route, asked.earlier
    keys = route.resource_keys(asked.uscc, asked.party)
    return Case(
        form=asked.submission.form,
        today=work.today,
        account=work.books.claims.resource(keys[0]) if keys else None,
        predecessor=earlier,
        was_refused_by_party=earlier is not None and earlier.status in {leg.refused for leg in route.legs},
        named=known_by(work, route, asked.document.id),
    )


def _again(work: Work, asked: Asked) -> Iterator[Fault]:
    route, earlier = asked.route, asked.earlier
    if asked.submission.again_of is None:
        return
    if earlier is None:
        yield fault(Code.ORIGINAL_NOT_FOUND, "again_of", value=asked.submission.again_of)
    elif route.again is None or earlier.status not in route.again.sources:
        yield fault(Code.ORIGINAL_NOT_REPEATABLE, "again_of")
    elif work.books.trails.is_disputed(earlier):
        yield fault(Code.DOCUMENT_DISPUTED, "again_of", label=route.zh, name=route.en)


def _addressed(work: Work, asked: Asked) -> Iterator[Fault]:
    """Receivers of later messages are named in the form: each must be a known party with the right role."""
    for leg in asked.route.legs[1:]:
        name = str(lookup(asked.submission.form, leg.party) or "").strip()
        party = work.catalogue.parties.get(name)
        if party is None:
            yield fault(Code.UNKNOWN_PARTY, leg.party, value=name[:64])
        elif party.role != leg.role:
            yield fault(Code.PARTY_NOT_ALLOWED, leg.party, value=name[:64])


def _named(work: Work, asked: Asked) -> Iterator[Fault]:
    """Each document that the form refers to must exist, be named once, and have the right status.

    Another enterprise's document counts as missing. A new application (`again_of`) may refer only to documents that its
    predecessor referred to, if the route says so.
    """
    books, earlier = work.books, asked.earlier
    for naming in asked.route.names:
        ids = books.names.named(asked.document.id, naming.name)
        types = {books.trails.document(id_).type for id_ in ids if id_}
        other = work.catalogue.routes[min(types, default=naming.documents[0])]
        before = books.names.named(earlier.id, naming.name) if earlier and naming.again else ids
        statuses = naming.admits(made_again=asked.submission.again_of is not None)
        for position, ((number, path), id_) in enumerate(zip(naming.numbers(asked.submission.form), ids, strict=True)):
            if not id_:
                yield fault(Code.DOCUMENT_NOT_FOUND, path, value=number[:64], label=other.zh, name=other.en)
            elif len(types) > 1:
                yield fault(Code.SEVERAL_TYPES, path)
            elif id_ in ids[:position]:
                yield fault(Code.LISTED_TWICE, path, label=other.zh, name=other.en)
            elif not any(version.id in before for version in versions_of(work, books.trails.document(id_))):
                yield fault(Code.NOT_OF_FAILED_PAYMENT, path, label=other.zh, name=other.en)
            elif statuses and (status := books.trails.document(id_).status) not in statuses:
                shown = Coded.one("status", status)
                yield fault(Code.DOCUMENT_IN_WRONG_STATUS, path, label=other.zh, name=other.en, status=shown)
            elif books.trails.is_disputed(books.trails.document(id_)):
                yield fault(Code.DOCUMENT_DISPUTED, path, label=other.zh, name=other.en)
            elif (odd := _unmet(work, naming, id_)) is not None:
                about = {"label": other.zh, "name": other.en, "what": other.elsewhere(odd.path)}
                yield fault(Code.NAMED_NOT_FITTING, path, **about)


def _unmet(work: Work, naming: Naming, id_: str) -> Condition | None:
    """The first condition on a named document that its facts do not meet."""
    facts = {**work.books.trails.facts(id_), "track": work.books.trails.document(id_).track_words}
    if naming.where is not None and not naming.where.holds(facts):
        return naming.where
    return naming.unless if naming.unless is not None and naming.unless.holds(facts) else None


def _claims(work: Work, asked: Asked) -> Iterator[Fault]:
    books = work.books
    for claiming in asked.route.claims:
        if claiming.each:
            yield from (check_amounts if claiming.amount else _each_free)(work, asked, claiming)
            continue
        key = asked.resource_key(claiming.resource)
        resource = books.claims.resource(key)
        if resource.dispute:
            yield fault(Code.QUOTA_IN_DOUBT, "party")
        if claiming.exclusive:
            yield from _free(work, asked, claiming)
            continue
        left = left_of(resource, claiming) + _given_back(work, asked, claiming)
        if asked.amount(claiming.amount) > left:
            yield fault(Code.QUOTA_EXCEEDED, claiming.amount, left=written(max(left, Decimal(0))))


def _free(work: Work, asked: Asked, claiming: Claiming) -> Iterator[Fault]:
    """No other document may hold a key, nor the bare key: a claim that was made before the route named a value."""
    books, earlier, resource = work.books, asked.earlier, asked.resource_key(claiming.resource)
    seen: set[str] = set()
    for key, field in keys_of(work, asked, claiming):
        holders = [books.claims.holder(resource, one) for one in (key, claiming.key)]
        if key in seen:
            label = asked.route.label_of(field)
            yield fault(Code.LISTED_TWICE, field, label=label, name=label)
        elif any(h is not None and (earlier is None or h.document != earlier.id) for h in holders):
            is_one_of_several = bool(claiming.by) and field != claiming.by
            yield fault(Code.ALREADY_COVERED if is_one_of_several else Code.APPLICATION_OPEN, field)
        seen.add(key)


def _each_free(work: Work, asked: Asked, claiming: Claiming) -> Iterator[Fault]:
    """No other document may hold a document that the form refers to."""
    key = asked.resource_key(claiming.resource)
    paths = [path for _, path in asked.route.naming(claiming.each).numbers(asked.submission.form)]
    for path, other in zip(paths, work.books.named_by(asked.document.id, claiming.each), strict=True):
        claims = (work.books.claims.holder(one, claiming.key) for one in keys_on(work, key, other))
        if (held := next((claim for claim in claims if claim is not None), None)) is not None:
            yield fault(Code.RESOURCE_TAKEN, path, holder=_shown(work, asked, held))


def _shown(work: Work, asked: Asked, held: Claim) -> str:
    """The document that holds a claim, by its record number; nothing if the portal does not know that document."""
    holder = work.books.trails.find(held.document)
    if holder is None or (holder.portal, holder.enterprise) != (asked.submission.portal, asked.uscc):
        return ""
    return holder.record or holder.id


def _given_back(work: Work, asked: Asked, claiming: Claiming) -> Decimal:
    """The amount that replaced predecessors hold of a resource. It is given back, because all are one amount.

    The hub reserves it, or the party's held figures visibly contain it: that of the predecessor, or of those before it,
    whatever became of them. Once other figures have followed nobody knows whether they still do.
    """
    route, earlier, books = asked.route, asked.earlier, work.books
    if earlier is None or route.again is None or not route.lifecycle.allows(earlier.status, route.again.becomes):
        return Decimal(0)
    key = asked.resource_key(claiming.resource)
    line = [earlier, *books.trails.predecessors(earlier)]
    claims = [one for each in line for one in books.claims.held_by(each.id, claiming.key) if one.resource == key]
    reserved = sum((one.amount or Decimal(0) for one in claims if one.open), Decimal(0))
    return reserved + seen(work, claiming, [one for one in claims if not one.open])
