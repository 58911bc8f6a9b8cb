"""Converters between a form's values and text on the wire, in pairs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from stdnum.cn import uscc as gb32100
from stdnum.exceptions import InvalidChecksum, ValidationError

from hub.catalogue.mapping.attachments import ATTACHMENT_LIMIT, described, is_anything, is_image, is_pdf, to_wire
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.unconvertible import Unconvertible, wrong
from hub.errors import Code
from hub.model.identifier import read_uuid
from hub.model.moments import day_of
from hub.xml.decimals import read_decimal, read_xsd_decimal, written
from hub.xml.times import DATE_LENGTH, on_wire, read_date, read_time

__all__ = ["ATTACHMENT_LIMIT", "PLAIN", "TEXT_LIMIT", "Converter", "Unconvertible", "anew", "code_converter", "inward"]
TEXT_LIMIT = 10_000
"""Characters of a text that is not a file. Schemas allow fewer, but libxml2 fails on patterns over megabytes of
text."""


@dataclass(frozen=True)
class Converter:
    """A pair of functions: a form's JSON value to text on the wire, and back to text for the portal."""

    name: str
    primitives: frozenset[str]
    """XSD primitive types that accept its text."""
    to_wire: Callable[[Any], str]
    from_wire: Callable[[str], Any]
    """A party's text in the one spelling that portals receive; for a file, its digest and size."""
    codes: CodeList | None = None

    @property
    def is_file(self) -> bool:
        return "base64Binary" in self.primitives


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise wrong("文本", "text")
    text = value.strip()
    if len(text) > TEXT_LIMIT:
        raise Unconvertible(Code.WRONG_LENGTH)
    return text


def _decimal(value: Any) -> Decimal:
    """Exact, never converted to float."""
    if (number := read_decimal(value)) is None:
        raise wrong("数字", "a number")
    return number


def _amount(value: Any) -> str:
    """An amount or a rate: at least two decimal places, no needless zeros. The schema refuses too many places."""
    return written(_decimal(value))


def _integer(value: Any) -> str:
    return _whole(_decimal(value))


def _whole(number: Decimal) -> str:
    if number != number.to_integral_value():
        raise wrong("整数", "a whole number")
    return written(number, 0)


def _date(value: Any) -> str:
    """A date. A time is accepted only when it is the beginning of the day."""
    if (day := read_date(_text(value))) is None:
        raise wrong("日期（YYYY-MM-DD）", "a date (YYYY-MM-DD)")
    return day.isoformat()


def _day(value: Any) -> str:
    """A date, or a date and time of which the date counts, such as `2019-11-05 00:00:00` (S0).

    A time with an offset counts as the day in Shanghai at that time.
    """
    text = _text(value)
    if (at := read_time(text)) is None:
        raise wrong("日期（YYYY-MM-DD，可带 HH:MM:SS）", "a date (YYYY-MM-DD, with HH:MM:SS or without)")
    written = _date(text[:DATE_LENGTH])
    return written if read_time(text, is_zoned=True) is None else day_of(at).isoformat()


def _moment(value: Any) -> str:
    """A time with its offset, to the microsecond. Without an offset it is Shanghai time."""
    if (at := read_time(_text(value))) is None:
        raise wrong("时间（ISO 8601）", "a time (ISO 8601)")
    return on_wire(at)


def _moment_or_date(value: Any) -> str:
    """A date or a time, as it is written. A date counts as the end of its day."""
    text = _text(value)
    return _date(text) if len(text) == DATE_LENGTH else _moment(text)


def _boolean(value: Any) -> str:
    if not isinstance(value, bool):
        raise wrong("true 或 false", "true or false")
    return "true" if value else "false"


def _consent(value: Any) -> str:
    if _boolean(value) != "true":
        raise Unconvertible(Code.CONSENT_REQUIRED)
    return "true"


def _uscc(value: Any) -> str:
    """统一社会信用代码 with its check character (GB 32100)."""
    text = _text(value)
    try:
        gb32100.validate(text)
    except InvalidChecksum as error:
        raise Unconvertible(Code.USCC_CHECK_FAILED) from error
    except ValidationError as error:
        raise Unconvertible(Code.WRONG_FORMAT) from error
    return text


def _bare_id(value: Any) -> str:
    """A UUID without its hyphens: 32 characters, for elements that are too short for 36."""
    return UUID(_uuid(_text(value))).hex


def _uuid(text: str) -> str:
    """A UUID as the hub writes it."""
    if (found := read_uuid(text)) is None:
        raise Unconvertible(Code.WRONG_FORMAT)
    return found


def _count(value: Any) -> str:
    """The number of items in a list."""
    if not isinstance(value, list):
        raise wrong("列表", "a list")
    return str(len(value))


def _same(text: str) -> str:
    return text.strip()


def _heard(text: str) -> Decimal:
    if (number := read_xsd_decimal(text)) is None:
        raise wrong("数字", "a number")
    return number


def _heard_boolean(text: str) -> str:
    """XSD also writes 1 and 0 for true and false."""
    return {"1": "true", "0": "false"}.get(text.strip(), text.strip())


def _kept_boolean(value: Any) -> str:
    """A truth value that came back, which is kept as text."""
    if not isinstance(value, str):
        raise wrong("true 或 false", "true or false")
    return _heard_boolean(value)


def _file(name: str, check: Callable[[bytes], bool], code: Code) -> Converter:
    return Converter(name, frozenset({"base64Binary"}), to_wire(check, code), described(check, code))


def _pair(
    name: str, primitive: str, to_wire: Callable[[Any], str], from_wire: Callable[[str], Any] = _same
) -> Converter:
    return Converter(name, frozenset(primitive.split()), to_wire, from_wire)


PLAIN: Mapping[str, Converter] = {
    pair.name: pair
    for pair in (
        _pair("text", "string", _text),
        _pair("money", "decimal", _amount, lambda text: written(_heard(text))),
        _pair("rate", "decimal", _amount, lambda text: written(_heard(text))),
        _pair("integer", "decimal", _integer, lambda text: _whole(_heard(text))),
        _pair("date", "date", _date, _date),
        _pair("day", "date", _day, _date),
        _pair("moment", "dateTime", _moment, _moment),
        _pair("moment-or-date", "dateTime date", _moment_or_date, _moment_or_date),
        _pair("term", "dateTime date", _moment_or_date, _moment_or_date),
        _pair("boolean", "boolean", _boolean, _heard_boolean),
        _pair("consent", "boolean", _consent, _heard_boolean),
        _pair("uscc", "string", _uscc, _uscc),
        _file("file", is_anything, Code.VALUE_MISSING),
        _file("pdf", is_pdf, Code.NOT_A_PDF),
        _file("image", is_image, Code.NOT_AN_IMAGE),
        _pair("bare-id", "string", _bare_id, _uuid),
        _pair("count", "string decimal", _count),
    )
}


def inward(converter: Converter) -> Converter:
    """The converter from a party's value to the hub's: XSD's number spellings, code lists from right to left."""
    if (codes := converter.codes) is not None:
        return code_converter(CodeList(codes.name, codes.from_wire, codes.to_wire, {}))
    return replace(converter, to_wire=converter.from_wire) if converter.primitives == {"decimal"} else converter


def anew(converter: Converter) -> Converter:
    """The converter for a value that came back and is written once more: truth values are kept as text then."""
    return replace(converter, to_wire=_kept_boolean) if "boolean" in converter.primitives else converter


def code_converter(codes: CodeList) -> Converter:
    """The pair for one code list."""

    def to_wire(value: Any) -> str:
        try:
            return codes.to_wire[_text(value)]
        except KeyError as error:
            raise Unconvertible(Code.NOT_IN_CODE_LIST, codes=codes.name) from error

    def from_wire(text: str) -> str:
        return codes.from_wire.get(text, text)

    return Converter(f"code {codes.name}", frozenset({"string"}), to_wire, from_wire, codes)
