"""Converters between a form's values and the text on the wire; they come in pairs."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from stdnum.cn import uscc as gb32100
from stdnum.exceptions import InvalidChecksum, ValidationError

from hub.catalogue.codes import CodeList
from hub.xml.times import SHANGHAI

ATTACHMENT_LIMIT = 5 * 1024 * 1024
TEXT_LIMIT = 10_000
"""Characters of a text that is no file; schemas admit fewer, but libxml2 gives up on patterns over megabytes."""
_DECIMAL = re.compile(r"-?\d{1,20}(\.\d{1,10})?", re.ASCII)
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})T24(?=:00:00(?!\.0*[1-9]))", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME_OF_DAY = re.compile(r"[ T](([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?|24:00:00(\.0{1,9})?)", re.ASCII)


class Unconvertible(Exception):
    """A value that a converter cannot take; `code` and `names` make the fault."""

    def __init__(self, code: str, **names: object) -> None:
        super().__init__(code)
        self.code = code
        self.names = names


@dataclass(frozen=True)
class Converter:
    """One pair: a form's JSON value to text on the wire, and back to text for the portal."""

    name: str
    primitives: frozenset[str]
    """XSD primitive types that its text fits."""
    to_wire: Callable[[Any], str]
    from_wire: Callable[[str], Any]
    """To text for the portal; of a file, to its digest and size."""
    codes: CodeList | None = None


def _wrong(zh: str, en: str) -> Unconvertible:
    return Unconvertible("HUB-203", expected_zh=zh, expected=en)


def _text(value: Any) -> str:
    text = _stripped(value)
    if len(text) > TEXT_LIMIT:
        raise Unconvertible("HUB-205")
    return text


def _stripped(value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong("文本", "text")
    return value.strip()


def _decimal(value: Any) -> str:
    """Digits as given, never by way of a float."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise _wrong("数字", "a number")
    if isinstance(value, Decimal) and abs(value.adjusted()) > 30:
        raise _wrong("数字", "a number")
    plain = value.strip() if isinstance(value, str) else format(value, "f" if isinstance(value, Decimal) else "d")
    if not _DECIMAL.fullmatch(plain):
        raise _wrong("数字", "a number")
    return plain


def _money(value: Any) -> str:
    """Two places at least; more are the schema's to refuse."""
    plain = _decimal(value)
    whole, _, cents = plain.partition(".")
    return f"{whole}.{cents.ljust(2, '0')}"


def _integer(value: Any) -> str:
    plain = _decimal(value)
    whole, _, rest = plain.partition(".")
    if rest.strip("0"):
        raise _wrong("整数", "a whole number")
    return whole


def _date(value: Any) -> str:
    try:
        return date.fromisoformat(_plain_date(value)).isoformat()
    except ValueError as error:
        raise _wrong("日期（YYYY-MM-DD）", "a date (YYYY-MM-DD)") from error


def _day(value: Any) -> str:
    """A date, or a local date and time of which the day counts, as `2019-11-05 00:00:00` (S0)."""
    text = _text(value)
    day, time = text[:10], text[10:]
    if time and not _TIME_OF_DAY.fullmatch(time):
        raise _wrong("日期（YYYY-MM-DD，可带 HH:MM:SS）", "a date (YYYY-MM-DD, with HH:MM:SS or without)")
    return _date(day)


def _moment(value: Any) -> str:
    """A time with its offset, as Asia/Shanghai."""
    text = _text(value)
    ends = _MIDNIGHT.match(text)  # XSD's end of a day is the beginning of the next
    try:
        moment = datetime.fromisoformat(f"{ends[1]}T00{text[ends.end() :]}" if ends else text)
        moment += timedelta(days=1 if ends else 0)
        return moment.replace(tzinfo=moment.tzinfo or SHANGHAI).astimezone(SHANGHAI).isoformat()
    except (ValueError, OverflowError) as error:
        raise _wrong("带时区的时间", "a time with its offset") from error


def _plain_date(value: Any) -> str:
    """Year, month and day; ISO 8601's week dates are as long and mean something else to XSD."""
    text = _text(value)
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return text


def _boolean(value: Any) -> str:
    if not isinstance(value, bool):
        raise _wrong("true 或 false", "true or false")
    return "true" if value else "false"


def _consent(value: Any) -> str:
    if _boolean(value) != "true":
        raise Unconvertible("HUB-313")
    return "true"


def _uscc(value: Any) -> str:
    """统一社会信用代码 with its check character (GB 32100)."""
    text = _text(value)
    try:
        gb32100.validate(text)
    except InvalidChecksum as error:
        raise Unconvertible("HUB-208") from error
    except ValidationError as error:
        raise Unconvertible("HUB-204") from error
    return text


def _file(value: Any) -> str:
    """Base64 of at most 5 MB decoded (domain rule: attachments)."""
    text = _stripped(value)
    if len(text) > ATTACHMENT_LIMIT * 4 // 3 + 4:
        raise Unconvertible("HUB-210", limit=ATTACHMENT_LIMIT)
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _wrong("Base64 文件", "a file in Base64") from error
    if len(decoded) > ATTACHMENT_LIMIT:
        raise Unconvertible("HUB-210", limit=ATTACHMENT_LIMIT)
    return text


def _bare_id(value: Any) -> str:
    """A UUID without its hyphens: 32 characters, where 36 have no room."""
    try:
        return UUID(_text(value)).hex
    except ValueError as error:
        raise Unconvertible("HUB-204") from error


def _count(value: Any) -> str:
    """How many items a list has."""
    if not isinstance(value, list):
        raise _wrong("列表", "a list")
    return str(len(value))


def _described(text: str) -> dict[str, Any]:
    """What is kept of an attachment: its bytes stay where they are, in the message that brought it."""
    decoded = base64.b64decode(text)
    return {"sha256": hashlib.sha256(decoded).hexdigest(), "size": len(decoded)}


def _same(text: str) -> str:
    return text.strip()


def _money_back(text: str) -> str:
    """XSD's decimals may come as `+5`, `.5`, `5.` or `005`."""
    return _money(format(Decimal(text.strip()), "f"))


def _pair(
    name: str, primitive: str, to_wire: Callable[[Any], str], from_wire: Callable[[str], Any] = _same
) -> Converter:
    return Converter(name, frozenset(primitive.split()), to_wire, from_wire)


PLAIN: Mapping[str, Converter] = {
    pair.name: pair
    for pair in (
        _pair("text", "string", _text),
        _pair("money", "decimal", _money, _money_back),
        _pair("rate", "decimal", _decimal),
        _pair("integer", "decimal", _integer),
        _pair("date", "date", _date),
        _pair("day", "date", _day),
        _pair("moment", "dateTime", _moment, _moment),
        _pair("boolean", "boolean", _boolean),
        _pair("consent", "boolean", _consent),
        _pair("uscc", "string", _uscc),
        _pair("file", "base64Binary", _file, _described),
        _pair("bare-id", "string", _bare_id, lambda text: str(UUID(text))),
        _pair("count", "string decimal", _count),
    )
}


def code_converter(codes: CodeList) -> Converter:
    """The pair for one code list."""

    def to_wire(value: Any) -> str:
        try:
            return codes.to_wire[_text(value)]
        except KeyError as error:
            raise Unconvertible("HUB-206", codes=codes.name) from error

    def from_wire(text: str) -> str:
        return codes.from_wire.get(text, text)

    return Converter(f"code {codes.name}", frozenset({"string"}), to_wire, from_wire, codes)
