"""Prove what routes say of the facts of documents that they name: amounts out of them, and what is brought to them."""

from collections.abc import Iterator, Mapping

from hub.catalogue.mapping.comparisons import Value
from hub.catalogue.mapping.document_values import said_by
from hub.catalogue.mapping.nodes import Condition
from hub.catalogue.mapping.relations import Bringing
from hub.catalogue.mapping.resources import Claiming
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import another_kind
from hub.text.bilingual import Bilingual

Routes = Mapping[str, Route]


def prove_named_facts(route: Route, routes: Routes, problems: Problems) -> None:
    """Report facts that are not there, amounts that are none, and words that can never act."""
    for claim in route.claims:
        _prove_shared(claim, route, routes, problems)
        for place, text in _of_amounts(claim, route, routes):
            problems.add(place, text)
    for bringing in route.brings:
        for place, text in _of_bringing(bringing, route, routes):
            problems.add(place, text)
    for name in route.newest:
        if name not in route.returned:
            text = Bilingual(f"“{name}”不在“returns”之中", f"“{name}” is not among what returns")
            problems.add(route.places.at("newest"), text)
    for naming in route.names:
        for condition in (naming.where, naming.unless):
            for other in _named(route, naming.name, routes) if condition is not None else ():
                _prove_condition(condition, route, other, problems)


def _named(route: Route, name: str, routes: Routes) -> list[Route]:
    """The routes of the documents of a name, as far as they could be read."""
    types = next((naming.documents for naming in route.names if naming.name == name), ())
    return [one for type_ in types if (one := routes.get(type_)) is not None and _is_read(one)]


def _is_read(route: Route) -> bool:
    return route.is_notice or route.first_form is not None


def _prove_shared(claim: Claiming, route: Route, routes: Routes, problems: Problems) -> None:
    """Report a right on a document of several enterprises that is counted for each enterprise."""
    for other in _named(route, claim.each, routes) if "enterprise" in claim.resource else ():
        if other.concerns:
            text = Bilingual(
                f"{other.document} 涉及多家企业：占用不能按企业分别计算",
                f"{other.document} concerns several enterprises: a claim on it is not counted for each of them",
            )
            problems.add(claim.places.at("on"), text)


def _of_amounts(claim: Claiming, route: Route, routes: Routes) -> Iterator[tuple[Where, Bilingual]]:
    words = {"out-of": claim.out_of, "at-most": claim.at_most, "contains": claim.contains, "counts": claim.counts}
    if not (claim.each and claim.amount):
        for word in (word for word, said in words.items() if said):
            text = Bilingual(f"“{word}”须与 each 和 amount 同用", f"“{word}” goes with each and amount")
            yield claim.places.at(word), text
        return
    if claim.contains and not claim.at_most:
        yield claim.places.at("contains"), Bilingual("“contains”须与 at-most 同用", "“contains” goes with at-most")
    if claim.counts and not claim.settled_by:
        yield claim.places.at("counts"), Bilingual("“counts”须与 settled-by 同用", "“counts” goes with settled-by")
    stated = [f"returned.{name}" for name in (claim.at_most, claim.contains) if name]
    for other in _named(route, claim.each, routes):
        for path in (*claim.out_of, *stated):
            yield from _odd_amount(claim.places.at("out-of"), other, path)
    if claim.counts:
        yield from _odd_amount(claim.places.at("counts"), route, f"returned.{claim.counts}")


def _odd_amount(place: Where, route: Route, path: str) -> Iterator[tuple[Where, Bilingual]]:
    value = said_by(route).get(path)
    if value is None or value.shape.primitive != "decimal":
        yield place, Bilingual(f"{route.document} 的“{path}”不是金额", f"“{path}” of {route.document} is no amount")


def _of_bringing(bringing: Bringing, route: Route, routes: Routes) -> Iterator[tuple[Where, Bilingual]]:
    mine = said_by(route) if _is_read(route) else {}
    for other in _named(route, bringing.named, routes):
        theirs = said_by(other)
        for name, ways in bringing.values.items():
            known = theirs.get(f"returned.{name}")
            if known is None:
                yield bringing.places.at("values"), _unknown(other, name)
            for way in ways if mine else ():
                yield from _odd_way(bringing, mine.get(way), known, way)
        if bringing.count and (counted := theirs.get(f"returned.{bringing.count}")) is None:
            yield bringing.places.at("count"), _unknown(other, bringing.count)
        elif bringing.count and counted is not None and counted.converter.name != "integer":
            text = Bilingual(
                f"{other.document} 的“{bringing.count}”不是整数，不能加一",
                f"“{bringing.count}” of {other.document} is no integer: one cannot be added to it",
            )
            yield bringing.places.at("count"), text


def _odd_way(
    bringing: Bringing, value: Value | None, known: Value | None, way: str
) -> Iterator[tuple[Where, Bilingual]]:
    if value is None:
        text = Bilingual(f"该单证中没有单个的值“{way}”", f"“{way}” is no single value that this document brings")
        yield bringing.places.at("values"), text
    elif known is not None and value.shape.primitive != known.shape.primitive:
        yield bringing.places.at("values"), another_kind(way, known.path)


def _unknown(route: Route, name: str) -> Bilingual:
    return Bilingual(f"{route.document} 没有返回值“{name}”", f"nothing returns “{name}” for {route.document}")


def _prove_condition(condition: Condition | None, route: Route, other: Route, problems: Problems) -> None:
    """Report a condition on a value that takes no codes, on codes that it never has, and one of a notice."""
    if condition is None:
        return
    first, _, name = condition.path.partition(".")
    track = other.track(name) if first == "track" else None
    codes = said_by(other)[condition.path].converter.codes if condition.path in said_by(other) else None
    known = set(track.lifecycle.next) if track is not None else set(codes.to_wire) if codes is not None else set()
    if route.is_notice:
        text = Bilingual("此条件只用于渠道提交的单证", "this condition is for what portals submit")
        problems.add(condition.where, text)
    elif odd := sorted(condition.values - known):
        text = Bilingual(
            f"{other.document} 的“{condition.path}”不会是“{odd[0]}”",
            f"“{condition.path}” of {other.document} is never “{odd[0]}”",
        )
        problems.add(condition.where, text)
