"""Times come in every spelling that the field has, and each leaves in one."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from rig import ROOT

from hub.model.moments import SHANGHAI
from hub.xml.build import NAMESPACE
from hub.xml.times import (
    end_of,
    from_wire,
    in_utc,
    on_platform,
    on_wire,
    read_customs_time,
    read_date,
    read_day,
    read_time,
    today_in_shanghai,
)

AT = 1_795_219_200_000_000
"""2026-11-21 00:00 UTC, 08:00 in Shanghai."""
ON_WIRE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+08:00")
MOMENTS = st.integers(0, 250_000_000_000_000_000)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T00:00:00Z",
        "2026-11-21T08:00:00+08:00",
        "2026-11-21T08:00:00",
        "2026-11-21 08:00:00",
        "2026-11-21T08:00",
        "2026-11-21T08:00:00.0",
        "2026-11-21T08:00:00.000000000",
        "2026-11-20T24:00:00Z",
        "2026-11-20T24:00:00.000+00:00",
        "2026-11-20T19:00:00-05:00",
        "2026-11-21T08:00:00+0800",
        "20261121T080000+0800",
        "20261121T0800",
        " 2026-11-21T08:00:00+08:00\n",
    ],
)
def test_a_time_is_read_in_every_spelling(text: str) -> None:
    """`Z`, an offset, or none, which is Shanghai's; 24:00:00 is the next day's beginning; a space for the T."""
    assert read_time(text) == AT


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "2026", "20261121080000", "2026/11/21 08:00:00", "2026-W47-6", "２０２６-11-21T08:00:00"),
        *("2026-13-01T08:00:00", "2026-02-30T08:00:00", "2026-11-21T25:00:00", "2026-11-21T08:60:00"),
        *("2026-11-21T24:00:01", "2026-11-21T24:00:00.000000001", "2026-11-21T08:00:60", "2026-11-21T8:00:00"),
        *("2026-11-21T24:01:01", "2026-11-21T24:01:00.000001", "2026-11-21T24:01:00.1", "2026-11-21T24:01:00.01"),
        *("2026-11-21T08:00:00+08:60", "2026-11-21T08:00:00+14:08", "2026-11-21T08:00:00-14:01"),
        *("2026-11-21T08:00:00+14:01", "2026-11-21T08:00:00+08:75", "2026-11-21T08:00:00.1234567890"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T24:00:00", "0000-01-01T00:00:00"),
    ],
)
def test_what_is_no_time_is_not_guessed_at(text: str) -> None:
    """Nothing raises, and nothing is read as another time."""
    assert read_time(text) is None


def test_what_is_known_to_be_a_time_must_be_one() -> None:
    """What the hub wrote itself is read so."""
    assert from_wire("2026-11-21T08:00:00+08:00") == AT
    for text in ("soon", "20261121", "2026-11-2"):
        with pytest.raises(ValueError, match=text):
            from_wire(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-21T08:00:00.1+08:00", AT + 100_000),
        ("2026-11-21T08:00:00.123456+08:00", AT + 123_456),
        ("2026-11-21T08:00:00.123456999+08:00", AT + 123_456),
        ("2026-11-21T08:00:00,5+08:00", AT + 500_000),
    ],
)
def test_six_digits_of_a_second_are_kept(text: str, at: int) -> None:
    """Of up to nine."""
    assert read_time(text) == at


def test_a_day_alone_is_its_beginning() -> None:
    """In Shanghai."""
    assert read_time("2026-11-21") == AT - 8 * 3_600_000_000


def test_a_zone_can_be_demanded() -> None:
    """Of a portal's own time, which may be anywhere."""
    assert read_time("2026-11-21T08:00:00+08:00", is_zoned=True) == AT
    assert read_time("2026-11-21T08:00:00", is_zoned=True) is None


def test_customs_write_their_own_time_with_a_z() -> None:
    """Elsewhere it is UTC."""
    assert read_customs_time("2026-11-21T08:00:00Z") == AT
    assert read_time("2026-11-21T08:00:00Z") == AT + 8 * 3_600_000_000
    assert read_customs_time("2026-11-20 24:00:00") == AT - 8 * 3_600_000_000
    assert read_customs_time("20261121080000123456789") == AT + 123_456


@given(at=MOMENTS)
def test_what_goes_out_has_one_form(at: int) -> None:
    """The same length for every time, whatever its fraction is, and read again as the same."""
    assert ON_WIRE.fullmatch(on_wire(at))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", in_utc(at))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", on_platform(at))
    assert read_time(on_wire(at)) == read_time(in_utc(at)) == at
    assert read_customs_time(on_platform(at)) == at - at % 1_000_000
    assert on_wire(at)[:10] == today_in_shanghai(at).isoformat()


ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(at=st.datetimes(datetime(1970, 1, 2), datetime(9999, 12, 30), timezones=ZONES), digits=st.integers(0, 9))
def test_all_spellings_of_a_time_are_the_same_time(at: datetime, digits: int) -> None:
    """The oracle is datetime's arithmetic, not its reader."""
    at = at.replace(microsecond=at.microsecond // 10 ** max(6 - digits, 0) * 10 ** max(6 - digits, 0))
    part = f".{f'{at.microsecond:06d}000'[:digits]}" if digits else ""
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    expected = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    local = at.astimezone(SHANGHAI).replace(tzinfo=None)
    assert read_time(f"{at:%Y-%m-%dT%H:%M:%S}{part}{offset}") == expected
    assert read_time(f"{local:%Y-%m-%d %H:%M:%S}{part}") == expected


MOMENT = etree.XMLSchema(
    etree.fromstring(
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:h="{NAMESPACE}" targetNamespace="{NAMESPACE}">'
        f'<xs:include schemaLocation="file://{ROOT}/xsd/common.xsd"/><xs:element name="At" type="h:Moment"/>'
        "</xs:schema>"
    )
)


def is_admitted(text: str) -> bool:
    element = etree.Element(f"{{{NAMESPACE}}}At")
    element.text = text
    return MOMENT.validate(element)


@pytest.mark.parametrize("zone", ["", "Z", "+08:00", "-05:00", "+14:00"])
@pytest.mark.parametrize(
    "clock", ["00:00:00", "23:59:59", "24:00:00", "10:00:00.1", "10:00:00.123456789", "24:00:00.0"]
)
def test_a_partys_time_is_taken_by_the_schema_and_read(clock: str, zone: str) -> None:
    """Each that xs:dateTime has."""
    text = f"2026-11-21T{clock}{zone}"
    assert is_admitted(text)
    assert read_time(text) is not None


@pytest.mark.parametrize("text", ["2026-11-21T25:00:00", "2026-11-21T24:00:01", "2026-11-21T10:00:00+15:00", "soon"])
def test_what_is_no_time_is_refused_by_the_schema(text: str) -> None:
    """A pattern alone would not do."""
    assert not is_admitted(text)


@pytest.mark.parametrize(
    "text",
    [
        *("2019-11-05", "2019-11-05Z", "2019-11-05+08:00", " 2019-11-05\n"),
        *("2019-11-05 00:00:00", "2019-11-05T00:00:00.000+08:00"),
    ],
)
def test_a_day_is_read_in_every_spelling(text: str) -> None:
    """XSD lets an offset stand behind it, and S0's forms write its beginning."""
    day = read_date(text)
    assert day is not None
    assert day.isoformat() == "2019-11-05"


@pytest.mark.parametrize(
    "text", ["", "20191105", "2019-11-5", "2019-11-05 09:30:00", "2019-02-29", "2019-W45-2", "0000-01-01"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    """A time of day would be lost."""
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-11-05", "2019-11-05"),
        (" 2019-11-05 09:30:00 ", "2019-11-05"),
        ("2019-11-05T20:00:00Z", "2019-11-06"),
        ("20191105T093000", "2019-11-05"),
        ("2019-02-29", None),
        ("soon", None),
    ],
)
def test_the_day_of_a_time_is_that_in_shanghai(text: str, day: str | None) -> None:
    """As the hub writes such a day."""
    found = read_day(text)
    assert (found and found.isoformat()) == day


DAY = 86_400_000_000


def test_a_time_leaves_as_this_text() -> None:
    """The very characters: Shanghai's with its offset, UTC's with a Z, the platform's bare."""
    at = AT + 1
    assert on_wire(at) == "2026-11-21T08:00:00.000001+08:00"
    assert in_utc(at) == "2026-11-21T00:00:00.000001Z"
    assert on_platform(at) == "2026-11-21T08:00:00"


def test_a_day_ends_at_midnight_in_shanghai() -> None:
    """A bare date on the wire is the last microsecond of it; the next one is another day's."""
    end = end_of(date(2026, 11, 21))
    assert end == AT + 16 * 3_600_000_000
    assert from_wire("2026-11-21") == end - 1
    assert [today_in_shanghai(at) for at in (end - DAY, end - 1, end)] == [
        *(date(2026, 11, 21), date(2026, 11, 21), date(2026, 11, 22))
    ]


@pytest.mark.parametrize("at", [10**18, -(10**18), 10**30])
def test_a_time_that_no_calendar_year_holds_is_an_error_of_ours(at: int) -> None:
    """In every form."""
    for form in (on_wire, in_utc, on_platform, today_in_shanghai):
        with pytest.raises(ValueError, match="year"):
            form(at)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-21T14:00:00+14:00", AT),
        ("2026-11-20T10:00:00-14:00", AT),
        ("2026-11-21T00:00:00-00:00", AT),
        ("2026-11-21T05:45:00+05:45", AT),
        ("2026-11-21T05:59:00+0559", AT),
        ("2026-11-21T00:00:00z", AT),
        ("2026-11-21T00:00:00 Z", AT),
        ("20261121T000001Z", AT + 1_000_000),
        ("20261121T000000.5Z", AT + 500_000),
        ("1970-01-01T08:00:00", 0),
        ("1969-12-31T23:59:59.999999Z", -1),
    ],
)
def test_a_time_with_any_offset_is_that_time(text: str, at: int) -> None:
    """Up to fourteen hours either way; also before 1970."""
    assert read_time(text) == at


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-21 08:00:00", AT),
        ("2026/11/21 08:00", AT),
        ("2026.11.21T8:00:00", AT),
        ("2026年11月21日 08:00:00", AT),
        ("20261121080000", AT),
        ("202611210800", AT),
        ("20261121 08:00:00", AT),
        ("20261121080000001", AT + 1000),
        ("2026-11-21T00:00:00+00:00", AT),
        ("2026-11-21T08:00:00z", AT),
        ("2026-1-2", AT - 323 * DAY - 8 * 3_600_000_000),
        ("20261121", AT - 8 * 3_600_000_000),
        ("1970-01-01 08:00:00", 0),
    ],
)
def test_customs_write_times_in_many_ways(text: str, at: int) -> None:
    """With separators or in digits alone; without an offset it is Beijing's."""
    assert read_customs_time(text) == at


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "1970-01-01 07:59:59",
        "9999-12-31 00:00:00",
        "9999-12-31 10:00:00",
        "2026-11-21 25:00",
        "2026-13-01",
        "2026-11-21T08:00+15:00",
    ],
)
def test_what_is_no_time_of_customs_is_none(text: str) -> None:
    """Also what is before 1970, or cannot be written with any offset."""
    assert read_customs_time(text) is None


def test_the_last_time_of_customs_is_the_one_before_the_last_day() -> None:
    """It can be written with any offset."""
    assert read_customs_time("9999-12-30 23:59:59") is not None
