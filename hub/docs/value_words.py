"""What one value may be, in words: for the cells of a table."""

from hub.catalogue import CodeList, Converter, Facets, Shape
from hub.docs.page import several
from hub.docs.values import FILES, digits_of

FEW = 8
"""Codes that a table's cell has room for."""
LINE = r"\S(.*\S)?"


def is_named(facets: Facets) -> bool:
    """Whether a text's form is told under a name of its own."""
    return bool(facets.type) and any(pattern != LINE for pattern in facets.patterns)


def in_words(shape: Shape, converter: Converter) -> str:
    """What a value of an element is, by way of a converter."""
    facets = shape.facets
    if converter.codes is not None:
        return _codes(converter.codes)
    if shape.primitive == "decimal":
        return _number_in_words(converter, facets)
    named = {
        "boolean": "true or false",
        "consent": "`true`: nothing else is consent",
        "date": "date `YYYY-MM-DD`",
        "day": "date `YYYY-MM-DD`, with a time of day or without",
        "moment": "time, Shanghai's without an offset",
        "moment-or-date": "time, Shanghai's without an offset, or a date: the end of that day",
        "uscc": "USCC with its check character (GB 32100)",
    }
    if converter.is_file:
        return f"{FILES[converter.name]} in Base64{f', at most {facets.longest:,} bytes' if facets.longest else ''}"
    return named.get(converter.name) or _text_in_words(facets)


def _text_in_words(facets: Facets) -> str:
    longest = f", at most {facets.longest} characters" if facets.longest else ""
    if is_named(facets):
        return f"[{facets.type}](#kinds-of-text){longest}"
    odd = [pattern for pattern in facets.patterns if pattern != LINE]
    return (
        f"{'text' if odd or not facets.patterns else 'one line'}{longest}{' like ' if odd else ''}{several(odd, 'and')}"
    )


def _codes(codes: CodeList) -> str:
    """Each with the code on the wire, where that is another."""
    if len(codes.labels) > FEW:
        return f"[code list {codes.name}](#code-list-{codes.name})"
    wire = {code: f" (`{to}` in messages)" if to != code else "" for code, to in codes.to_wire.items()}
    return ", ".join(f"`{code}` {zh}{wire[code]}" for code, zh in codes.labels.items())


def _number_in_words(converter: Converter, facets: Facets) -> str:
    whole, places = digits_of(converter, facets)
    kind = "whole number" if not places else {"money": "yuan"}.get(converter.name, "number")
    least = "" if facets.least is None else f", {'more than' if facets.is_above else 'at least'} {facets.least}"
    most = "" if facets.most is None else f", {'less than' if facets.is_below else 'at most'} {facets.most}"
    digits = f", {whole} digits and {places} places at most" if places else ""
    return f"{kind}{least}{most}{digits}"
