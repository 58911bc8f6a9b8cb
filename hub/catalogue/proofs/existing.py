"""Prove `existing:`: the message says all of a document that the hub reads of it afterwards, and is never misread."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from hub.catalogue.mapping.comparisons import NamedValue
from hub.catalogue.mapping.existing import Existing
from hub.catalogue.mapping.named_rules import NamedRule
from hub.catalogue.mapping.numbers import parts_of
from hub.catalogue.mapping.relations import Naming
from hub.catalogue.mapping.routes import Route
from hub.catalogue.mapping.unit_rules import PARTS, UnitPlace
from hub.catalogue.proofs.returned import surely_brought, surely_sent
from hub.catalogue.words.places import Problems
from hub.text.bilingual import Bilingual

Routes = Mapping[str, Route]
Reading = tuple[str, str]
"""Who reads a value of such a document, and its path."""


def prove_existing(route: Route, routes: Routes, problems: Problems) -> None:
    """Report what nothing could take over, values that the hub needs and the message lacks, and values said twice."""
    existing = route.existing
    if existing is None:
        return
    is_read = not any(problem.file == route.where.file for problem in problems.found)
    told = [*_misnamed(route, existing), *_lacking(route, existing, routes)] if is_read else []
    for text in (*_untaken(route), *told):
        problems.add(existing.places.block, text)


def _untaken(route: Route) -> Iterator[Bilingual]:
    """What such a document would have, and what no message of this kind says."""
    if route.names:
        yield Bilingual("引用其他单证的单证不能这样接收", "a document that names others is not taken over")
    if any(claim.amount or claim.each or claim.fields for claim in route.claims):
        yield Bilingual(
            "占用金额或他人单证的单证不能这样接收", "a document with a claim on an amount is not taken over"
        )


def _misnamed(route: Route, existing: Existing) -> Iterator[Bilingual]:
    """Whose it is must be said once: by the sender, by the elements of other receivers, and by `Enterprise`."""
    *others, last = route.legs
    for path in (leg.party for leg in others if leg.party not in existing.form.known):
        yield Bilingual(f"报文没有“{path}”：无法得知对方", f"the message lacks “{path}”: nobody knows that party")
    if last.party in existing.form.known:
        yield Bilingual(f"“{last.party}”就是发送方：请删去", f"“{last.party}” is who sends it: leave it out")
    path = "enterprise.customs_code" if route.concerns else "enterprise.uscc"
    if path not in surely_sent(existing.form):
        yield Bilingual(f"报文可以没有“{path}”", f"a message may lack “{path}”")
    for telling in route.tells:
        if telling.value in existing.returns.sources:
            yield Bilingual(
                f"“{telling.value}”由 Header/TakenOver 说明：请删去",
                f"“{telling.value}” is said in Header/TakenOver: leave it out",
            )


def _lacking(route: Route, existing: Existing, routes: Routes) -> Iterator[Bilingual]:
    """Values that are always there in other documents of the type, or that something reads, and not here."""
    form, shape = existing.form, route.schema.shape(existing.element)
    always = {path for path in surely_sent(route.first_form) & form.known if not path.startswith("enterprise.")}
    for path in sorted(always - surely_sent(form)):
        yield Bilingual(f"报文可以没有“{path}”", f"a message may lack “{path}”")
    sure = surely_brought(shape, existing.returns)
    for name in sorted(_needed(route, routes) - sure):
        yield Bilingual(f"报文可以没有返回值“{name}”", f"a message may lack “{name}”, which a party must have said")
    last = route.legs[-1].party
    for who, path in sorted(set(_read(route, routes))):
        first, _, name = path.partition(".")
        is_there = name in existing.returns.sources if first == "returned" else path in form.known or path == last
        if not is_there and _is_known(route, path):
            yield Bilingual(f"{who} 读取“{path}”，报文中没有", f"{who} reads “{path}”, which the message lacks")


def _needed(route: Route, routes: Routes) -> set[str]:
    """Names of the values without which an answer would be refused, its numbers, and what is left of its amounts."""
    found: set[str] = set()
    ends = [frozenset({leg.on}) for leg in route.legs[1:]] + [route.taken_over]
    for leg, statuses in zip(route.legs, ends, strict=True):
        if leg.answers is not None:
            found |= {part for name in leg.answers.references for part in parts_of(name)}
            found |= {name for status in statuses for name in leg.answers.required.get(status, ())}
    for other, naming in _naming(route, routes):
        for claim in (one for one in other.claims if one.each == naming.name):
            found |= {claim.at_most, claim.contains} - {""}
    return found


def _read(route: Route, routes: Routes) -> Iterator[Reading]:
    """The values of such documents that routes read, theirs included."""
    mine = route.document
    yield from ((mine, claim.by) for claim in route.claims if claim.by)
    yield from ((mine, number.path) for number in route.numbers)
    yield from ((mine, f"data.{name}_{part}") for name in route.concerns for part in ("code", "uscc"))
    yield from ((mine, f"returned.{one.after}") for one in route.expires)
    for track in route.tracks:
        for name, _ in track.ends.after if track.ends else ():
            yield mine, name if "." in name else f"returned.{name}"
    for other in routes.values():
        for need in other.requires:
            if need.document == mine and need.where is not None:
                yield other.document, need.where.path
    for other, naming in _naming(route, routes):
        yield from ((other.document, path) for path in _of_named(other, naming))


def _naming(route: Route, routes: Routes) -> Iterator[tuple[Route, Naming]]:
    """The routes that name such documents, and how."""
    for other in routes.values():
        yield from ((other, naming) for naming in other.names if route.document in naming.documents)


def _of_named(other: Route, naming: Naming) -> Iterator[str]:
    """The values of the documents of a name that a route reads."""
    yield from (one.path for one in (naming.where, naming.unless) if one is not None)
    yield from (path for claim in other.claims if claim.each == naming.name for path in claim.out_of)
    for need in other.requires:
        if need.of == naming.name and need.when is not None:
            yield need.when.path
    for rule in other.rules:
        yield from _in_rule(rule, naming.name)


def _in_rule(part: Any, name: str) -> Iterator[str]:
    """The paths that a rule reads of the documents of a name."""
    if isinstance(part, NamedRule):
        yield from part.of_named.get(name, ())
    elif isinstance(part, NamedValue | UnitPlace):
        if part.naming is not None and part.naming.name == name:
            yield from [part.path] if isinstance(part, NamedValue) else map(part.path, PARTS)
    elif isinstance(part, tuple | list):
        for one in part:
            yield from _in_rule(one, name)
    elif is_dataclass(part) and not isinstance(part, type):
        for field in fields(part):
            yield from _in_rule(getattr(part, field.name), name)


def _is_known(route: Route, path: str) -> bool:
    """Whether documents of the type have the value at all; a track, or a part of a unit, may be another matter."""
    first, _, name = path.partition(".")
    if first == "returned":
        return name in route.returned
    return route.first_form is not None and path in route.first_form.known
