"""Parse the bytes that a portal dropped."""

import hashlib
import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from hub.catalogue import FAULT_LIMIT, below, is_blank
from hub.errors import Code, Rejected, fault, rejected
from hub.model import Enterprise, Fault, Signer, Submission, digest
from hub.model.canonical import canonical
from hub.ports import Delivery
from hub.text.bilingual import Bilingual
from hub.xml.times import read_time

SIZE_LIMIT = 16 * 1024 * 1024
"""The most bytes of one submission: two attachments of 5 MB in Base64, and a reserve."""
DEPTH_LIMIT = 16
VALUE_LIMIT = 20_000
"""The most values of one submission: commas and brackets, counted before parsing.

Each value takes hundreds of bytes of memory. The largest valid submission, a payment of a hundred applications, has
about 600 values. A comma in a text counts too.
"""
ID = re.compile(r"[!-~]{1,64}")
_TYPE = re.compile(r"[a-z0-9-]{1,40}")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SUSPECT = re.compile(rb"\\[bfu]|\x7f|\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]")
"""Bytes that such characters leave in canonical JSON. A backslash before one of these letters also matches."""
_WIDE = (BOM_UTF16_LE, BOM_UTF16_BE, BOM_UTF32_BE)
"""The byte order marks of UTF-16 and UTF-32. UTF-32 in little-endian order begins like UTF-16."""
_EXACT = 2**53
_ENVELOPE = {
    "": ("type", "id", "party", "enterprise", "submitted_at", "signer", "again_of", "data"),
    "enterprise": ("uscc", "customs_code", "name"),
    "signer": ("card", "name", "signature"),
}
_TEXT, _OBJECT = Bilingual("文本", "text"), Bilingual("对象", "an object")
_OPTIONAL = ("again_of", "customs_code", "signature")


@dataclass(frozen=True)
class Reading:
    """A submission that could be parsed, and the faults of its envelope."""

    submission: Submission
    faults: tuple[Fault, ...]


def parse_submission(delivery: Delivery) -> Reading:
    """Parse a submission; raises Rejected if not even its id is usable: HUB-101 … HUB-109, HUB-119, HUB-133 f."""
    form = _json(delivery.body)
    name = form.get("id")
    if not isinstance(name, str) or not ID.fullmatch(name):
        raise rejected(Code.NO_USABLE_ID, "id")
    form, signature = _apart(form)
    content = _content(form, name)
    enterprise, signer = _object(form, "enterprise"), _object(form, "signer")
    submission = Submission(
        portal=delivery.owner,
        id=name,
        type=_plain(form, "type") if _TYPE.fullmatch(_plain(form, "type")) else "unknown",
        party=_plain(form, "party")[:64],
        enterprise=Enterprise(_plain(enterprise, "uscc")[:18], _plain(enterprise, "name")[:100]),
        signer=Signer(_plain(signer, "card")[:40], _plain(signer, "name")[:100]),
        again_of=_plain(form, "again_of")[:64] or None,
        submitted_at=read_time(_plain(form, "submitted_at")) or 0,
        form=form,
        content=content,
        payload=digest(delivery.body),
        signature=signature,
    )
    return Reading(submission, tuple(_envelope(form)))


def _json(body: bytes) -> dict[str, Any]:
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
        raise rejected(Code.FIELD_REPEATED, _NOT_IN_XML.sub("?", twice)[:64], name=_NOT_IN_XML.sub("?", twice)[:64])
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


def _content(form: dict[str, Any], name: str) -> str:
    """Digest of a form's RFC 8785 JSON; raises Rejected for text that XML cannot carry, and for too deep nesting.

    The form is searched for them only if its JSON shows a sign of them.
    """
    try:
        written = canonical(form)
    except (ValueError, RecursionError) as error:
        raise Rejected((next(_texts(form, "")),), name) from error
    if _SUSPECT.search(written) or written.count(b"{") + written.count(b"[") > DEPTH_LIMIT:
        for odd in _texts(form, ""):
            raise Rejected((odd,), name)
    return hashlib.sha256(written).hexdigest()


def _apart(form: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The form without its signature (the card signed this form), and the signature; empty if there is none."""
    signer = _object(form, "signer")
    signature = signer.get("signature")
    if not isinstance(signature, str) or not signature.strip():
        return form, ""
    return {**form, "signer": {name: value for name, value in signer.items() if name != "signature"}}, signature


def _texts(value: Any, path: str, depth: int = 1) -> Iterator[Fault]:
    """Faults of texts that XML cannot carry, and of too deep nesting."""
    if isinstance(value, str):
        if _NOT_IN_XML.search(value):
            yield fault(Code.INVALID_CHARACTERS, path)
    elif isinstance(value, dict | list):
        if depth > DEPTH_LIMIT:
            yield fault(Code.TOO_DEEP, limit=DEPTH_LIMIT)
            return
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(name, str) and _NOT_IN_XML.search(name):
                yield fault(Code.INVALID_CHARACTERS, path)
            yield from _texts(inner, f"{path}[{name}]" if isinstance(name, int) else below(path, name), depth + 1)


def _envelope(form: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of the envelope: fields around the form's data that are missing, unknown or of the wrong type."""
    for part, names in _ENVELOPE.items():
        inner = form if not part else _object(form, part)
        prefix = f"{part}." if part else ""
        for name in names:
            value = inner.get(name)
            path = prefix + name
            if is_blank(value):
                if name not in _OPTIONAL and path not in ("enterprise.uscc", "enterprise.name"):
                    yield fault(Code.VALUE_MISSING, path, label=path, name=path)
            elif isinstance(value, dict) != (not part and (name in _ENVELOPE or name == "data")):
                yield _mistyped(path, _TEXT if isinstance(value, dict) else _OBJECT)
            elif not isinstance(value, dict | str):
                yield _mistyped(path, _TEXT)
        for odd in sorted(set(inner) - set(names))[:FAULT_LIMIT]:
            yield fault(Code.UNKNOWN_FIELD, below(part, odd))
    if (sent := _plain(form, "submitted_at")) and read_time(sent, is_zoned=True) is None:
        yield _mistyped("submitted_at", Bilingual("带时区的时间", "a time with its offset"))


def _mistyped(path: str, expected: Bilingual) -> Fault:
    return fault(Code.WRONG_KIND_OF_VALUE, path, label=path, name=path, expected=expected)


def _object(form: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = form.get(name)
    return value if isinstance(value, dict) else {}


def _plain(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
