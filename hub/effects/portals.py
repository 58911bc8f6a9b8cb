"""The portals that get events of a document."""

from collections.abc import Sequence

from hub.catalogue import Catalogue, Route
from hub.effects.concerned import enterprises_of
from hub.effects.names import FOREIGN
from hub.model import Books, Document


def portals_of(books: Books, catalogue: Catalogue, document: Document) -> Sequence[str]:
    """The document's own portal. If it has none, the portals that carry its type and speak for its enterprise.

    A document that concerns several enterprises is told to the portals that speak for the others too. If no portal
    hears of it, the home portal of the type does. Of some types the home portal gets every event (`home-hears:
    always`). The type must have a route.
    """
    route, carriers = catalogue.routes[document.type], catalogue.carriers(document.type)
    own = [document.portal] if document.portal else []
    concerned = enterprises_of(books, catalogue, document) if route.concerns or not own else []
    others = [one for one in concerned if not own or one != document.enterprise]
    known = (portal for one in others for portal in books.names.listeners(one) if portal in carriers)
    hearing = list(dict.fromkeys([*own, *known]))
    if route.home in carriers and route.home not in hearing and (route.home_hears_all or not hearing):
        hearing.append(route.home)
    return hearing


def portal_of_named(books: Books, route: Route, subject: str) -> str | None:
    """The portal of the documents that a notice names; None if it names none of a portal, or those of several.

    `subject` is the notice's digest.
    """
    named = [id_ for naming in route.names for id_ in books.names.named(subject, naming.name)]
    portals = {books.trails.document(id_).portal for id_ in named if id_ and id_ != FOREIGN} - {None}
    return portals.pop() if len(portals) == 1 else None
