"""Claims of a transaction: who holds what, and how much is reserved."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from hub.model import Claim, Resource
from hub.model.books import Claims

USE, PAYMENT = "use", "payment"


def a_claim(document: str = "d-1", resource: str = "quota", key: str = USE, **given: Any) -> Claim:
    claim = Claim(document=document, resource=resource, key=key, amount=Decimal("2.50"), open=True, settled_at=None)
    return replace(claim, **given)


def exclusive(document: str = "d-1", resource: str = "quota", **given: Any) -> Claim:
    return a_claim(document, resource, PAYMENT, **{"amount": None, **given})


@pytest.fixture
def claims() -> Claims:
    return Claims()


def test_nobody_holds_what_nobody_claimed(claims: Claims) -> None:
    """A resource that is not recorded has no figures and reserves nothing."""
    assert claims.holder("quota", PAYMENT) is None
    assert (claims.open_claims("quota"), claims.held_by("d-1", USE)) == ([], [])
    assert claims.resource("quota") == Resource(key="quota", figures={}, as_of=0, reserved=Decimal(0), dispute="")
    assert (dict(claims.changed), dict(claims.changed_resources)) == ({}, {})


def test_the_holder_has_the_open_exclusive_claim_on_the_very_key(claims: Claims) -> None:
    """Neither an amount nor a closed claim nor one on another key or resource is in the way."""
    claims.load([a_claim("d-1", key=PAYMENT), exclusive("d-2", open=False), exclusive("d-3", "other")])
    assert claims.holder("quota", PAYMENT) is None
    claims.load([exclusive("d-4")])
    assert claims.holder("quota", PAYMENT) == exclusive("d-4")
    assert claims.holder("quota", USE) is None


def test_a_key_is_compared_by_its_letters(claims: Claims) -> None:
    """What comes from a store is another object, and what sorts after it is another key."""
    read = "".join(["pay", "ment"])
    claims.load([a_claim(key=USE, amount=None)])
    assert (claims.holder("quota", read), claims.held_by("d-1", read)) == (None, [])
    claims.load([exclusive()])
    assert (claims.holder("quota", read), claims.held_by("d-1", read)) == (exclusive(), [exclusive()])


def test_the_claims_of_a_document_are_found_by_their_kind(claims: Claims) -> None:
    """Open or not, in the order of resources; nobody else's."""
    mine = [a_claim(resource="a", open=False), a_claim(resource="b")]
    claims.load([mine[1], mine[0], exclusive(), a_claim("d-2")])
    assert claims.held_by("d-1", USE) == mine


def test_open_claims_of_a_resource_are_all_that_are_open(claims: Claims) -> None:
    """Amounts and exclusive ones, in the order of documents."""
    claims.load([exclusive("d-3"), a_claim("d-2"), a_claim("d-1", open=False), a_claim("d-4", "other")])
    assert claims.open_claims("quota") == [a_claim("d-2"), exclusive("d-3")]


def test_what_was_loaded_is_no_change(claims: Claims) -> None:
    """Neither a claim nor a resource."""
    claims.load([a_claim()])
    claims.load_resources([Resource(key="quota", figures={"total": "9.00"}, as_of=5, reserved=Decimal("2.50"))])
    assert (dict(claims.changed), dict(claims.changed_resources)) == ({}, {})
    assert claims.resource("quota").as_of == 5


@pytest.mark.parametrize(
    ("after", "reserved"),
    [
        ({}, "2.50"),
        ({"amount": Decimal("4.00")}, "4.00"),
        ({"amount": Decimal("1.00")}, "1.00"),
        ({"open": False}, "0.00"),
        ({"open": False, "amount": Decimal("4.00")}, "0.00"),
        ({"settled_at": 7}, "2.50"),
    ],
)
def test_a_resource_reserves_the_sum_of_its_open_amounts(claims: Claims, after: dict[str, Any], reserved: str) -> None:
    """Beside what others hold of it, whose amounts stay."""
    held = Resource(key="quota", figures={"total": "100.00"}, as_of=5, reserved=Decimal("10.00"), dispute="figures")
    claims.load_resources([held])
    claims.put(a_claim())
    claims.put(a_claim(**after))
    assert claims.resource("quota") == replace(held, reserved=Decimal("10.00") + Decimal(reserved))
    assert claims.changed_resources["quota"] == claims.resource("quota")
    assert dict(claims.changed) == {("d-1", "quota", USE): a_claim(**after)}


def test_what_is_closed_and_opened_again_is_reserved_again(claims: Claims) -> None:
    """As when a party contradicts what released it."""
    for is_open in (True, False, False, True):
        claims.put(a_claim(open=is_open))
    assert claims.resource("quota").reserved == Decimal("2.50")


def test_a_claim_that_reserves_nothing_changes_no_resource(claims: Claims) -> None:
    """An exclusive one, and one that is put as it was."""
    claims.put(exclusive())
    claims.load([a_claim("d-2")])
    claims.put(a_claim("d-2"))
    assert dict(claims.changed_resources) == {}
    assert set(claims.changed) == {("d-1", "quota", PAYMENT), ("d-2", "quota", USE)}


def test_a_resource_that_is_replaced_is_the_one_that_counts(claims: Claims) -> None:
    """At once, and when the transaction is written."""
    newer = Resource(key="quota", figures={"total": "1.00"}, as_of=9, reserved=Decimal(0))
    claims.put_resource(newer)
    assert claims.resource("quota") == claims.changed_resources["quota"] == newer


def test_what_is_held_again_is_told_once_and_as_it_is_then(claims: Claims) -> None:
    """What is free again by then is not told; an amount is the newest one."""
    claims.load([a_claim(open=False), a_claim("d-2", open=False), a_claim("d-3", open=False)])
    claims.hold_again(a_claim())
    claims.hold_again(a_claim("d-2"))
    claims.hold_again(a_claim("d-2", settled_at=7))
    claims.hold_again(a_claim("d-3", open=False))
    claims.put(a_claim(open=False))
    claims.put(a_claim("d-2", amount=Decimal("2.00")))
    assert claims.held_again() == [a_claim("d-2", amount=Decimal("2.00"))]
    assert claims.held_again() == []
