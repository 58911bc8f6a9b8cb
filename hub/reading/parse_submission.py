"""Parse the bytes that a portal dropped."""

import hashlib
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.catalogue import FAULT_LIMIT, Catalogue, PortalShape, below, follow, is_blank
from hub.errors import Code, Rejected, fault, rejected
from hub.model import Enterprise, Fault, Signer, Submission, digest
from hub.model.canonical import canonical
from hub.ports import Delivery
from hub.reading.read_json import DEPTH_LIMIT, NOT_IN_XML, read_json
from hub.reading.read_shape import in_words_of, read_shape
from hub.reading.read_xml import read_xml
from hub.text.bilingual import Bilingual
from hub.text.visible import visible
from hub.xml.times import read_time

ID = re.compile(r"[!-~]{1,64}")
_TYPE = re.compile(r"[a-z0-9-]{1,40}")
UNKNOWN = "unknown"
"""The type of a document whose submission names none that could be the hub's."""
_SAID_LIMIT = 64
"""Characters of such a name that are repeated."""
_SUSPECT = re.compile(rb"\\[bfu]|\x7f|\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]")
"""Bytes that such characters leave in canonical JSON. A backslash before one of these letters also matches."""
_ENVELOPE = {
    "": ("type", "id", "party", "enterprise", "submitted_at", "signer", "again_of", "data"),
    "enterprise": ("uscc", "customs_code", "name"),
    "signer": ("card", "name", "signature"),
}
_TEXT, _OBJECT = Bilingual("文本", "text"), Bilingual("对象", "an object")
_Worded = Callable[[Fault], Fault]
"""Says a fault in a portal's own names."""
_OPTIONAL = ("again_of", "customs_code", "signature")


@dataclass(frozen=True)
class Reading:
    """A submission that could be parsed, and the faults of its envelope."""

    submission: Submission
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Written:
    """What a portal has written, whatever the shape: enough to make a document of it."""

    values: dict[str, Any]
    """Without its signature: the card signed this."""
    shape: PortalShape | None
    """None for the hub's own shape in JSON."""
    name: str
    """Its id."""
    content: str
    """Digest of the RFC 8785 JSON of the values."""
    signature: str
    """Empty if there is none."""

    def at(self, envelope: str) -> tuple[str, ...]:
        """The steps to a field of the envelope."""
        return _at(self.shape, envelope)


def parse_submission(delivery: Delivery, catalogue: Catalogue | None = None) -> Reading:
    """Parse a submission; raises Rejected as `read_written` does.

    Without a catalogue only JSON in the hub's shape is known.
    """
    own = catalogue.shape_of(delivery.owner) if catalogue is not None else None
    written = read_written(delivery.body, own, catalogue.plain if catalogue is not None else None)
    values, name, content = written.values, written.name, written.content
    form, odd, worded = _form(written.shape, values)
    enterprise, signer = _object(form, "enterprise"), _object(form, "signer")
    type_ = _plain(form, "type")
    submission = Submission(
        portal=delivery.owner,
        id=name,
        type=type_ if _TYPE.fullmatch(type_) else UNKNOWN,
        party=_plain(form, "party")[:64],
        enterprise=Enterprise(_plain(enterprise, "uscc")[:18], _plain(enterprise, "name")[:100]),
        signer=Signer(_plain(signer, "card")[:40], _plain(signer, "name")[:100]),
        again_of=_plain(form, "again_of")[:64] or None,
        submitted_at=read_time(_plain(form, "submitted_at")) or 0,
        form=form,
        content=content,
        payload=digest(delivery.body),
        signature=written.signature,
        written=values,
        worded=worded,
        said_type="" if _TYPE.fullmatch(type_) else _said(follow(values, written.at("type"))),
    )
    return Reading(submission, (*odd, *_around(form, odd, worded)))


def read_written(body: bytes, own: PortalShape | None, plain: PortalShape | None) -> Written:
    """What a portal has written; raises Rejected if it cannot be used: HUB-10x, HUB-119, HUB-133 ff., HUB-401 f.

    `own`: the portal's shape, if it has one. `plain`: the hub's own shape for XML; without it only JSON is known. The
    content decides whether it is JSON or XML, and whether it is in the portal's own shape or in the hub's.
    """
    values, shape = _values(body, own, plain)
    path = _at(shape, "id")
    name = follow(values, path)
    if not isinstance(name, str) or not ID.fullmatch(name):
        raise rejected(Code.NO_USABLE_ID, ".".join(path), name=".".join(path))
    values, signature = _apart(values, _at(shape, "signer.signature"))
    return Written(values, shape, name, _content(values, name), signature)


def _values(
    body: bytes, own: PortalShape | None, plain: PortalShape | None
) -> tuple[dict[str, Any], PortalShape | None]:
    """With the signature, and the shape that they are in."""
    if plain is not None and is_xml(body):
        return read_xml(body, [own, plain] if own is not None else [plain])
    values = read_json(body)
    return values, own if own is not None and own.is_written_in(values) else None


def _at(shape: PortalShape | None, envelope: str) -> tuple[str, ...]:
    return tuple(envelope.split(".")) if shape is None else shape.at(envelope)


def is_xml(body: bytes) -> bool:
    """Whether a submission is XML: its first character is `<`."""
    start = body[:200].removeprefix(BOM_UTF8)
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return start[2:4] in (b"<\0", b"\0<")
    return start.lstrip().startswith(b"<")


def _form(shape: PortalShape | None, values: dict[str, Any]) -> tuple[dict[str, Any], list[Fault], _Worded | None]:
    """The hub's form of what was written, faults of the shape, and how to say faults in the portal's words."""
    if shape is None:
        return values, [], None
    known = shape.form(values)
    form, odd = read_shape(known, values)
    return form, odd, in_words_of(shape, known)


def _content(form: dict[str, Any], name: str) -> str:
    """Digest of the RFC 8785 JSON of what was written.

    Raises Rejected for text that a message cannot carry, and for too deep nesting.

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


def _apart(values: dict[str, Any], steps: tuple[str, ...]) -> tuple[dict[str, Any], str]:
    """What was written without the signature (the card signed this), and the signature; empty if there is none."""
    signature = follow(values, steps)
    if not isinstance(signature, str) or not signature.strip():
        return values, ""
    return _without(values, steps), signature


def _without(values: dict[str, Any], steps: tuple[str, ...]) -> dict[str, Any]:
    first, *rest = steps
    if not rest:
        return {name: value for name, value in values.items() if name != first}
    return {**values, first: _without(values[first], tuple(rest))}


def _texts(value: Any, path: str, depth: int = 1) -> Iterator[Fault]:
    """Faults of texts that XML cannot carry, and of too deep nesting."""
    if isinstance(value, str):
        if NOT_IN_XML.search(value):
            yield fault(Code.INVALID_CHARACTERS, path)
    elif isinstance(value, dict | list):
        if depth > DEPTH_LIMIT:
            yield fault(Code.TOO_DEEP, limit=DEPTH_LIMIT)
            return
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(name, str) and NOT_IN_XML.search(name):
                yield fault(Code.INVALID_CHARACTERS, path)
            yield from _texts(inner, f"{path}[{name}]" if isinstance(name, int) else below(path, name), depth + 1)


def _around(form: Mapping[str, Any], odd: Sequence[Fault], worded: _Worded | None) -> Iterator[Fault]:
    """Faults of the envelope, without the parts of which the portal's shape has told already."""
    told = {one.field for one in odd}
    return (one for one in _envelope(form) if worded is None or not told or worded(one).field not in told)


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


def _said(name: Any) -> str:
    """A name that a portal wrote, to be repeated in events; empty if it is no text."""
    return visible(name.strip()[:_SAID_LIMIT]) if isinstance(name, str) else ""


def _plain(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
