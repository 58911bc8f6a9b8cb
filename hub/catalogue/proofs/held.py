"""Prove that what is held in a status can return from it, and that nothing returns from where it is never held."""

from collections.abc import Mapping

from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems
from hub.text.bilingual import Bilingual


def prove_held(routes: Mapping[str, Route], problems: Problems) -> None:
    """Report `held-in` without a document that moves it back, and `back` for a document that nothing holds."""
    returned: set[str] = set()
    for route in routes.values():
        for moving in (one for one in route.moves if one.back):
            types = [type_ for naming in route.names if naming.name == moving.named for type_ in naming.documents]
            returned.update(types)
            for type_ in types:
                if type_ in routes and not routes[type_].held_in:
                    text = Bilingual(f"{type_} 没有“held-in”：无从恢复", f"{type_} has no “held-in” to return from")
                    problems.add(moving.places.at("back"), text)
    for route in routes.values():
        if route.held_in and route.document not in returned:
            text = Bilingual("没有单证以“back”恢复它", "no document moves it “back”")
            problems.add(route.places.at("held-in"), text)
