"""Whether what is open in a store still has a route."""

from hub.catalogue import Catalogue
from hub.errors import Code, operator_error
from hub.ports import Store
from hub.text.bilingual import Bilingual


def prove_open_documents(store: Store, catalogue: Catalogue) -> None:
    """Refuse a catalogue in which an open document's type or status no longer exists (HUB-702)."""
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
