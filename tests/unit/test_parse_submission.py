"""Whatever bytes a portal drops are read, or refused with a code and a field."""

import json
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rig import START, a_quota_application, usccs

from hub.catalogue import FAULT_LIMIT
from hub.catalogue.mapping.paths import NAME_LIMIT
from hub.errors import Rejected
from hub.model import Fault
from hub.ports import Delivery
from hub.reading.parse_submission import Reading, parse_submission
from hub.reading.read_json import DEPTH_LIMIT, SIZE_LIMIT, VALUE_LIMIT

USCC = next(usccs())
GOOD = a_quota_application(USCC, id="q-1")


def read(body: bytes) -> Reading:
    return parse_submission(Delivery(owner="national", tag="t", body=body, taken_at=START))


def refusal(body: bytes) -> Fault:
    with pytest.raises(Rejected) as caught:
        read(body)
    (only,) = caught.value.faults
    return only


def body_with(**fields: Any) -> bytes:
    return json.dumps(GOOD | fields).encode()


def with_data(raw: str) -> bytes:
    """A good envelope around data that is written out by hand."""
    return body_with(data="@").replace(b'"@"', raw.encode("utf-8", "surrogatepass"))


def digest_of(raw: str) -> str:
    return read(with_data(raw)).submission.content


UNREADABLE: dict[str, tuple[bytes, str, str]] = {
    "nothing": (b"", "HUB-134", ""),
    "nothing but white space": (b" \r\n\t", "HUB-134", ""),
    "nothing but a byte order mark": (b"\xef\xbb\xbf", "HUB-134", ""),
    "not JSON": (b"<xml/>", "HUB-102", ""),
    "JSON cut off": (body_with()[:-5], "HUB-102", ""),
    "two values": (body_with() + body_with(), "HUB-102", ""),
    "a comma too many": (b'{"id": "q-1",}', "HUB-102", ""),
    "NaN": (with_data('{"a": NaN}'), "HUB-102", ""),
    "Infinity": (with_data('{"a": Infinity}'), "HUB-102", ""),
    "minus Infinity": (with_data('{"a": -Infinity}'), "HUB-102", ""),
    "a raw control character": (with_data('{"a": "\x01"}'), "HUB-102", ""),
    "a raw line break in a text": (with_data('{"a": "b\nc"}'), "HUB-102", ""),
    "two byte order marks": (b"\xef\xbb\xbf" * 2 + body_with(), "HUB-102", ""),
    "UTF-16": (body_with().decode().encode("utf-16"), "HUB-133", ""),
    "UTF-16, big end first": (b"\xfe\xff" + body_with().decode().encode("utf-16-be"), "HUB-133", ""),
    "UTF-32": (body_with().decode().encode("utf-32"), "HUB-133", ""),
    "UTF-32, big end first": (b"\0\0\xfe\xff" + body_with().decode().encode("utf-32-be"), "HUB-133", ""),
    "UTF-16 without its mark": (body_with().decode().encode("utf-16-le"), "HUB-102", ""),
    "GBK": (json.dumps(GOOD, ensure_ascii=False).encode("gbk"), "HUB-101", ""),
    "a surrogate in UTF-8": (with_data('{"a": "\ud800"}'), "HUB-101", ""),
    "a list": (b"[]", "HUB-108", ""),
    "a text": (b'"submission"', "HUB-108", ""),
    "null": (b"null", "HUB-108", ""),
    "a number": (b"1", "HUB-108", ""),
    "a key that stands twice": (b'{"id": "a", "id": "b"}', "HUB-103", "id"),
    "a key that stands twice deep inside": (with_data('{"x": {"name": 1, "name": 1}}'), "HUB-103", "name"),
    "a broken key that stands twice": (with_data('{"\\ud800": 1, "\\ud800": 1}'), "HUB-103", "?"),
    "an escaped control character": (with_data('{"a": "\\u0001"}'), "HUB-105", "data.a"),
    "an escaped NUL": (with_data('{"a": {"b": "\\u0000"}}'), "HUB-105", "data.a.b"),
    "a lone surrogate": (with_data('{"a": ["x", "\\udc00"]}'), "HUB-105", "data.a[1]"),
    "a lone surrogate in a key": (with_data('{"a": {"\\ud800": 1}}'), "HUB-105", "data.a"),
    "a control character in a key": (with_data('{"\\u0007": "x"}'), "HUB-105", "data"),
    "a character that is none": (with_data('{"a": "\\ufffe"}'), "HUB-105", "data.a"),
    "a delete character": (with_data('{"a": "\\u007f"}'), "HUB-105", "data.a"),
    "a number of a thousand million digits": (with_data('{"a": 1e999999999}'), "HUB-104", ""),
    "an exponent beyond decimals": (with_data('{"a": 1e99999999999999999999}'), "HUB-104", ""),
    "a fraction beyond doubles": (with_data('{"a": 1e-400}'), "HUB-104", ""),
    "an integer of 5,000 digits": (with_data('{"a": ' + "9" * 5000 + "}"), "HUB-104", ""),
    "two to the 53rd": (with_data('{"a": 9007199254740992}'), "HUB-104", ""),
    "a decimal that doubles cannot hold": (with_data('{"a": 0.12345678901234567890}'), "HUB-104", ""),
    "nesting below the reader's own limit": (
        with_data('{"a": ' + "[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT + "}"),
        "HUB-106",
        "",
    ),
    "nesting of 20,000": (b"[" * VALUE_LIMIT, "HUB-106", ""),
    "objects in objects, 20,000 deep": (b'{"a":' * VALUE_LIMIT, "HUB-106", ""),
    "nesting of millions": (b"[" * SIZE_LIMIT, "HUB-119", ""),
    "values by the million": (with_data('{"a": [' + "0," * 8_000_000 + "0]}"), "HUB-119", ""),
    "objects by the million": (with_data('{"a": [' + "{}," * 5_000_000 + "{}]}"), "HUB-119", ""),
    "fields by the million": (b'{"id": "q-1", ' + b'"k": 0, ' * 1_000_000 + b'"k": 0}', "HUB-119", ""),
    "20 MB": (b" " * 20_000_000 + body_with(), "HUB-107", ""),
    "no id": (b"{}", "HUB-109", "id"),
    "an empty id": (body_with(id=""), "HUB-109", "id"),
    "an id with a space": (body_with(id="q 1"), "HUB-109", "id"),
    "an id with a line break": (body_with(id="q-1\n"), "HUB-109", "id"),
    "an id in Chinese": (body_with(id="申报"), "HUB-109", "id"),
    "an id too long": (body_with(id="q" * 65), "HUB-109", "id"),
    "an id that is a number": (body_with(id=1), "HUB-109", "id"),
    "an id that is null": (body_with(id=None), "HUB-109", "id"),
    "an id that is a list": (body_with(id=["q-1"]), "HUB-109", "id"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_refused_with_code_and_field(case: str) -> None:
    """One fault, in both languages, with every place in its sentences filled."""
    body, code, field = UNREADABLE[case]
    found = refusal(body)
    assert (found.code, found.field) == (code, field)
    assert found.zh and found.en and "{" not in found.zh + found.en


WRONG: dict[str, tuple[dict[str, Any], set[tuple[str, str]]]] = {
    "type missing": ({"type": None}, {("HUB-201", "type")}),
    "type a number": ({"type": 1}, {("HUB-203", "type")}),
    "type a list": ({"type": []}, {("HUB-203", "type")}),
    "party missing": ({"party": ""}, {("HUB-201", "party")}),
    "party blank": ({"party": "  "}, {("HUB-201", "party")}),
    "party a truth value": ({"party": True}, {("HUB-203", "party")}),
    "party an object": ({"party": {"id": "ping-an"}}, {("HUB-203", "party")}),
    "enterprise null": ({"enterprise": None}, {("HUB-201", "enterprise")}),
    "enterprise a text": ({"enterprise": USCC}, {("HUB-203", "enterprise")}),
    "enterprise a list": ({"enterprise": [{}]}, {("HUB-203", "enterprise")}),
    "USCC a number": ({"enterprise": {"uscc": 1, "name": "n"}}, {("HUB-203", "enterprise.uscc")}),
    "customs code a list": (
        {"enterprise": {"uscc": USCC, "name": "n", "customs_code": []}},
        {("HUB-203", "enterprise.customs_code")},
    ),
    "a field that no enterprise has": (
        {"enterprise": {"uscc": USCC, "name": "n", "tax": "1"}},
        {("HUB-202", "enterprise.tax")},
    ),
    "no time": ({"submitted_at": None}, {("HUB-201", "submitted_at")}),
    "a time that is a number": ({"submitted_at": 1790000000}, {("HUB-203", "submitted_at")}),
    "a time that is none": ({"submitted_at": "yesterday"}, {("HUB-203", "submitted_at")}),
    "a time without its offset": ({"submitted_at": "2026-09-21T10:00:00"}, {("HUB-203", "submitted_at")}),
    "signer a text": (
        {"signer": "王小明"},
        {("HUB-203", "signer"), ("HUB-201", "signer.card"), ("HUB-201", "signer.name")},
    ),
    "signer without card": ({"signer": {"name": "王小明"}}, {("HUB-201", "signer.card")}),
    "card a truth value": ({"signer": {"card": False, "name": "n"}}, {("HUB-203", "signer.card")}),
    "again_of a number": ({"again_of": 7}, {("HUB-203", "again_of")}),
    "data null": ({"data": None}, {("HUB-201", "data")}),
    "data a list": ({"data": [1]}, {("HUB-203", "data")}),
    "data a text": ({"data": "form"}, {("HUB-203", "data")}),
    "a field that no submission has": ({"priority": "high"}, {("HUB-202", "priority")}),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_envelope_is_read_and_its_faults_reported(case: str) -> None:
    """It has an id, so its refusal can become a document."""
    fields, expected = WRONG[case]
    reading = read(body_with(**fields))
    assert {(f.code, f.field) for f in reading.faults} == expected
    assert all(f.zh and f.en and "{" not in f.zh + f.en for f in reading.faults)


def test_a_good_submission_has_no_faults() -> None:
    """Every field lands where the flow looks for it."""
    reading = read(body_with(again_of="q-0"))
    found = reading.submission
    assert reading.faults == ()
    assert (found.portal, found.id, found.type, found.party) == ("national", "q-1", "quota-application", "ping-an")
    assert (found.enterprise.uscc, found.signer.card, found.again_of) == (USCC, "operator", "q-0")


def test_a_byte_order_mark_is_passed_over() -> None:
    """Editors on Windows write one; RFC 8259 lets a reader ignore it, and what is said is the same."""
    body = body_with()
    assert read(b"\xef\xbb\xbf" + body).submission.content == read(body).submission.content


def test_a_field_whose_name_spells_a_path_is_distinguished_from_the_field_at_that_path() -> None:
    """Both are in the envelope, and only one of them is known."""
    (found,) = read(body_with(**{"enterprise.name": "x"})).faults
    assert (found.code, found.field) == ("HUB-202", '["enterprise.name"]')


@pytest.mark.parametrize("zero", ["0", "-0", "0.0", "-0.00", "0e0", "0E-999999", "0." + "0" * 30])
def test_zero_is_zero_however_it_is_written(zero: str) -> None:
    """A JSON number without a digit that counts needs no room."""
    assert digest_of(f'{{"a": {zero}}}') == digest_of('{"a": 0}')


def test_a_refusal_names_the_id_it_answers() -> None:
    """The portal can tell which of its submissions is meant."""
    with pytest.raises(Rejected) as caught:
        read(with_data('{"a": "\\u0000"}'))
    assert caught.value.answers == "q-1"


def test_thousands_of_unknown_fields_make_a_bounded_answer() -> None:
    """Neither their number nor the length of their names is the sender's to choose."""
    odd = {f"k{n}": 1 for n in range(1000)} | {"x" * 100_000: 1}
    faults = read(body_with(**odd)).faults
    assert len(faults) == FAULT_LIMIT
    assert max(len(f.field) for f in read(body_with(**{"x" * 100_000: 1})).faults) == NAME_LIMIT


def test_a_key_that_stands_twice_among_many_is_found_at_once() -> None:
    """As many keys as are read take no quadratic time."""
    keys = ",".join(f'"{n}":1' for n in range(VALUE_LIMIT - 100))
    began = time.thread_time()
    assert refusal(with_data(f'{{{keys},"last":1,"last":1}}')).field == "last"
    assert time.thread_time() - began < 1


@pytest.mark.parametrize("piece", ["0,", '"",', "{},", "[],", "0.123456789,", '{"a":1},'])
def test_what_is_too_much_to_read_is_refused_before_it_is_read(piece: str) -> None:
    """Sixteen megabytes in a tenth of a second: each value would take a hundred times its bytes."""
    body = with_data('{"a": [' + piece * ((SIZE_LIMIT - 2_000) // len(piece)) + "0]}")
    began = time.thread_time()
    assert refusal(body).code == "HUB-119"
    assert time.thread_time() - began < 0.1


def test_a_submission_of_the_largest_size_is_read() -> None:
    """The limit is on bytes, and inclusive."""
    body = body_with()
    assert read(body + b" " * (SIZE_LIMIT - len(body))).faults == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"a": 1.10}', '{"a":1.1}'),
        ('{"a": 1.1}', '{"a": 11e-1}'),
        ('{"a": 100}', '{"a": 1e2}'),
        ('{"a": 1.0}', '{"a": 1}'),
        ('{"a": 1, "b": 2}', '{ "b" :\n2,\t"a": 1 }'),
        ('{"a": "\\u4e2d"}', '{"a": "中"}'),
        ('{"a": "\\/"}', '{"a": "/"}'),
    ],
)
def test_equal_content_has_an_equal_digest(one: str, other: str) -> None:
    """Another spelling of the same JSON is the same submission."""
    assert digest_of(one) == digest_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"a": 1.1}', '{"a": 1.11}'),
        ('{"a": 1}', '{"a": "1"}'),
        ('{"a": "1.10"}', '{"a": "1.1"}'),
        ('{"a": null}', "{}"),
        ('{"a": true}', '{"a": 1}'),
        ('{"a": [1, 2]}', '{"a": [2, 1]}'),
        ('{"a": ""}', '{"a": " "}'),
        ('{"a": 9007199254740991}', '{"a": 9007199254740990}'),
    ],
)
def test_other_content_has_another_digest(one: str, other: str) -> None:
    """A conflict is never taken for a repetition."""
    assert digest_of(one) != digest_of(other)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(body=st.binary() | st.text().map(str.encode) | JSON.map(lambda v: json.dumps(v).encode()))
@example(body=b'{"id": "a", "data": {"a": -0}}')
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Nothing but Rejected ever comes out of the reader."""
    try:
        read(body)
    except Rejected as refused:
        assert all(f.zh and f.en for f in refused.faults)


@given(fields=st.dictionaries(st.sampled_from([*GOOD, "odd"]), JSON))
def test_any_json_in_any_field_of_the_envelope_is_read_or_refused(fields: dict[str, Any]) -> None:
    """An id that can be told always gives a reading."""
    try:
        read(json.dumps(GOOD | fields).encode())
    except Rejected as refused:
        assert all(f.zh and f.en for f in refused.faults)


def is_carried(character: str) -> bool:
    """XML 1.0's characters (production 2) but for the controls from U+007F, which it advises against."""
    number = ord(character)
    return (
        character in "\t\n\r"
        or 0x20 <= number <= 0x7E
        or 0xA0 <= number <= 0xD7FF
        or 0xE000 <= number <= 0xFFFD
        or (number >= 0x10000)
    )


ODD = st.sampled_from('\\bfu"\x00\b\f\x1f\x7f\x80\x9f\xa0\ud7ff\ud800\udfff\ue000\ufffd\ufffe\uffff😀')


@given(text=st.text(ODD | st.characters()), is_key=st.booleans())
def test_a_text_is_refused_exactly_when_xml_cannot_carry_it(text: str, is_key: bool) -> None:
    """In a value or a name, though nothing is looked through one by one unless the whole looks suspicious."""
    body = body_with(data={text: "x"} if is_key else {"a": [text]})
    if all(map(is_carried, text)):
        read(body)
    else:
        assert refusal(body).code == "HUB-105"


def test_a_long_list_of_objects_is_not_deep() -> None:
    """Depth is counted, not brackets."""
    read(body_with(data={"items": [{"name": [n]} for n in range(DEPTH_LIMIT * 2)]}))


@pytest.mark.parametrize("depth", [DEPTH_LIMIT, 200, 400, 900])
def test_whatever_can_be_parsed_and_is_too_deep_is_reported_so(depth: int) -> None:
    """The reader of JSON and its writer give up at depths of their own."""
    assert refusal(with_data('{"a": ' + "[" * depth + "]" * depth + "}")).code == "HUB-106"
