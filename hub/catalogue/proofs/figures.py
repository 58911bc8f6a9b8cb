"""Prove what routes say of figures: which can be missing, what they contain, which day ends them, and who tells so."""

from collections.abc import Collection, Mapping

from hub.catalogue.mapping.resources import Claiming, Containing, Ending, Figures
from hub.catalogue.mapping.routes import Route
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.proofs.returned import steps_to
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import no_day
from hub.text.bilingual import Bilingual


def prove_figures(route: Route, routes: Mapping[str, Route], documents: Collection[str], problems: Problems) -> None:
    """Report held figures that every message has, and ends without a day or without a document.

    `documents` are all that have a file, readable or not.
    """
    if (figures := route.figures) is None:
        return
    said = dict(steps_to(route))
    for name, where in figures.held_places:
        if name in said and all(step.required for step in said[name]):
            text = Bilingual(f"“{name}”从不缺失：不能列入“held”", f"“{name}” is never left out: it cannot be held")
            problems.add(where, text)
    if figures.contain is not None:
        _prove_named(route, figures, figures.contain, routes, problems)
        _prove_counting(route, figures, figures.contain, routes, problems)
    if (ends := figures.ends) is not None:
        is_broken = ends.document in documents and ends.document not in routes
        _prove_ending(ends, said, route if is_broken else routes.get(ends.document), problems)
        if route.document != ends.document and _resource(routes, ends) not in (None, figures.resource):
            text = Bilingual(
                f"{ends.document} 提供的是另一资源的额度数据", f"{ends.document} brings figures of something else"
            )
            problems.add(ends.places.at("told-to"), text)


def _prove_named(
    route: Route, figures: Figures, contain: Containing, routes: Mapping[str, Route], problems: Problems
) -> None:
    """Report a named document that holds no amount of what the figures are about."""
    naming = next((naming for naming in route.names if naming.name == contain.named), None)
    for type_ in naming.documents if naming is not None else ():
        amounts = [one for one in routes[type_].claims if one.amount and not one.each] if type_ in routes else []
        is_elsewhere = all(_is_of_others(claim, figures, routes) for claim in amounts)
        if type_ in routes and is_elsewhere:
            text = Bilingual(f"{type_} 不占用这里的金额", f"{type_} holds no amount of these figures")
            problems.add(contain.places.at("named"), text)


def _prove_counting(
    route: Route, figures: Figures, contain: Containing, routes: Mapping[str, Route], problems: Problems
) -> None:
    """Report a figure that is no amount, or that another route with figures of the same resource treats otherwise."""
    name, where = contain.figure, contain.places.at("in")
    if name not in figures.keep:
        return  # told of where the file was read
    tables = [route.returns, *(leg.answers.returns for leg in route.legs if leg.answers is not None)]
    if any(name in one.sources and one.sources[name].converter.name != "money" for one in tables):
        problems.add(where, Bilingual(f"“{name}”不是金额", f"“{name}” is no amount"))
    for other in routes.values():
        if any(one.resource == figures.resource and one.amount and one.of == name for one in other.claims):
            text = Bilingual(
                f"“{name}”是 {other.document} 从中占用金额的数：说的是剩余",
                f"“{name}” is what {other.document} takes its amount out of: it says what is left",
            )
            problems.add(where, text)
        if other.figures is None or other.figures.resource != figures.resource:
            continue
        if name not in other.figures.keep:
            text = Bilingual(
                f"{other.document} 没有保存同一资源的“{name}”",
                f"{other.document} does not keep “{name}” of the same resource",
            )
            problems.add(where, text)
        elif other.figures.contain is not None and other.figures.contain.figure != name:
            text = Bilingual(
                f"{other.document} 以“{other.figures.contain.figure}”计入", f"{other.document} counts in another figure"
            )
            problems.add(where, text)


def _is_of_others(claim: Claiming, figures: Figures, routes: Mapping[str, Route]) -> bool:
    """Whether a claim draws on other figures. One that draws on none is reported where it stands."""
    others = (route.figures for route in routes.values() if route.figures is not None)
    is_sound = any(one.resource == claim.resource and claim.of in one.keep for one in others)
    return is_sound and claim.resource != figures.resource


def _prove_ending(ending: Ending, said: Mapping[str, list[Shape]], teller: Route | None, problems: Problems) -> None:
    if ending.after in said and not said[ending.after][-1].primitives <= {"date"}:
        problems.add(ending.places.at("after"), no_day(ending.after))
    if ending.document and (teller is None or teller.figures is None):
        text = Bilingual(
            f"“{ending.document}”不是提供额度数据的单证", f"“{ending.document}” is no document that brings figures"
        )
        problems.add(ending.places.at("told-to"), text)


def _resource(routes: Mapping[str, Route], ending: Ending) -> tuple[str, ...] | None:
    teller = routes.get(ending.document)
    return teller.figures.resource if teller and teller.figures else None
