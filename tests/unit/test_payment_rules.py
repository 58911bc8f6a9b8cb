"""The rules of paying premiums online, each at its edges: to the cent, to the account, within the agreement."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hub.catalogue import Case, NamedDocument
from hub.model import Document, Fault
from hub.rules.payment import payment_fits

TODAY = date(2026, 9, 21)
BANK = "bank-of-china"
PAYEE = {"payee_account": "6222", "payee_name": "平安保险"}


def a_document() -> Document:
    texts = dict.fromkeys(("id", "type", "sender", "sender_ref", "content", "payload", "portal", "party"), "x")
    more = {"enterprise": "1", "enterprise_name": "n", "status": "F", "head": "", "again_of": None}
    return Document(**texts, **more, round=1, seq=1, created_at=0, updated_at=0)  # type: ignore[arg-type]  # by name


def known(form: Mapping[str, Any], **returned: str) -> NamedDocument:
    return NamedDocument(document=a_document(), form=form, returned=returned)


def an_agreement(bank: str = BANK, **returned: str) -> NamedDocument:
    told = {"effective_date": "2026-01-01", "expiry_date": "2026-12-31", **PAYEE} | returned
    return known({"data": {"bank": bank}}, **told)


def an_item(premium: Any = "100.00", **payee: str) -> dict[str, Any]:
    return {"premium": premium, **PAYEE, **payee}


def judged(
    *items: dict[str, Any],
    asked: tuple[Mapping[str, str], ...] = ({"premium": "100.00"},),
    agreement: NamedDocument | None = None,
    total: Any = "100.00",
    operation: str = "pay",
    again: bool = False,
    party: str = BANK,
) -> list[Fault]:
    """The faults of a payment of these items, for applications with these values returned."""
    applications = [known({}, **returned) for returned in asked]
    named = {"agreement": [agreement or an_agreement()], "applications": applications}
    data = {"total": total, "operation": operation, "applications": list(items) or [an_item()]}
    form = {"party": party, "data": data}
    return list(payment_fits(Case(form=form, today=TODAY, named=named, predecessor=a_document() if again else None)))


def codes(faults: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.code, fault.field) for fault in faults]


def test_a_payment_of_what_was_asked_for_is_taken() -> None:
    """One application, or several that add up."""
    assert judged() == []
    two = ({"premium": "100.00"}, {"premium": "0.01"})
    assert judged(an_item(), an_item("0.01"), asked=two, total="100.01") == []


@pytest.mark.parametrize("premium", [" 100.00 ", "100", "100.000", 100, Decimal(100)])
def test_an_amount_is_compared_as_a_number(premium: Any) -> None:
    """However it is written."""
    assert judged(an_item(premium)) == []


@pytest.mark.parametrize("premium", ["99.99", "100.01", "0"])
def test_a_premium_that_differs_by_a_cent_is_refused_and_the_right_one_told(premium: str) -> None:
    """On the very application."""
    (found,) = judged(an_item(premium))
    assert (found.code, found.field) == ("HUB-325", "data.applications[0].premium")
    assert "100.00" in found.en
    assert "100.00" in found.zh


@pytest.mark.parametrize("total", ["99.99", "100.01", "0", "-100.00"])
def test_a_total_that_is_not_the_sum_of_what_was_asked_is_refused_and_the_sum_told(total: str) -> None:
    """What the insurers asked for is summed, not what the items say."""
    (found,) = judged(total=total)
    assert (found.code, found.field) == ("HUB-324", "data.total")
    assert "100.00" in found.en


def test_each_application_is_judged_by_itself() -> None:
    """The fault names the item, by its place."""
    two = ({"premium": "100.00"}, {"premium": "50.00"})
    assert codes(judged(an_item(), an_item("49.00"), asked=two, total="150.00")) == [
        ("HUB-325", "data.applications[1].premium")
    ]
    assert codes(judged(an_item(), an_item("50.00", payee_name="李雷"), asked=two, total="150.00")) == [
        ("HUB-326", "data.applications[1].payee_name")
    ]


def test_nothing_is_not_paid() -> None:
    """An application with a premium of zero waits for the insurer; whatever its item says."""
    nothing = ({"premium": "0.00"},)
    assert codes(judged(an_item("0.00"), asked=nothing, total="0.00")) == [("HUB-331", "data.applications[0].number")]
    assert codes(judged(an_item("1.00"), asked=nothing, total="0.00")) == [("HUB-331", "data.applications[0].number")]


def test_what_the_insurer_has_not_named_yet_is_not_paid() -> None:
    """No premium fits where none came back; it counts as nothing in the sum."""
    found = judged(an_item(), asked=({},), total="100.00")
    assert codes(found) == [("HUB-325", "data.applications[0].premium"), ("HUB-324", "data.total")]
    assert "?" in found[0].en


@pytest.mark.parametrize("field", ["payee_account", "payee_name"])
def test_the_money_goes_to_the_account_that_the_insurer_named(field: str) -> None:
    """In its answer to the application or, where that has none, in the agreement."""
    assert codes(judged(an_item(**{field: "other"}))) == [("HUB-326", f"data.applications[0].{field}")]
    named = ({"premium": "100.00", field: "other"},)
    assert judged(an_item(**{field: " other "}), asked=named) == []
    assert codes(judged(asked=named)) == [("HUB-326", f"data.applications[0].{field}")]
    assert codes(judged(agreement=an_agreement(**{field: "other"}))) == [("HUB-326", f"data.applications[0].{field}")]


def test_an_account_that_nobody_named_is_none() -> None:
    """Neither the answer nor the agreement has one."""
    bare = known({"data": {"bank": BANK}}, effective_date="2026-01-01")
    assert codes(judged(agreement=bare)) == [
        ("HUB-326", "data.applications[0].payee_account"),
        ("HUB-326", "data.applications[0].payee_name"),
    ]


def test_the_agreement_is_with_the_bank_that_is_asked() -> None:
    """Another bank has no right to the account."""
    assert codes(judged(party="ping-an-bank")) == [("HUB-321", "party")]
    assert codes(judged(party="a-bank")) == [("HUB-321", "party")]
    assert judged(party=f" {BANK} ") == []


@pytest.mark.parametrize(
    ("begin", "end", "is_in_force"),
    [
        ("2026-09-21", "2026-09-21", True),
        ("2026-01-01", "", True),
        ("", "2026-09-21", True),
        ("2026-09-22", "2026-12-31", False),
        ("2026-01-01", "2026-09-20", False),
    ],
)
def test_an_agreement_counts_from_its_first_day_through_its_last(begin: str, end: str, is_in_force: bool) -> None:
    """A blank end never comes."""
    found = codes(judged(agreement=an_agreement(effective_date=begin, expiry_date=end)))
    assert found == ([] if is_in_force else [("HUB-322", "data.agreement_number")])


def test_an_agreement_whose_days_did_not_come_back_is_in_force() -> None:
    """It was decided on all the same."""
    assert judged(agreement=known({"data": {"bank": BANK}}, **PAYEE)) == []


@pytest.mark.parametrize(
    ("operation", "again", "fits"),
    [("pay", False, True), ("again", True, True), ("pay", True, False), ("again", False, False), ("", False, True)],
)
def test_paying_again_names_what_is_paid_again(operation: str, again: bool, fits: bool) -> None:
    """And a first payment names nothing."""
    assert codes(judged(operation=operation, again=again)) == ([] if fits else [("HUB-312", "again_of")])
