"""Claims: which ones a document has, whether each is open, and its amount, from its form, trail and party's figures."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product
from typing import Final

from hub.catalogue import Catalogue, Claiming
from hub.effects.announced_again import ONCE
from hub.effects.given_back import as_failed, is_given_back
from hub.errors import Code
from hub.model import Claim
from hub.operate.audit.finding import Finding, found
from hub.operate.audit.recorded import Beside, Recorded
from hub.stages.asked import amount_at, texts_at
from hub.text.bilingual import Bilingual
from hub.xml.decimals import read_xsd_decimal

Name = tuple[str, str]
"""Resource and key of a claim."""
_MISSING: Final = Bilingual("由单证内容应有，库中没有", "it follows from the document, and it is not stored")
_UNFOUNDED: Final = Bilingual("单证内容中无此依据", "nothing in the document says so")
_OPEN: Final = Bilingual("应已结清，却未结", "it is open, and must be closed")
_CLOSED: Final = Bilingual("应为未结，却已结清", "it is closed, and must be open")


def check_claims(one: Recorded, beside: Beside, catalogue: Catalogue) -> Iterator[Finding]:
    """A document has the claims that follow from it, each with the amount and the state that follow."""
    stored = {(claim.resource, claim.key): claim for claim in one.claims}
    expected = _expected(one, beside, catalogue, stored)
    for name in sorted(expected.keys() - stored.keys()):
        yield _differs(one, name, _MISSING)
    for name, claim in sorted(stored.items()):
        if name not in expected:
            yield _differs(one, name, _UNFOUNDED)
        elif (claiming := expected[name]) is None:
            yield from _check_once(one, claim, beside)
        else:
            yield from _check_state(one, claiming, claim, beside)
            yield from _check_amount(one, claiming, claim)


# ---- which claims --------------------------------------------------------------------------------


def _expected(
    one: Recorded, beside: Beside, catalogue: Catalogue, stored: Mapping[Name, Claim]
) -> dict[Name, Claiming | None]:
    """The claims that it took, each with what its route says of it: None for a number that is announced once."""
    document, route = one.document, one.route
    if document.maker:
        return {}
    if route.is_notice:
        key = route.once_key(document.party, one.announced)
        return {(key, ONCE): None} if key else {}
    taken: dict[Name, Claiming | None] = {}
    for claiming in route.claims:
        if one.is_submitted or one.rows[0].after not in claiming.released_by:
            resources = _resources(one, claiming, beside, catalogue)
            keys = _keys(one, claiming, beside, catalogue)
            for alternatives, key in product(resources, keys):
                names = [(resource, key) for resource in alternatives]
                taken[next((name for name in names if name in stored), names[0])] = claiming
    return taken


def _resources(one: Recorded, claiming: Claiming, beside: Beside, catalogue: Catalogue) -> list[list[str]]:
    """The keys of the claimed resources: one, or one for each named document, under whichever of its versions."""
    document = one.document
    values = {"enterprise": document.enterprise, "party": document.party, "portal": document.portal or ""}
    key = one.route.submitted_key(claiming.resource, values, one.form)
    if not claiming.each:
        return [[key]]
    named = (reversed(beside.versions(id_, catalogue)) for id_ in one.named(claiming.each))
    return [[f"{key}:{version}" for version in versions] for versions in named]


def _keys(one: Recorded, claiming: Claiming, beside: Beside, catalogue: Catalogue) -> set[str]:
    if not claiming.by:
        return {claiming.key}
    if any(naming.name == claiming.by for naming in one.route.names):
        return {claiming.key_of(beside.versions(id_, catalogue)[-1]) for id_ in one.named(claiming.by)}
    return {claiming.key_of(text) for text, _ in texts_at(one.form, claiming.by)}


# ---- what they are -------------------------------------------------------------------------------


def _check_state(one: Recorded, claiming: Claiming, claim: Claim, beside: Beside) -> Iterator[Finding]:
    """A claim is held until its document fails, until its party gives its amount back, or until figures contain it.

    An exclusive one that was free once can be another's since then. A contradiction of the party can hold one again.
    """
    is_held = _is_held(one, claiming, claim, beside)
    if claim.open and not is_held:
        if not (claiming.held_in_dispute and one.document.disputes):
            yield _differs(one, (claim.resource, claim.key), _OPEN)
    elif is_held and not claim.open:
        rivals = beside.claims.get((claim.resource, claim.key), ())
        if claim.amount is not None or not any(rival.document != claim.document for rival in rivals):
            yield _differs(one, (claim.resource, claim.key), _CLOSED)


def _is_held(one: Recorded, claiming: Claiming, claim: Claim, beside: Beside) -> bool:
    status, resource = one.document.status, beside.resources.get(claim.resource)
    known = as_failed(one.route, claiming, claim, status)
    is_free = is_given_back(one.route, claiming, known, status)
    figures = resource.as_of if resource is not None else 0
    is_contained = known.amount is not None and known.settled_at is not None and known.settled_at < figures
    return status not in claiming.released_by and not is_free and not is_contained


def _check_amount(one: Recorded, claiming: Claiming, claim: Claim) -> Iterator[Finding]:
    """It is what was asked for, or what the party decided on."""
    expected = _amounts(one, claiming) if claiming.amount else {None}
    if claim.amount not in expected:
        what = Bilingual(f"金额为 {claim.amount}", f"its amount is {claim.amount}")
        yield _differs(one, (claim.resource, claim.key), what)


def _amounts(one: Recorded, claiming: Claiming) -> set[Decimal | None]:
    """The amount that counts; any that was ever stated where a later answer does not count at once."""
    said = one.returned.get(claiming.counts)
    if said is not None and one.document.status in claiming.settled_by:
        return {_read(said)}
    values = (row.detail.get("returned", {}).get(claiming.counts) for row in one.rows)
    return {amount_at(one.form, claiming.amount), *(_read(value) for value in values if value is not None)}


def _read(said: object) -> Decimal | None:
    """An amount that a party returned; None where it is none."""
    return read_xsd_decimal(said) if isinstance(said, str) else None


def _check_once(one: Recorded, claim: Claim, beside: Beside) -> Iterator[Finding]:
    """A number that is announced once is held by exactly one document: this one, or the one that took its place."""
    rivals = beside.claims.get((claim.resource, claim.key), ())
    if sum(rival.open for rival in rivals) != 1:
        yield _differs(one, (claim.resource, claim.key), _OPEN if claim.open else _CLOSED)


def _differs(one: Recorded, name: Name, what: Bilingual) -> Finding:
    resource, key = name
    return found(Code.CLAIM_DIFFERS, document=one.document.id, resource=resource, key=key, what=what)
