"""Prove that later messages, and documents that the hub makes, read only what something has brought by then."""

from collections.abc import Mapping

from hub.catalogue.mapping.document_values import all_said_by
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.legs import Leg
from hub.catalogue.mapping.parties import Party
from hub.catalogue.mapping.relations import Making
from hub.catalogue.mapping.routes import Route
from hub.catalogue.proofs.returned import prove_present, prove_read, steps_to, surely_sent
from hub.catalogue.words.places import Problems, Where
from hub.text.bilingual import Bilingual


def prove_facts(route: Route, routes: Mapping[str, Route], parties: Mapping[str, Party], problems: Problems) -> None:
    """Report what a later message or a made document reads and nothing has brought by then."""
    values = all_said_by(route)
    for number, leg in enumerate(route.legs[1:], 1):
        if leg.form is not None:
            _prove_known(leg.form, route, route.legs[:number], route.places.at("then"), problems)
            prove_present(leg.form, values, _sure(route, leg.on), problems)
    for word, writing in (("inquiry", route.inquiry), ("shares", route.shares)):
        if writing is not None and writing.form is not None:
            _prove_known(writing.form, route, route.legs, route.places.at(word), problems)
            prove_present(writing.form, values, _sure(route, writing.on), problems)
    for making in route.makes:
        made = _made(making, routes, parties, problems)
        if made is not None and made.first_form is not None:
            _prove_known(made.first_form, route, route.legs, making.places.block, problems)
            prove_present(made.first_form, values, _sure(route, making.on), problems)


def _sure(route: Route, status: str) -> set[str]:
    """The paths whose values every document of a route has when it reaches a status."""
    sure = set(surely_sent(route.first_form))
    for leg in route.legs:
        if leg.answers and (status in leg.answers.codes.values() or not leg.answers.codes):
            names = (*leg.answers.required.get(status, ()), *leg.answers.numbered.get(status, ()))
            sure |= {f"returned.{name}" for name in names}
    if route.is_notice or (route.legs and route.legs[0].answers):
        always = (name for name, steps in steps_to(route) if all(step.required for step in steps))
        sure |= {f"returned.{name}" for name in always}
    return sure


def _made(
    making: Making, routes: Mapping[str, Route], parties: Mapping[str, Party], problems: Problems
) -> Route | None:
    """The route of a document that the hub makes; None, with the problem reported, when there is none."""
    made = routes.get(making.document)
    if made is None or not made.is_made_by_hub:
        text = Bilingual(
            f"{making.document} 不是 hub 自己的单证（hub-to-party）",
            f"{making.document} is no document of the hub's own (hub-to-party)",
        )
        problems.add(making.places.at("document"), text)
        return None
    if making.party and (making.party not in parties or parties[making.party].role != made.role):
        text = Bilingual(
            f"routes/parties 中没有角色为 {made.role} 的 {making.party}",
            f"{making.party} is no {made.role} in routes/parties",
        )
        problems.add(making.places.at("party"), text)
    return made


def _prove_known(form: Form, route: Route, legs: tuple[Leg, ...], where: Where, problems: Problems) -> None:
    tables = [route.returns, *(leg.answers.returns for leg in legs if leg.answers)]
    known = {f"returned.{name}" for table in tables for name in table.sources}
    known |= {path for leg in legs if leg.form for path in leg.form.known}
    known |= {path for path in form.known if path.partition(".")[0] not in ("data", "returned")}
    for odd in sorted(form.known - known):
        text = Bilingual(f"后续报文所需的“{odd}”没有来源", f"nothing brings “{odd}” for the message that follows")
        problems.add(where, text)
    prove_read(form, all_said_by(route), problems)
