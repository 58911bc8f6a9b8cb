"""Prove that documents can move the documents that they name, and that each word about such a move can act."""

from collections.abc import Mapping, Sequence

from hub.catalogue.mapping.relations import Moving, Naming
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems
from hub.text.bilingual import Bilingual


def prove_named_moves(route: Route, routes: Mapping[str, Route], problems: Problems) -> None:
    """Report moves of named documents to statuses that follow no status of theirs."""
    for moving in route.moves:
        named = (name for naming in route.names if naming.name == moving.named for name in naming.documents)
        types = [routes[name] for name in named if name in routes]
        for naming in (n for n in route.names if n.name == moving.named):
            _prove_waiting(moving, naming, types, problems)
        _prove_twice(moving, types, problems)
        for other, odd in ((one, odd) for one in types for odd in sorted(moving.to.all - _followers(one))):
            text = Bilingual(
                f"{other.document} 没有状态可以变为 {odd}", f"{other.document} may move to {odd} from nowhere"
            )
            problems.add(moving.places.at("to"), text)


def _prove_waiting(moving: Moving, naming: Naming, types: Sequence[Route], problems: Problems) -> None:
    """Report a status from which the named document cannot move there, and a move that never waits."""
    for other in types:
        for odd in sorted(moving.sources):
            if not all(other.lifecycle.allows(odd, to) for to in moving.to.all):
                text = Bilingual(
                    f"{other.document} 不能由 {odd} 这样变化", f"{other.document} may not move so from {odd}"
                )
                problems.add(moving.places.at("from"), text)
    if moving.sources and naming.statuses and naming.statuses <= moving.sources | moving.to.all:
        text = Bilingual(
            "引用的单证总在其中之一：无需等待", "the named document is always in one of them: nothing waits"
        )
        problems.add(moving.places.at("from"), text)


def _prove_twice(moving: Moving, types: Sequence[Route], problems: Problems) -> None:
    """Report a status that the named document's party never says, or from which the named document simply moves."""
    for odd in sorted(moving.twice):
        if (problem := next((found for other in types if (found := _odd_twice(moving, other, odd))), None)) is not None:
            problems.add(moving.places.at("twice"), problem)
    if moving.twice and moving.back:
        problems.add(moving.places.at("twice"), Bilingual("“twice”用于“to”", "“twice” goes with “to”"))


def _odd_twice(moving: Moving, other: Route, status: str) -> Bilingual | None:
    """What is wrong with a status of `twice` for one type of named documents."""
    answers = [leg.answers for leg in other.legs if leg.answers]
    if all(one.codes for one in answers) and not any(status in one.codes.values() for one in answers):
        return Bilingual(f"{other.document} 的回执没有 {status}", f"no answer to {other.document} says {status}")
    if any(other.lifecycle.allows(status, to) for to in moving.to.all):
        return Bilingual(f"{other.document} 可以由 {status} 这样变化", f"{other.document} may move so from {status}")
    return None


def _followers(route: Route) -> set[str]:
    """The statuses that follow another one."""
    return {code for following in route.lifecycle.next.values() for code in following}
