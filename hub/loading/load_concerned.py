"""Read which enterprises documents concern, and decide whose documents may be named."""

from collections.abc import Collection, Iterable, Sequence

from hub.catalogue import Catalogue
from hub.effects.concerned import enterprises_of
from hub.model import CONCERNS, Books, CustomsUnit, Document, Registration
from hub.ports import Unit


def load_concerned(unit: Unit, books: Books, catalogue: Catalogue, units: Iterable[CustomsUnit]) -> set[str]:
    """Read whom the loaded documents concern that can concern several; return these enterprises.

    `units` are units of documents that are to be made.
    """
    types = {route.document for route in catalogue.routes.values() if route.concerns}
    shared = books.trails.of_types(types)
    if unread := [d.id for d in shared if not books.names.numbers(d.id)]:
        books.names.load_numbers(unit.references(sorted(unread)))
    said = {CustomsUnit.read(r.value) for d in shared for r in books.names.numbers(d.id) if r.kind == CONCERNS}
    said |= set(units)
    if codes := {one.code for one in said if one.code and not one.uscc}:
        books.names.load_registrations(unit.registrations(sorted(codes)))
    owners = {books.names.owner_of_unit(one) for one in said}
    return (owners | {e for d in shared for e in enterprises_of(books, catalogue, d)}) - {""}


class Owners:
    """Decides whether a document may be named: by one of the enterprises that it concerns."""

    def __init__(
        self, unit: Unit, catalogue: Catalogue, documents: Collection[Document], named: Iterable[CustomsUnit]
    ) -> None:
        """`named` are the units of the notices that name some of these documents."""
        shared = {d.id for d in documents if catalogue.routes[d.type].concerns}
        self._units: dict[str, list[CustomsUnit]] = {id_: [] for id_ in shared}
        for reference in unit.references(sorted(shared)) if shared else ():
            if reference.kind == CONCERNS:
                self._units[reference.document].append(CustomsUnit.read(reference.value))
        said = {one for units in self._units.values() for one in units} | set(named)
        codes = {one.code for one in said if one.code and not one.uscc}
        self._namings: Sequence[Registration] = unit.registrations(sorted(codes)) if codes else ()

    def admit(self, document: Document, enterprise: str, units: Collection[CustomsUnit]) -> bool:
        """Whether an enterprise, or a notice that concerns these units, may name the document.

        A notice without enterprise and units may name any document of its party.
        """
        if not enterprise and not units:
            return True
        owners = {owner for one in units if (owner := one.owner(self._namings))} | {enterprise} - {""}
        if document.id not in self._units:
            return document.enterprise in owners
        own = self._units[document.id]
        if document.portal and document.sender == document.portal and document.enterprise in owners:
            return True
        if any(one.owner(self._namings) in owners for one in own if one.owner(self._namings)):
            return True
        return any(one.is_same(other) for one in own for other in units)
