"""The business rules of the customs duty guarantee insurance, each at its edges."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hub.catalogue import Case
from hub.model import Document, Resource
from hub.rules.duty_guarantee import (
    a_year_after,
    is_in_force,
    period_within_a_year,
    quota_figures_add_up,
    quota_in_force,
    quota_operation_fits,
    seal_is_the_signers,
)

TODAY = date(2026, 9, 21)


def an_account(**figures: str) -> Resource:
    return Resource(key="quota-account:1:ping-an", figures=figures, as_of=1, reserved=Decimal(0))


def a_document() -> Document:
    texts = dict.fromkeys(("id", "type", "sender", "sender_ref", "content", "payload", "portal", "party"), "x")
    more = {"enterprise": "1", "enterprise_name": "n", "status": "F", "head": "", "again_of": None}
    return Document(**texts, **more, round=1, seq=1, created_at=0, updated_at=0)  # type: ignore[arg-type]  # by name


def faults(rule: Any, form: Mapping[str, Any], **more: Any) -> list[tuple[str, str]]:
    return [(f.code, f.field) for f in rule(Case(form=form, today=TODAY, **more))]


# ---- the seal ----


def a_seal(**more: str) -> dict[str, Any]:
    seal = {"holder": "王小明", "valid_from": "2026-01-01", "valid_to": "2026-12-31"} | more
    return {"signer": {"name": "王小明"}, "data": {"seal": seal}}


def test_a_seal_of_the_signer_within_its_dates_is_taken() -> None:
    """Both of its days count."""
    assert faults(seal_is_the_signers, a_seal()) == []
    assert faults(seal_is_the_signers, a_seal(valid_from="2026-09-21", valid_to="2026-09-21")) == []


@pytest.mark.parametrize("holder", ["李雷", "阿明", "王小", "王小明明", ""])
def test_a_seal_of_somebody_else_is_refused(holder: str) -> None:
    """Legal person and operators have one each, whatever their names begin with."""
    assert faults(seal_is_the_signers, a_seal(holder=holder)) == [("HUB-310", "data.seal.holder")]


def test_names_are_compared_without_the_white_space_around_them() -> None:
    """And by what they say: it is another text in memory."""
    assert faults(seal_is_the_signers, a_seal(holder=" 王" + "".join(["小", "明"]))) == []


def test_a_seals_dates_may_carry_a_time_of_day() -> None:
    """The day counts (S0 shows `2019-11-05 00:00:00`): both of them still do."""
    day = {"valid_from": "2026-09-21 00:00:00", "valid_to": "2026-09-21 00:00:00"}
    assert faults(seal_is_the_signers, a_seal(**day)) == []


@pytest.mark.parametrize(
    "dates",
    [
        {"valid_to": "2026-09-20"},
        {"valid_from": "2026-09-22"},
        {"valid_to": "2026-09-20 23:59:59"},
        {"valid_from": "2026-09-22T00:00:00"},
    ],
)
def test_a_seal_outside_its_dates_is_refused(dates: dict[str, str]) -> None:
    """Yesterday's seal and tomorrow's are not valid today."""
    assert faults(seal_is_the_signers, a_seal(**dates)) == [("HUB-311", "data.seal.valid_to")]


# ---- the period ----


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-01", "2026-10-01"),
        ("2026-10-01", "2027-10-01"),
        ("2027-12-31", "2028-12-31"),
        ("2027-01-30", "2028-01-30"),
        ("2028-02-29", "2029-02-28"),
        ("2027-02-28", "2028-02-28"),
        ("2027-03-01", "2028-02-29"),
        ("9999-01-01", "9999-12-31"),
    ],
)
def test_a_period_of_up_to_exactly_one_year_is_taken(start: str, end: str) -> None:
    """To the same date next year; from 29 February to the 28th."""
    assert faults(period_within_a_year, {"data": {"start_date": start, "end_date": end}}) == []


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-01", "2027-10-02"),
        ("2028-02-29", "2029-03-01"),
        ("2027-02-28", "2028-02-29"),
        ("2027-12-31", "2029-01-01"),
        ("2027-01-15", "2028-01-16"),
        ("2027-01-30", "2028-01-31"),
    ],
)
def test_a_period_of_a_day_more_than_a_year_is_refused(start: str, end: str) -> None:
    """One day too many is too many."""
    assert faults(period_within_a_year, {"data": {"start_date": start, "end_date": end}}) == [
        ("HUB-303", "data.end_date")
    ]


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    """It is told so, and not of its length."""
    form = {"data": {"start_date": "2026-10-02", "end_date": "2026-10-01"}}
    assert faults(period_within_a_year, form) == [("HUB-302", "data.end_date")]


def test_the_last_day_of_the_calendar_has_a_year_after() -> None:
    """Python's calendar ends with the year 9999."""
    assert (a_year_after(date(9999, 5, 1)), a_year_after(date(2028, 2, 29))) == (date.max, date(2029, 2, 28))


# ---- the quota account ----


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        (None, False),
        (an_account(), False),
        (an_account(total="1.00"), True),
        (an_account(total="1.00", expiry_date=""), True),
        (an_account(total="1.00", expiry_date="2026-09-22"), True),
        (an_account(total="1.00", expiry_date="2026-09-21"), True),
        (an_account(total="1.00", expiry_date="2026-09-20"), False),
    ],
)
def test_an_account_is_in_force_through_its_last_day(account: Resource | None, expected: bool) -> None:
    """A blank expiry never comes; an account without figures was never granted."""
    assert is_in_force(account, TODAY) is expected
    assert faults(quota_in_force, {}, account=account) == ([] if expected else [("HUB-305", "party")])


IN_FORCE, EXPIRED = an_account(total="1.00"), an_account(total="1.00", expiry_date="2026-09-20")


@pytest.mark.parametrize(
    ("operation", "account", "again", "expected"),
    [
        ("apply", None, False, []),
        ("apply", EXPIRED, False, []),
        ("apply", IN_FORCE, False, [("HUB-306", "data.operation")]),
        ("apply", None, True, [("HUB-312", "again_of")]),
        ("increase", IN_FORCE, False, []),
        ("increase", None, False, [("HUB-305", "party")]),
        ("increase", EXPIRED, False, [("HUB-305", "party")]),
        ("increase", IN_FORCE, True, [("HUB-309", "again_of")]),
        ("again", None, True, []),
        ("again", EXPIRED, True, []),
        ("again", None, False, [("HUB-312", "again_of")]),
        ("again", IN_FORCE, True, [("HUB-306", "data.operation")]),
    ],
)
def test_an_operation_fits_the_account(
    operation: str, account: Resource | None, again: bool, expected: list[tuple[str, str]]
) -> None:
    """申请 without a quota in force, 追加 on one, 重新申请 with what it is made again of."""
    form = {"data": {"operation": operation}}
    earlier = a_document() if again else None
    assert faults(quota_operation_fits, form, account=account, predecessor=earlier) == expected


@pytest.mark.parametrize(("effective", "expected"), [("2026-09-21", []), ("2026-09-22", [("HUB-305", "party")])])
def test_cover_is_drawn_from_the_day_on_which_an_account_takes_effect(
    effective: str, expected: list[tuple[str, str]]
) -> None:
    """Not a day before."""
    assert faults(quota_in_force, {}, account=an_account(total="1.00", effective_date=effective)) == expected


@pytest.mark.parametrize("operation", ["", "a", "z"])
@pytest.mark.parametrize("account", [None, IN_FORCE])
def test_an_operation_that_nobody_knows_is_left_to_the_code_list(operation: str, account: Resource | None) -> None:
    """No rule says anything of it, with a predecessor or without."""
    for earlier in (None, a_document()):
        form = {"data": {"operation": operation}}
        assert faults(quota_operation_fits, form, account=account, predecessor=earlier) == []


def test_an_increase_that_the_gateway_refused_is_made_again_as_one() -> None:
    """P005: the account stays usable; after any other status it is not."""
    form = {"data": {"operation": "increase"}}
    refused = replace(a_document(), status="P005")
    case = {"predecessor": refused, "was_refused_by_party": True}
    assert faults(quota_operation_fits, form, account=IN_FORCE, **case) == []
    assert faults(quota_operation_fits, form, account=EXPIRED, **case) == [("HUB-305", "party")]


# ---- figures ----


@pytest.mark.parametrize(
    "figures",
    [
        {},
        {"total": "5000000.00", "used": "50000.00", "remaining": "4950000.00"},
        {"total": "0.00", "used": "0.00", "remaining": "0.00"},
        {"total": "0.3", "used": "0.1", "remaining": "0.2"},
        {"total": "10.00", "used": "12.00", "remaining": "-2.00"},
        {"total": "10.00", "used": "12.00", "remaining": "0.00"},
        {"total": "9999999999999999.99", "used": "0.01", "remaining": "9999999999999999.98"},
    ],
)
def test_figures_that_add_up_are_taken(figures: dict[str, str]) -> None:
    """To the cent, without floats; a receipt without figures has nothing to prove."""
    assert faults(quota_figures_add_up, figures) == []


@pytest.mark.parametrize(
    "figures",
    [
        {"total": "50000", "used": "0", "remaining": "5000000"},
        {"total": "0.03", "used": "0.01", "remaining": "0.01"},
        {"total": "10.00", "used": "10.00"},
        {"total": "10.00", "used": "9.00", "remaining": "0.00"},
        {"total": "10.00", "used": "12.00", "remaining": "2.00"},
        {"total": "10.00", "used": "12.00", "remaining": "-3.00"},
        {"total": "10.00", "used": "0.00"},
    ],
)
def test_figures_that_do_not_add_up_are_refused(figures: dict[str, str]) -> None:
    """S0 has a sample of 50000 with 5000000 left."""
    assert faults(quota_figures_add_up, figures) == [("HUB-413", "total")]
