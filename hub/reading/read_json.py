"""Read a submission in JSON, exactly: no number is rounded, and no field is said twice."""

import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

from hub.errors import Code, rejected
from hub.text.bilingual import Bilingual

SIZE_LIMIT = 16 * 1024 * 1024
"""The most bytes of one submission: two attachments of 5 MB in Base64, and a reserve."""
DEPTH_LIMIT = 16
VALUE_LIMIT = 20_000
"""The most values of one submission: commas and brackets, counted before parsing.

Each value takes hundreds of bytes of memory. The largest valid submission, a payment of a hundred applications, has
about 600 values. A comma in a text counts too.
"""
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no message can carry."""
_WIDE = (BOM_UTF16_LE, BOM_UTF16_BE, BOM_UTF32_BE)
"""The byte order marks of UTF-16 and UTF-32. UTF-32 in little-endian order begins like UTF-16."""
_EXACT = 2**53


def read_json(body: bytes) -> dict[str, Any]:
    """The outermost object; raises Rejected: HUB-101 … HUB-104, HUB-106 … HUB-108, HUB-119, HUB-133 f."""
    if len(body) > SIZE_LIMIT:
        raise rejected(Code.TOO_LARGE, limit=SIZE_LIMIT)
    if body.count(b",") + body.count(b"{") + body.count(b"[") > VALUE_LIMIT:
        raise rejected(Code.TOO_MANY_VALUES, limit=VALUE_LIMIT)
    if body.startswith(_WIDE):
        raise rejected(Code.WRONG_ENCODING)
    body = body.removeprefix(BOM_UTF8)  # RFC 8259 allows a reader to ignore it
    if not body.strip():
        raise rejected(Code.EMPTY_FILE)
    try:
        form = _READER.decode(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise rejected(Code.NOT_UTF8) from error
    except RecursionError as error:
        raise rejected(Code.TOO_DEEP, limit=DEPTH_LIMIT) from error
    except json.JSONDecodeError as error:
        raise rejected(
            Code.NOT_JSON,
            reason=Bilingual(f"第 {error.lineno} 行第 {error.colno} 列", f"line {error.lineno}, column {error.colno}"),
        ) from error
    if not isinstance(form, dict):
        raise rejected(Code.NOT_AN_OBJECT)
    return form


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise rejected(Code.FIELD_REPEATED, NOT_IN_XML.sub("?", twice)[:64], name=NOT_IN_XML.sub("?", twice)[:64])
    return found


def _number(text: str) -> int | Decimal:
    """A number that RFC 8785 writes without loss; RFC 7493: no more than a double can hold."""
    if len(text) > 40:
        raise rejected(Code.NUMBER_NOT_EXACT)
    try:
        value = Decimal(text)
    except InvalidOperation as error:  # for example an exponent of twenty digits
        raise rejected(Code.NUMBER_NOT_EXACT) from error
    if not value:
        return 0  # with any number of zeros
    if abs(value.adjusted()) > 15 or Decimal(repr(float(text))) != value or abs(value) >= _EXACT:
        raise rejected(Code.NUMBER_NOT_EXACT)
    return int(text) if text.lstrip("-").isdigit() else value


def _not_a_number(text: str) -> None:
    raise rejected(Code.NOT_JSON, reason=text)


_READER = json.JSONDecoder(
    object_pairs_hook=_object_of, parse_float=_number, parse_int=_number, parse_constant=_not_a_number
)
