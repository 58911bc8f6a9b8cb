"""Converters turn a form's values into text on the wire and back, exactly, or refuse them with a code."""

import base64
import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from files import A_JPEG, A_PDF, A_PNG, in_base64
from hypothesis import given
from hypothesis import strategies as st
from rig import ROOT, usccs
from stdnum.cn import uscc as gb32100

from hub.catalogue import TEXT_LIMIT, CodeList, Converter, Problems, Unconvertible
from hub.catalogue.mapping.converters import ATTACHMENT_LIMIT, PLAIN, anew, code_converter, inward
from hub.catalogue.pages.codes import read_code_list
from hub.model.moments import SHANGHAI

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
        ("money", "0002555.560", "2555.56"),
        ("money", "-0.00", "0.00"),
        ("money", Decimal("-0.0"), "0.00"),
        ("money", "0" * 30 + "7." + "0" * 30, "7.00"),
        ("rate", "2.30", "2.30"),
        ("rate", "02.3", "2.30"),
        ("rate", "2.3000", "2.30"),
        ("rate", 2, "2.00"),
        ("rate", Decimal("0.0001"), "0.0001"),
        ("integer", "007", "7"),
        ("integer", "-0", "0"),
        ("integer", 12, "12"),
        ("integer", "-3", "-3"),
        ("integer", Decimal("1.0"), "1"),
        ("date", "2028-02-29", "2028-02-29"),
        ("date", "2019-11-05 00:00:00", "2019-11-05"),
        ("day", "2026-10-01 23:30", "2026-10-01"),
        ("day", "2026-10-01T10:00:00+08:00", "2026-10-01"),
        ("day", "2026-10-01T23:30:00Z", "2026-10-02"),
        ("moment", "2026-09-21T10:00:00+08:00", "2026-09-21T10:00:00.000000+08:00"),
        ("moment", "2026-09-21T02:00:00Z", "2026-09-21T10:00:00.000000+08:00"),
        ("moment", "2026-09-21 10:00:00", "2026-09-21T10:00:00.000000+08:00"),
        ("moment", "2026-09-20T24:00:00", "2026-09-21T00:00:00.000000+08:00"),
        ("bare-id", "01A1FE01-BD39-7E85-80F6-588B3E09234D", "01a1fe01bd397e8580f6588b3e09234d"),
        ("moment-or-date", "2026-09-21T02:00:00Z", "2026-09-21T10:00:00.000000+08:00"),
        ("moment-or-date", " 2026-09-21 ", "2026-09-21"),
        ("boolean", True, "true"),
        ("boolean", False, "false"),
        ("consent", True, "true"),
        ("uscc", USCC, USCC),
        ("file", "QUJD", "QUJD"),
        ("file", "QUJD\r\nQUJD\n", "QUJDQUJD"),
        ("file", "\n    QUJD\n    QUI=\n  ", "QUJDQUI="),
        ("pdf", in_base64(A_PDF), in_base64(A_PDF)),
        ("pdf", in_base64(A_PDF + b"\r\n\0"), in_base64(A_PDF + b"\r\n\0")),
        ("image", in_base64(A_PNG), in_base64(A_PNG)),
        ("image", in_base64(A_JPEG), in_base64(A_JPEG)),
    ],
)
def test_a_value_becomes_this_text_on_the_wire(name: str, value: Any, wire: str) -> None:
    """Amounts and rates have two places at least and no needless zero, times are Shanghai's, files in one piece."""
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
        ("file", "QUJD#", "HUB-203"),
        ("file", "QUJ=", "HUB-203"),
        ("file", "QUI=QUI=", "HUB-203"),
        ("file", "QU\u3000JD", "HUB-203"),
        ("file", "\n", "HUB-201"),
        ("pdf", in_base64(A_PDF[:-8]), "HUB-212"),
        ("pdf", in_base64(b"\n" + A_PDF), "HUB-212"),
        ("pdf", in_base64(A_PDF + b"<html>"), "HUB-212"),
        ("pdf", in_base64(A_PNG), "HUB-212"),
        ("pdf", "QU JD", "HUB-203"),
        ("image", in_base64(A_PNG[:-1]), "HUB-213"),
        ("image", in_base64(A_JPEG[:-1]), "HUB-213"),
        ("image", in_base64(A_JPEG[:3] + A_PNG[-12:]), "HUB-213"),
        ("image", in_base64(b"GIF89a;"), "HUB-213"),
        ("bare-id", "x" * 36, "HUB-204"),
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
        ("money", "2555.560", "2555.56"),
        ("rate", "2.3000", "2.30"),
        ("rate", "+.5", "0.50"),
        ("integer", "+007", "7"),
        ("boolean", "1", "true"),
        ("date", "2026-09-21", "2026-09-21"),
        ("date", "2026-09-21+08:00", "2026-09-21"),
        ("moment", "2026-09-21T10:00:00+08:00", "2026-09-21T10:00:00.000000+08:00"),
        ("moment", "2026-09-21T10:00:00.123456789", "2026-09-21T10:00:00.123456+08:00"),
        ("bare-id", "01A1FE01BD397E8580F6588B3E09234D", "01a1fe01-bd39-7e85-80f6-588b3e09234d"),
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
    pair = code_converter(read_code_list([path], path.name, Problems()))
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


def test_a_partys_own_number_becomes_ours_in_whatever_spelling() -> None:
    """In a dialect; its code lists are read from right to left."""
    assert inward(PLAIN["money"]).to_wire("+.5") == "0.50"
    assert inward(PLAIN["integer"]).to_wire("+007.0") == "7"
    assert inward(code_converter(USES)).to_wire("1") == "consolidated"
    assert inward(PLAIN["moment"]).to_wire("2026-09-21T02:00:00Z") == PLAIN["moment"].from_wire("2026-09-21T10:00:00")


ZEROS = st.integers(0, 12).map("0".__mul__)


@given(
    name=st.sampled_from(["money", "rate"]),
    value=st.decimals(Decimal("-1e15"), Decimal("1e15"), places=5),
    zeros=st.tuples(ZEROS, ZEROS),
    exponent=st.integers(-5, 5),
)
def test_every_spelling_of_a_number_leaves_as_one(
    name: str, value: Decimal, zeros: tuple[str, str], exponent: int
) -> None:
    """Leading zeros, surplus zeros, JSON numbers and exponents say nothing; only the value does."""
    sign, digits = ("-" if value < 0 else ""), f"{abs(value):f}"
    written = PLAIN[name].to_wire(value)
    mantissa = value.scaleb(-exponent)
    portals = [f"{sign}{zeros[0]}{digits}{zeros[1]}", f" {digits} " if not sign else f"{value:f}", value.normalize()]
    portals.append(Decimal(f"{mantissa}E{exponent}") if "E" not in f"{mantissa}" else value)
    assert {PLAIN[name].to_wire(spelling) for spelling in portals} == {written}
    assert {PLAIN[name].from_wire(s) for s in (written, f"{sign or '+'}{zeros[0]}{digits}{zeros[1]}")} == {written}
    assert Decimal(written) == value
    assert re.fullmatch(r"(?!-0\.00$)-?(0|[1-9]\d*)\.(\d\d|\d{2,4}[1-9])", written)


@pytest.mark.parametrize("name", ["money", "rate", "integer", "moment", "date"])
def test_what_a_schema_admits_and_is_no_such_value_is_refused(name: str) -> None:
    """Whatever a party sends: a converter raises nothing but Unconvertible."""
    with pytest.raises(Unconvertible):
        PLAIN[name].from_wire("soon")


@given(
    content=st.binary(min_size=1, max_size=200), width=st.integers(1, 80), end=st.sampled_from(["\n", "\r\n", "\n\t"])
)
def test_base64_is_taken_in_lines_of_any_width(content: bytes, width: int, end: str) -> None:
    """From portals and parties; it leaves in one piece."""
    text = in_base64(content)
    lines = end.join(text[at : at + width] for at in range(0, len(text), width))
    assert PLAIN["file"].to_wire(lines) == text
    assert PLAIN["file"].from_wire(lines) == {"sha256": sha256(content).hexdigest(), "size": len(content)}


@given(content=st.binary(min_size=1, max_size=60), odd=st.sampled_from("#-_ .=\x0b\u00a0Ａ"), at=st.integers(0, 80))
def test_a_stray_character_in_base64_is_the_senders_fault(content: bytes, odd: str, at: int) -> None:
    """Whom it comes from, and wherever it stands; libxml2 admits such."""
    text = in_base64(content)
    broken = f"{text[:at]}{odd}{text[at:]}"
    if broken.strip(" ") == text:
        return
    assert refusal("file", broken) == "HUB-203"
    with pytest.raises(Unconvertible, match="HUB-203"):
        PLAIN["file"].from_wire(broken)


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


HEARD = ("1.5", "true", "0", "2026-09-21", "2026-09-21Z", "2026-09-21T10:00:00Z", "91310000MA00000011", "a b", USCC)


@pytest.mark.parametrize("pair", [pair for pair in PLAIN.values() if not pair.is_file and pair.name != "count"])
def test_what_came_back_can_be_written_once_more(pair: Converter) -> None:
    """A copy for other insurers, or a message to customs, is written of what a party has said."""
    for text in HEARD:
        try:
            kept = pair.from_wire(text)
        except Unconvertible:
            continue
        if pair.primitives != {"boolean"} or text in ("true", "0"):
            assert anew(pair).to_wire(kept) == kept


def test_a_uscc_that_comes_back_is_proved_too() -> None:
    """Else it is kept, and cannot be written into the copy that others get."""
    with pytest.raises(Unconvertible) as caught:
        PLAIN["uscc"].from_wire("91310000MA00000011")
    assert caught.value.code == "HUB-208"
