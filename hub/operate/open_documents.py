"""Whether what is open in a store still has a route, a party of the route's role, and a submission that can be read."""

from collections.abc import Iterator
from typing import Final

from hub.catalogue import Catalogue
from hub.errors import Code, Rejected, operator_error
from hub.model import Document, Statuses
from hub.ports import OpenKind, Store
from hub.reading.kept_form import read_again
from hub.text.bilingual import Bilingual

PAGE: Final = 500
"""Documents that are read at a time."""


def prove_open_documents(store: Store, catalogue: Catalogue) -> None:
    """Refuse a catalogue that what is open in the store does not fit any more (HUB-702).

    An open document's type or status no longer exists, or its party has another role than the route's: its answers
    would be refused for good. Or its submission is of an older hub, which kept the portal's bytes only, and is read
    otherwise with the shape that the portal's file has now.
    """
    statuses = catalogue.statuses
    kinds = store.totals.open_kinds(statuses.final, statuses.own_ends)
    for kind in kinds:
        _prove_known(kind, catalogue)
    for kind in kinds:
        _prove_role(kind, catalogue)
    if any(kind.without_form for kind in kinds):
        _prove_readable(store, catalogue)


def _prove_known(kind: OpenKind, catalogue: Catalogue) -> None:
    route = catalogue.routes.get(kind.type)
    if route is not None and kind.status in route.lifecycle.next:
        return
    raise operator_error(
        Code.BAD_CONFIGURATION,
        reason=Bilingual(
            f"状态 {kind.status} 中还有 {kind.count} 份未结的 {kind.type}，而其路由已不存在",
            f"{kind.count} open {kind.type} in {kind.status}, which has no route any more",
        ),
    )


def _prove_role(kind: OpenKind, catalogue: Catalogue) -> None:
    route, party = catalogue.routes[kind.type], catalogue.parties.get(kind.party)
    if party is None or party.role == route.role:
        return
    raise operator_error(
        Code.BAD_CONFIGURATION,
        reason=Bilingual(
            f"还有未结的 {kind.type} 由 {kind.party} 办理，而 {kind.party} 的角色已改为 {party.role}",
            f"{kind.type} are open with {kind.party}, whose role is {party.role} now",
        ),
    )


def _prove_readable(store: Store, catalogue: Catalogue) -> None:
    for document in _without_form(store, catalogue.statuses):
        body = store.archive.payload(document.payload)
        try:
            read_again(document, body or b"", catalogue)
        except Rejected as error:
            name, file = document.record or document.id, f"routes/portals/{document.sender}.yaml"
            raise operator_error(
                Code.BAD_CONFIGURATION,
                reason=Bilingual(
                    f"单证 {name} 尚未办结，其申报按 {file} 现在的写法读不出；请恢复该文件的 writes，待其办结后再改",
                    f"the submission of open document {name} cannot be read with the shape that {file} has now; "
                    "restore `writes` in that file, and change it when the document is over",
                ),
            ) from error


def _without_form(store: Store, statuses: Statuses) -> Iterator[Document]:
    """The open documents of older hubs, a page at a time."""
    after = ""
    while page := store.documents.without_form(statuses.final, statuses.own_ends, PAGE, after):
        yield from page
        after = page[-1].id
