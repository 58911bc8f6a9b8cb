"""Months of documents' ids."""

from hypothesis import given
from hypothesis import strategies as st

from hub.model import document_id
from hub.model.identity import EARLIEST_MS, LATEST_MS
from hub.model.month import Month, month_at, month_of

TIMES = st.integers(EARLIEST_MS * 1000, LATEST_MS * 1000)


@given(TIMES)
def test_an_id_lies_between_the_first_ids_of_its_month_and_the_next(said_at: int) -> None:
    """So the ids of a month are a range."""
    id_ = document_id("hub", "portal", "ref", "content", said_at)
    month = month_of(id_)
    assert month == month_at(said_at)
    assert month.first_id <= id_ < month.later(1).first_id


def test_a_time_outside_the_years_of_ids_is_in_the_first_or_last_month() -> None:
    """A sender may say any time."""
    ids = [document_id("hub", "portal", "ref", "content", said_at) for said_at in (0, -(10**18), 10**18)]
    assert list(map(month_of, ids)) == [Month(2000, 1), Month(2000, 1), Month(2100, 1)]


@given(TIMES, st.integers(-2000, 2000))
def test_months_are_counted_over_the_turn_of_years(at: int, many: int) -> None:
    """Forth and back is the same month."""
    month = month_at(at)
    assert month.later(many).later(-many) == month
    assert (month.later(many) > month) == (many > 0)


def test_a_month_is_written_as_in_iso_8601() -> None:
    """In logs and in what the doctor tells."""
    assert (str(Month(2026, 3)), str(Month(2026, 12).later(1))) == ("2026-03", "2027-01")
