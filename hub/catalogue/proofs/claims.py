"""Prove that claims can be checked, and that each of their words has an effect."""

from collections.abc import Collection, Mapping

from hub.catalogue.mapping.document_values import form_values, said_by
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.resources import Claiming
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.nearest import meant
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import no_amount
from hub.text.bilingual import Bilingual

Kept = Mapping[str, Collection[tuple[str, ...]]]
"""By name of a figure: the resources that have it."""


def kept_figures(routes: Collection[Route]) -> Kept:
    """The figures that routes keep."""
    kept: dict[str, set[tuple[str, ...]]] = {}
    for route in routes:
        for name in route.figures.keep if route.figures else ():
            kept.setdefault(name, set()).add(route.figures.resource if route.figures else ())
    return kept


def prove_claims(route: Route, kept: Kept, problems: Problems) -> None:
    """Report claims of figures or fields that are not there, ends that dispatch brings, and words without an effect."""
    for claim in route.claims:
        if claim.amount:
            _prove_amount(claim, route, problems)
            if not claim.out_of:
                _prove_figure(claim, kept, problems)
        elif claim.exclusive:
            _prove_exclusive(claim, route, problems)
        _prove_ends(claim, route, problems)


def prove_counted(route: Route, routes: Mapping[str, Route], problems: Problems) -> None:
    """Report an amount that is claimed of a figure which a route keeps as something else than a number."""
    for claim in (one for one in route.claims if one.amount and one.of and not one.each):
        keeping = (one for one in routes.values() if one.figures and one.figures.resource == claim.resource)
        for other in (one for one in keeping if one.figures and claim.of in one.figures.keep):
            value = said_by(other).get(f"returned.{claim.of}")
            if value is not None and not value.is_number:
                problems.add(claim.places.at("of"), no_amount(claim.of))


def _prove_amount(claim: Claiming, route: Route, problems: Problems) -> None:
    place, form = claim.places.at("amount"), route.first_form
    if claim.each and not claim.out_of:
        text = Bilingual(
            "“each”不能与“amount”同用：没有任何一处核对每份单证的金额",
            "“each” does not go with “amount”: nothing checks an amount of each document",
        )
        problems.add(claim.places.at("each"), text)
    if form and claim.amount not in form.known:
        text = Bilingual(
            f"占用 {claim.amount}，但映射没有读取这个字段",
            f"claims {claim.amount}, a field that its mapping does not read",
        )
        problems.add(place, meant(text, claim.amount, form.known))
    elif form and ((value := form_values(form).get(claim.amount)) is None or not value.is_number):
        problems.add(place, no_amount(claim.amount))


def _prove_figure(claim: Claiming, kept: Kept, problems: Problems) -> None:
    if not claim.of:
        text = Bilingual(
            "占用金额须写明“of”：占用哪项额度数据", "an amount needs “of”: the figure that it is a part of"
        )
        problems.add(claim.places.at("amount"), text)
    elif claim.of not in kept:
        text = Bilingual(
            f"占用“{claim.of}”的金额，但没有路由保存这项额度数据",
            f"claims an amount of “{claim.of}”, a figure that no route keeps",
        )
        problems.add(claim.places.at("of"), text)
    elif not claim.each and claim.resource not in kept[claim.of]:
        text = Bilingual(
            f"保存“{claim.of}”的路由所指的是另一资源", f"the routes that keep “{claim.of}” keep it of another resource"
        )
        problems.add(claim.places.at("on"), text)


def _prove_exclusive(claim: Claiming, route: Route, problems: Problems) -> None:
    form = route.first_form
    for odd in (path for path in claim.fields if form and not _is_field(path, form)):
        text = Bilingual(f"映射没有读取字段“{odd}”", f"“{odd}” is no field that the mapping reads")
        problems.add(claim.places.at("on"), meant(text, odd, form.known if form else ()))
    if claim.by and form and claim.by not in {n.name for n in route.names} and not _is_field(claim.by, form):
        text = Bilingual(
            f"“{claim.by}”既不在“names”之中，也不是映射读取的字段",
            f"“{claim.by}” is neither among the names nor a field that the mapping reads",
        )
        problems.add(claim.places.at("by"), text)
    for word, value in (("of", claim.of), ("settled-by", claim.settled_by)):
        if value:
            text = Bilingual(f"“{word}”只对占用金额有意义", f"“{word}” has a meaning for amounts only")
            problems.add(claim.places.at(word), text)


def _is_field(path: str, form: Form) -> bool:
    """Whether a path is a field of the form, or a list whose items are values."""
    names = {name for name, _ in form.fields.values()}
    return f"{path}[#]" in names or (path in names and path not in form.lists)


def _prove_ends(claim: Claiming, route: Route, problems: Problems) -> None:
    dispatched = {code for leg in route.legs for code in (leg.becomes, leg.confirmed, leg.returned)}
    first = {route.lifecycle.first} if route.lifecycle.next else set()
    for odd in sorted(claim.released_by & ((first | dispatched) - {""})):
        text = Bilingual(
            f"占用不能在 {odd} 结束：发送不改变占用", f"a claim cannot end in {odd}: dispatch moves no claim"
        )
        problems.add(claim.places.at("released-by"), text)
