"""Whether what is open in a store still has a route, and goes to a party of the route's role."""

from hub.catalogue import Catalogue
from hub.errors import Code, operator_error
from hub.ports import Store
from hub.text.bilingual import Bilingual


def prove_open_documents(store: Store, catalogue: Catalogue) -> None:
    """Refuse a catalogue that what is open in the store does not fit any more (HUB-702).

    An open document's type or status no longer exists, or its party has another role than the route's: its answers
    would be refused for good.
    """
    for type_, status, count in store.totals.statuses():
        known = catalogue.statuses.get(status)
        if known is not None and known.kind == "final":
            continue
        route = catalogue.routes.get(type_)
        if route is None or status not in route.lifecycle.next:
            raise operator_error(
                Code.BAD_CONFIGURATION,
                reason=Bilingual(
                    f"状态 {status} 中还有 {count} 份未结的 {type_}，而其路由已不存在",
                    f"{count} open {type_} in {status}, which has no route any more",
                ),
            )
    _prove_roles(store, catalogue)


def _prove_roles(store: Store, catalogue: Catalogue) -> None:
    for type_, name, status in store.totals.parties():
        route, party = catalogue.routes.get(type_), catalogue.parties.get(name)
        if route is None or party is None or party.role == route.role or catalogue.statuses.is_over(type_, status):
            continue
        raise operator_error(
            Code.BAD_CONFIGURATION,
            reason=Bilingual(
                f"还有未结的 {type_} 由 {name} 办理，而 {name} 的角色已改为 {party.role}",
                f"{type_} are open with {name}, whose role is {party.role} now",
            ),
        )
