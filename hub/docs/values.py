"""What one field of a form may hold, as JSON Schema: by its converter and its element's simple type."""

import re
from decimal import Decimal
from typing import Any

from hub.catalogue import AS_OURS, TEXT_LIMIT, CodeList, Converter, Facets, Shape, Source, Values

_EXACT = 2**53
_TOKENS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[.^$]")
_SAME_IN_BOTH = re.compile(r"\\[\\|.?*+(){}\[\]SnrtS-]|\[(?:\\[\\\]\[^nrt-]|[^\]\\\[])*\]")
_CLASS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]")
_ENDLESS = re.compile(r"[*+]|,\}")
_BASE64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?"
_BEGINNINGS = {"pdf": "(?=JVBERi0)", "image": "(?=iVBORw0KGgo|/9j/)"}
FILES = {
    "file": "a file",
    "pdf": "a whole PDF, from %PDF- to %%EOF,",
    "image": "a whole PNG or JPEG",
}
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_HOUR = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_REAL_DAY = (
    "(?!0000)(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    f"|{_LEAP_YEAR}-02-29)"
)
_TIME = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?|24:00(?::00(?:[.,]0{1,9})?)?)"
_OFFSET = r"(?:\s*(?:[Zz]|[+-](?:(?:0[0-9]|1[0-3]):?[0-5][0-9]|14:?00)))?"
MOMENT = {
    "type": "string",
    "format": "date-time",
    "pattern": rf"^{_DATE}T{_HOUR}:[0-5][0-9](?:\.[0-9]{{1,6}})?(?:Z|[+-]{_HOUR})$",
    "description": "a time with its offset, as 2026-09-21T10:00:00+08:00",
}
MANY = 300
"""Code lists with more codes are told without their labels, which are in the list's file."""
TEXT = {"type": "string", "pattern": r"^\S(?:[\s\S]*\S)?$"}
"""Any text that begins and ends with something to be seen."""
_FIXED: dict[str, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    "consent": {"const": True},
    "date": {"type": "string", "format": "date", "pattern": f"^{_DATE}$"},
    "day": {
        "type": "string",
        "anyOf": [{"format": "date", "pattern": f"^{_DATE}$"}, {"pattern": f"^{_REAL_DAY}[ T]{_TIME}{_OFFSET}$"}],
        "description": "a date, or a date and time of which the day in Shanghai counts, as 2026-09-21 00:00:00",
    },
    "moment": MOMENT,
}


def name_of(shape: Shape, source: Source) -> str:
    """What a field's kind of value is called among a schema's definitions; empty for what needs no name."""
    converter = source.converter
    if converter.codes is not None:
        return converter.codes.name
    return shape.facets.type if converter.name not in ("boolean", "consent") else ""


def value(shape: Shape, source: Source) -> dict[str, Any]:
    """The JSON Schema of one value."""
    converter, facets = source.converter, shape.facets
    if converter.codes is not None:
        return coded(converter.codes)
    if shape.primitive == "decimal":
        return _number(converter, facets)
    if converter.is_file:
        return _file(converter, facets)
    return dict(_FIXED[converter.name]) if converter.name in _FIXED else _text(converter, facets)


def written(found: dict[str, Any], source: Source, values: Values) -> dict[str, Any]:
    """The schema of one value with a portal's codes; a truth value may be written as such, too."""
    converter = source.converter
    if converter.codes is not None:
        return coded(converter.codes, values)
    if not values.theirs:
        return found
    if converter.name == "boolean":
        return {"enum": [False, True, *values.theirs.values()]}
    if converter.name == "consent":
        return {"enum": [True, *(theirs for ours, theirs in values.theirs.items() if ours == "true")]}
    return {"anyOf": [{"enum": [*values.theirs.values()]}, {**found, "not": {"enum": [*values.theirs]}}]}


def coded(codes: CodeList, values: Values = AS_OURS) -> dict[str, Any]:
    """One of the codes of a list, each with its label where they are not many."""
    if len(codes.labels) > MANY:
        return {"enum": [values.outward(code) for code in codes.labels]}
    return {"oneOf": [{"const": values.outward(code), "title": zh} for code, zh in codes.labels.items()]}


def _text(converter: Converter, facets: Facets) -> dict[str, Any]:
    patterns = [_whole(in_ecma(pattern)) for pattern in facets.patterns] or [TEXT["pattern"]]
    patterns += [r"^[0-9]{8}"] if converter.name == "uscc" else []
    found: dict[str, Any] = {"type": "string", "pattern": patterns[0]}
    if facets.shortest:
        found["minLength"] = facets.shortest
    if facets.longest or all(_ENDLESS.search(_CLASS.sub("", pattern)) for pattern in patterns):
        found["maxLength"] = min(facets.longest or TEXT_LIMIT, TEXT_LIMIT)
    if patterns[1:]:
        found["allOf"] = [{"pattern": pattern} for pattern in patterns[1:]]
    if converter.name == "uscc":
        found["description"] = "统一社会信用代码 with its check character (GB 32100)"
    return found


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$" if "|" in pattern else f"^{pattern}$"


def _file(converter: Converter, facets: Facets) -> dict[str, Any]:
    """Lengths are of the Base64, four characters for three bytes; how a PDF ends, no pattern can say."""
    longest = {"maxLength": -(-facets.longest // 3) * 4} if facets.longest else {}
    return {
        "type": "string",
        "contentEncoding": "base64",
        "pattern": f"^{_BEGINNINGS.get(converter.name, '')}{_BASE64}$",
        "minLength": -(-(facets.shortest or 1) // 3) * 4,
        **longest,
        "description": f"{FILES[converter.name]} in Base64"
        f"{f', at most {facets.longest} bytes decoded' if facets.longest else ''}",
    }


def in_ecma(pattern: str) -> str:
    """XSD's regular expression as JSON Schema's; raises ValueError for what the two read differently."""

    def token(match: re.Match[str]) -> str:
        found = match[0]
        if found == ".":
            return r"[^\n\r]"
        if found in "^$":
            return "\\" + found
        if not _SAME_IN_BOTH.fullmatch(found):
            raise ValueError(f"say {found} in another way: JSON Schema reads it differently")
        return found

    return _TOKENS.sub(token, pattern)


# ---- numbers ----


def digits_of(converter: Converter, facets: Facets) -> tuple[int, int]:
    """How many stand before the point and behind it; a converter takes no more than 20 and 10."""
    places = 0 if converter.name == "integer" else min(facets.places if facets.places is not None else 10, 10)
    return min(20, (facets.digits or 30) - places), places


def _number(converter: Converter, facets: Facets) -> dict[str, Any]:
    """As text or as a JSON number, which must keep clear of what a double cannot hold."""
    whole, places = digits_of(converter, facets)
    least, most = facets.least, facets.most
    sign = "" if least is not None and least >= 0 else "-?"
    nonzero = r"(?![0.]+$)" if least == 0 and facets.is_above else ""
    behind = rf"(?:\.[0-9]{{1,{places}}})?" if places else ""
    bounds: dict[str, Any] = {
        "exclusiveMinimum" if facets.is_above or least is None else "minimum": _plain(least, -_EXACT),
        "exclusiveMaximum" if facets.is_below or most is None else "maximum": _plain(most, min(10**whole, _EXACT)),
    }
    return {
        "type": ["string", "number" if places else "integer"],
        "pattern": f"^{nonzero}{sign}(?:0|[1-9][0-9]{{0,{whole - 1}}}){behind}$",
        **bounds,
        **({"multipleOf": float(Decimal(1).scaleb(-places))} if places else {}),
    }


def _plain(bound: Decimal | None, otherwise: int) -> int | float:
    if bound is None:
        return otherwise
    return int(bound) if bound == bound.to_integral_value() else float(bound)
