"""Converters turn a form's values into text on the wire and back, exactly, or refuse them with a code."""

import base64
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rig import ROOT, usccs
from stdnum.cn import uscc as gb32100

from hub.catalogue.codes import CodeList, read_code_list
from hub.catalogue.converters import ATTACHMENT_LIMIT, PLAIN, TEXT_LIMIT, Converter, Unconvertible, code_converter
from hub.catalogue.source import Problems
from hub.xml.times import SHANGHAI

USCC = next(usccs())
LISTS = [path for path in sorted((ROOT / "routes/codes").glob("*.csv")) if path.stem != "statuses"]
USES = CodeList("duty-use", {"consolidated": "1", "deferred": "2"}, {"1": "consolidated", "2": "deferred"}, {})
ALL = [*PLAIN.values(), code_converter(USES)]


def refusal(name: str, value: Any) -> str:
    with pytest.raises(Unconvertible) as caught:
        PLAIN[name].to_wire(value)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "value", "wire"),
    [
        ("text", " 某某公司 ", "某某公司"),
        ("money", "5000000", "5000000.00"),
        ("money", "1.5", "1.50"),
        ("money", " 1.50 ", "1.50"),
        ("money", "1092323.23456", "1092323.23456"),
        ("money", 7, "7.00"),
        ("money", Decimal("1.1"), "1.10"),
        ("money", Decimal("1E+3"), "1000.00"),
        ("money", Decimal("1E-2"), "0.01"),
        ("money", "9999999999999999.99", "9999999999999999.99"),
        ("rate", "2.30", "2.30"),
        ("rate", Decimal("0.0001"), "0.0001"),
        ("integer", 12, "12"),
        ("integer", "-3", "-3"),
        ("integer", Decimal("1.0"), "1"),
        ("date", "2028-02-29", "2028-02-29"),
        ("moment", "2026-09-21T10:00:00+08:00", "2026-09-21T10:00:00+08:00"),
        ("moment-or-date", "2026-09-21T02:00:00Z", "2026-09-21T10:00:00+08:00"),
        ("moment-or-date", " 2026-09-21 ", "2026-09-21"),
        ("moment", "2026-09-21T02:00:00Z", "2026-09-21T10:00:00+08:00"),
        ("moment", "2026-09-21T10:00:00", "2026-09-21T10:00:00+08:00"),
        ("boolean", True, "true"),
        ("boolean", False, "false"),
        ("consent", True, "true"),
        ("uscc", USCC, USCC),
        ("file", "QUJD", "QUJD"),
    ],
)
def test_a_value_becomes_this_text_on_the_wire(name: str, value: Any, wire: str) -> None:
    """Digits are kept as given, money has two places at least, times are Shanghai's."""
    assert PLAIN[name].to_wire(value) == wire


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("text", 1, "HUB-203"),
        ("text", None, "HUB-203"),
        ("text", ["a"], "HUB-203"),
        ("text", "x" * (TEXT_LIMIT + 1), "HUB-205"),
        ("money", True, "HUB-203"),
        ("money", "1e3", "HUB-203"),
        ("money", "1,000.00", "HUB-203"),
        ("money", "１２", "HUB-203"),
        ("money", "+1", "HUB-203"),
        ("money", ".5", "HUB-203"),
        ("money", "5.", "HUB-203"),
        ("money", "NaN", "HUB-203"),
        ("money", "Infinity", "HUB-203"),
        ("money", "", "HUB-203"),
        ("money", 1.5, "HUB-203"),
        ("money", Decimal("1E+40"), "HUB-203"),
        ("money", Decimal("NaN"), "HUB-203"),
        ("rate", {}, "HUB-203"),
        ("integer", "1.5", "HUB-203"),
        ("integer", Decimal("1.5"), "HUB-203"),
        ("date", "2027-02-29", "HUB-203"),
        ("date", "20270228", "HUB-203"),
        ("date", "2026-W01-1", "HUB-203"),
        ("date", "2026-9-21", "HUB-203"),
        ("date", "0000-01-01", "HUB-203"),
        ("date", "２０２６-09-21", "HUB-203"),
        ("date", 20260921, "HUB-203"),
        ("moment", "yesterday", "HUB-203"),
        ("moment-or-date", "2026-09-31", "HUB-203"),
        ("moment", "0001-01-01T00:00:00+14:00", "HUB-203"),
        ("boolean", "true", "HUB-203"),
        ("boolean", 1, "HUB-203"),
        ("consent", False, "HUB-313"),
        ("consent", "yes", "HUB-203"),
        ("uscc", USCC[:-1] + ("0" if USCC[-1] != "0" else "1"), "HUB-208"),
        ("uscc", USCC[:-1], "HUB-204"),
        ("uscc", "统一社会信用代码统一社会信用代码统一", "HUB-204"),
        ("uscc", 18, "HUB-203"),
        ("file", "QUJ", "HUB-203"),
        ("file", "QU JD", "HUB-203"),
        ("file", "文件", "HUB-203"),
        ("file", base64.b64encode(b"x" * (ATTACHMENT_LIMIT + 1)).decode(), "HUB-210"),
        ("file", "A" * (2 * ATTACHMENT_LIMIT), "HUB-210"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_value_that_does_not_fit_is_refused_with_this_code(name: str, value: Any, code: str) -> None:
    """A converter raises nothing but Unconvertible."""
    assert refusal(name, value) == code


def test_a_file_of_the_largest_size_is_taken() -> None:
    """The limit is on the decoded bytes, and inclusive."""
    text = base64.b64encode(b"x" * ATTACHMENT_LIMIT).decode()
    assert PLAIN["file"].to_wire(text) == text


@pytest.mark.parametrize(
    ("name", "wire", "value"),
    [
        ("money", "5000000", "5000000.00"),
        ("money", "+5.5", "5.50"),
        ("money", ".50", "0.50"),
        ("money", "5.", "5.00"),
        ("money", " 5.00 ", "5.00"),
        ("money", "0000000000000000000000005.00", "5.00"),
        ("rate", "2.3000", "2.3000"),
        ("date", "2026-09-21", "2026-09-21"),
        ("moment", "2026-09-21T10:00:00+08:00", "2026-09-21T10:00:00+08:00"),
        ("text", "某某公司", "某某公司"),
    ],
)
def test_a_partys_text_comes_back_as_this(name: str, wire: str, value: str) -> None:
    """Every spelling of a decimal that XSD admits is read."""
    assert PLAIN[name].from_wire(wire) == value


def test_codes_go_to_the_wire_and_come_back() -> None:
    """An unknown one is refused outward, and shown as it came inward."""
    pair = code_converter(USES)
    assert [pair.to_wire(code) for code in USES.to_wire] == ["1", "2"]
    assert [pair.from_wire(pair.to_wire(code)) for code in USES.to_wire] == list(USES.to_wire)
    assert pair.from_wire("9") == "9"
    with pytest.raises(Unconvertible, match="HUB-206"):
        pair.to_wire("1")


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_code_of_a_packaged_list_comes_back(path: Path) -> None:
    """No two codes share a place on the wire."""
    pair = code_converter(read_code_list(path, path.name, Problems()))
    assert pair.codes is not None
    assert [pair.from_wire(pair.to_wire(code)) for code in pair.codes.to_wire] == list(pair.codes.labels)


CENTS = st.decimals(min_value=0, max_value=Decimal("9999999999999999.99"), places=2)


@given(amount=CENTS)
def test_money_survives_the_wire_to_the_cent(amount: Decimal) -> None:
    """Eighteen digits, from a number or a text, never with an exponent."""
    for value in (amount, str(amount), amount.normalize()):
        wire = PLAIN["money"].to_wire(value)
        assert "E" not in wire and "e" not in wire
        assert Decimal(wire) == amount
        assert PLAIN["money"].from_wire(wire) == wire


@given(text=st.from_regex(r"\d{1,14}(\.\d{1,4})?", fullmatch=True, alphabet=st.characters(max_codepoint=127)))
def test_a_rate_is_carried_verbatim(text: str) -> None:
    """Not a digit is added or lost."""
    assert PLAIN["rate"].from_wire(PLAIN["rate"].to_wire(text)) == text


@given(day=st.dates())
def test_a_date_survives_the_wire(day: date) -> None:
    """From year 1 to year 9999."""
    assert PLAIN["date"].from_wire(PLAIN["date"].to_wire(day.isoformat())) == day.isoformat()


ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(at=st.datetimes(datetime(1900, 1, 1), datetime(9000, 1, 1), timezones=ZONES))
def test_a_moment_survives_the_wire_in_shanghai(at: datetime) -> None:
    """The same instant, written with +08:00."""
    wire = PLAIN["moment"].to_wire(at.isoformat())
    assert wire.endswith("+08:00")
    assert datetime.fromisoformat(PLAIN["moment"].from_wire(wire)) == at.astimezone(SHANGHAI).astimezone(UTC)


@given(number=st.integers(0, 10**17 - 1), letter=st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_a_uscc_is_taken_with_its_own_check_character_only(number: int, letter: str) -> None:
    """GB 32100: of all last characters one is right."""
    base = f"{number:017d}"
    right = gb32100.calc_check_digit(base)
    if letter == right:
        assert PLAIN["uscc"].to_wire(base + letter) == base + letter
    else:
        assert refusal("uscc", base + letter) in ("HUB-208", "HUB-204")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(pair=st.sampled_from(ALL), value=JSON)
def test_no_value_makes_a_converter_raise_anything_else(pair: Converter, value: Any) -> None:
    """Text or Unconvertible, whatever a portal sends."""
    try:
        assert isinstance(pair.to_wire(value), str)
    except Unconvertible as refused:
        assert refused.code.startswith("HUB-")
