"""Prove what tells documents apart, whose they are and when they were decided: numbers, codes, USCCs and times."""

from collections.abc import Iterator

from hub.catalogue.mapping.comparisons import Value
from hub.catalogue.mapping.converters import PLAIN
from hub.catalogue.mapping.document_values import Values, said_by
from hub.catalogue.mapping.numbers import parts_of
from hub.catalogue.mapping.routes import Route
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.mapping.unit_rules import SameUnit
from hub.catalogue.mapping.writable import unwritable
from hub.catalogue.words.places import Problems, Where
from hub.text.bilingual import Bilingual

_USCC, _MOMENT = PLAIN["uscc"], PLAIN["moment"]
_Odd = Iterator[tuple[Where, Bilingual]]


def prove_identities(route: Route, problems: Problems) -> None:
    """Report numbers that are no texts, units, enterprises and times that cannot be such."""
    values = said_by(route)
    for where, text in (*_numbers(route, values), *_units(route, values), *_enterprises(route), *_decided(route)):
        problems.add(where, text)


def _numbers(route: Route, values: Values) -> _Odd:
    answers = [leg.answers for leg in route.legs if leg.answers is not None]
    places = [(route.places.at("references"), route.references)]
    places += [(one.places.at("references"), one.references) for one in answers]
    for where, names in places:
        for part in (part for name in names for part in parts_of(name)):
            value = values.get(f"returned.{part}")
            if value is not None and (value.converter.name != "text" or value.shape.repeats):
                told = Bilingual(
                    f"编号“{part}”应按原文保存，而其类型是 {value.kind.zh}",
                    f"the number “{part}” is kept as it is written, and its type is {value.kind.en}: make it a text",
                )
                yield where, told


def _units(route: Route, values: Values) -> _Odd:
    """The units that a document concerns, and those that a rule compares."""
    prefix = "returned." if route.is_notice else "data."
    units = [(route.places.at("concerns"), f"{prefix}{name}_") for name in route.concerns]
    for rule in (rule for rule in route.rules if isinstance(rule, SameUnit)):
        own = (place for place in rule.places if place.naming is None and place.where is not None)
        units += [(place.where, place.prefix) for place in own if place.where is not None]
    for where, start in units:
        for part in ("uscc", "code"):
            value = values.get(f"{start}{part}")
            if value is not None and not _may_tell(part, value):
                kind = value.kind
                told = Bilingual(
                    f"“{start}{part}”的类型是 {kind.zh}，不能是单位的代码",
                    f"“{start}{part}” is {kind.en} and cannot be the code of a unit: mend its type in the schema",
                )
                yield where, told


def _may_tell(part: str, value: Value) -> bool:
    return value.shape.primitive == "string" and (part != "uscc" or unwritable(value.shape, _USCC) is None)


def _enterprises(route: Route) -> _Odd:
    """Of what a party announces: where it says whose document it is."""
    said = [(route.element, route.places.at("element"))] if route.is_notice else []
    if route.existing is not None:
        said.append((route.existing.element, route.existing.places.at("element")))
    for element, where in said:
        shape = route.schema.shape(element)
        if shape is not None and (held := shape.child("Enterprise")) is not None and not _tells(held):
            told = Bilingual(
                f"{element} 的 Enterprise 中没有可填统一社会信用代码的 Uscc",
                f"Enterprise of {element} has no Uscc that admits a USCC: nobody knows whose the document is",
            )
            yield where, told


def _decided(route: Route) -> _Odd:
    """Of what a party decides: when it did."""
    said = [(route.element, route.places.at("element"))] if route.is_notice else []
    said += [(one.element, one.places.at("element")) for leg in route.legs if (one := leg.answers) is not None]
    for element, where in said:
        shape = route.schema.shape(element)
        at = shape.child("DecidedAt") if shape is not None else None
        if at is not None and (at.primitive != "dateTime" or unwritable(at, _MOMENT) is not None):
            told = Bilingual(
                f"{element} 的 DecidedAt 不能是时间",
                f"DecidedAt of {element} cannot be a time: mend its type in the schema",
            )
            yield where, told


def _tells(enterprise: Shape) -> bool:
    uscc = enterprise.child("Uscc")
    return uscc is not None and uscc.primitive == "string" and unwritable(uscc, _USCC) is None
