"""Prove that both sides agree on which document opens the next round of another, and what its answers mean there."""

from collections.abc import Iterator, Mapping

from hub.catalogue.mapping.relations import Reopening
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems
from hub.model import Status
from hub.text.bilingual import Bilingual


def prove_reopening(routes: Mapping[str, Route], problems: Problems) -> None:
    """Report what one side says and the other does not."""
    for route in routes.values():
        if route.reopens is not None:
            for problem in _faults(route, route.reopens, routes):
                problems.add(route.reopens.places.at("codes" if "codes" in problem.en else "named"), problem)
        for type_ in route.reopened_by:
            other = routes.get(type_)
            reopens = other.reopens if other is not None else None
            named = [naming for naming in (other.names if other else ()) if reopens and naming.name == reopens.named]
            if reopens and not named:
                continue  # that there is no such name is told where it stands
            if not any(route.document in naming.documents for naming in named):
                text = Bilingual(f"{type_} 不开启它的下一轮", f"{type_} does not reopen it")
                problems.add(route.places.at("reopened-by"), text)


def prove_new_round(route: Route, statuses: Mapping[str, Status], problems: Problems) -> None:
    """Report statuses in which the party may still answer: a new message would be a second one for one effect."""
    for code in sorted(route.new_round & set(route.lifecycle.next)):
        if code in statuses and statuses[code].kind == "open":
            text = Bilingual(f"{code} 时上一轮还未结束", f"in {code} the round before is not over")
            problems.add(route.places.at("new-round"), text)


def _faults(route: Route, reopens: Reopening, routes: Mapping[str, Route]) -> Iterator[Bilingual]:
    naming = next((naming for naming in route.names if naming.name == reopens.named), None)
    mine = route.legs[0].answers if route.legs else None
    for other in (routes[type_] for type_ in naming.documents if type_ in routes) if naming else ():
        if naming is not None and other.reopened_by.get(route.document) != naming.statuses:
            yield Bilingual(
                f"{other.document} 的“reopened-by”没有写明这些状态",
                f"“reopened-by” of {other.document} does not list these statuses for it",
            )
        theirs = other.legs[-1].answers if other.legs else None
        if mine is None or theirs is None or mine.element != theirs.element:
            yield Bilingual(f"{other.document} 的回执是另一种报文", f"{other.document} is answered by another message")
        for code in sorted(reopens.codes):
            if mine is not None and code not in mine.codes:
                yield Bilingual(f"codes：没有回执代码 {code}", f"codes: no receipt has the code {code}")
            if reopens.codes[code] not in other.lifecycle.next:
                status = reopens.codes[code]
                yield Bilingual(
                    f"codes：{other.document} 没有状态 {status}", f"codes: {other.document} has no status {status}"
                )
