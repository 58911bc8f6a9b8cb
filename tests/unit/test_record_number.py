"""记录编号: they follow from a document's id, and from nothing that a store counts."""

import re
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hub.model import record_numbers

AT = 1_790_000_000_000_000
"""2026-09-21 14:13:20 UTC, 22:13:20 in Shanghai."""
MILLISECONDS = st.integers(0, 4_102_444_800_000)


def timed_id(milliseconds: int, rest: int, version: int = 7) -> str:
    """A UUID of the layout of version 7."""
    value = milliseconds << 80 | rest & ~(0xF << 76) & ~(0x3 << 62)
    return str(UUID(int=value | version << 76 | 0x2 << 62))


def first(document: str, at: int = AT, of: int = 1) -> list[str]:
    return list(islice(record_numbers(document, at), of))


@given(milliseconds=MILLISECONDS, rest=st.integers(0, 2**80 - 1), version=st.sampled_from([7, 8]))
def test_a_number_is_the_day_of_the_id_in_shanghai_and_twelve_digits(
    milliseconds: int, rest: int, version: int
) -> None:
    """Whatever else the id holds, and whenever the hub saw it."""
    (number,) = first(timed_id(milliseconds, rest, version))
    day = datetime.fromtimestamp(milliseconds // 1000 + 8 * 3600, UTC).strftime("%Y%m%d")
    assert re.fullmatch(day + "[0-9]{12}", number)


@given(milliseconds=MILLISECONDS, rest=st.integers(0, 2**80 - 1), at=st.integers(0, 4_000_000_000_000_000))
def test_the_same_id_always_has_the_same_numbers(milliseconds: int, rest: int, at: int) -> None:
    """Also in a store that was restored, on another day: it counts nothing."""
    id_ = timed_id(milliseconds, rest)
    assert first(id_, at, of=3) == first(id_, of=3)


def test_the_next_numbers_are_others_of_the_same_day() -> None:
    """So that one that is taken is passed over."""
    numbers = first(timed_id(AT // 1000, 1), of=50)
    assert len(set(numbers)) == 50
    assert {number[:8] for number in numbers} == {"20260921"}


def test_an_id_without_a_time_takes_the_day_on_which_the_hub_saw_it() -> None:
    """Of whatever version or form."""
    for id_ in ("d-1", "6ba7b810-9dad-41d1-80b4-00c04fd430c8"):
        assert first(id_)[0].startswith("20260921")
        assert first(id_, AT + 2 * 3_600_000_000)[0].startswith("20260922")


def test_the_numbers_never_change_from_one_hub_to_the_next() -> None:
    """A number that was told must be given again, also by a later release."""
    assert first("0190a000-0000-7000-8000-000000000001", of=2) == PINNED


PINNED = ["20240711041061356734", "20240711015402176878"]
