"""Prove which portals carry which document types: everything that is told reaches a portal that knows it."""

from collections.abc import Collection, Iterator, Mapping

from hub.catalogue.mapping.parties import Portal
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.nearest import meant
from hub.catalogue.words.places import Problems
from hub.text.bilingual import Bilingual


def prove_carriers(portals: Mapping[str, Portal], routes: Collection[Route], problems: Problems) -> None:
    """Report what a portal's file says in vain, and types of which some portal cannot be told.

    `routes` are all routes: with a route left out, nothing is sure.
    """
    services = {route.service for route in routes}
    types = {route.document: route.service for route in routes}
    for portal in portals.values():
        _prove_words(portal, types, services, problems)
        _prove_told(portal, routes, problems)
    for route in routes:
        _prove_heard(route, portals, problems)


def _prove_words(portal: Portal, types: Mapping[str, str], services: Collection[str], problems: Problems) -> None:
    carried = portal.carries or frozenset()
    for odd in sorted(carried - set(types) - set(services)):
        text = Bilingual(f"没有单证或业务“{odd}”", f"there is no document type and no service “{odd}”")
        problems.add(portal.places.at("carries"), meant(text, odd, (*types, *services)))
    for twice in sorted(name for name in carried & set(types) if types[name] in carried):
        text = Bilingual(
            f"已办理业务 {types[twice]} 的全部单证，无须再写 {twice}",
            f"it carries all of {types[twice]}, so {twice} says nothing",
        )
        problems.add(portal.places.at("carries"), text)
    for odd in sorted(portal.without):
        if odd not in types or not (portal.carries is None or types[odd] in carried):
            text = Bilingual(f"本来就不办理“{odd}”", f"it does not carry “{odd}” anyway")
            problems.add(portal.places.at("without"), text)


def _prove_told(portal: Portal, routes: Collection[Route], problems: Problems) -> None:
    """Report types that a portal is told of because of a document that it carries, and that it does not carry."""
    carried = {route.document for route in routes if portal.may_carry(route.document, route.service)}
    word = "carries" if portal.carries is not None else "without"
    for route in routes:
        for follower in sorted(set(_following(route, routes)) - carried if route.document in carried else ()):
            text = Bilingual(
                f"办理 {route.document}，却不办理随之而来的 {follower}",
                f"carries {route.document}, but not {follower}, which follows from it",
            )
            problems.add(portal.places.at(word), text)


def _following(route: Route, routes: Collection[Route]) -> Iterator[str]:
    """The types of the notices that name a document of this route, and of the documents that are made from it."""
    yield from (making.document for making in route.makes)
    for other in routes:
        if other.is_notice and any(route.document in naming.documents for naming in other.names):
            yield other.document


def _prove_heard(route: Route, portals: Mapping[str, Portal], problems: Problems) -> None:
    """Report a type without a portal, and a home portal that does not carry it."""
    if not any(portal.may_carry(route.document, route.service) for portal in portals.values()):
        text = Bilingual(f"没有渠道办理 {route.document}", f"no portal carries {route.document}")
        problems.add(route.where, text)
    elif route.home in portals and not portals[route.home].may_carry(route.document, route.service):
        text = Bilingual(
            f"渠道 {route.home} 不办理 {route.document}", f"home portal {route.home} does not carry {route.document}"
        )
        problems.add(route.places.at("home"), text)
