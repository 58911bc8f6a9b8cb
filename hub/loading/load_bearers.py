"""Read which documents bear business numbers, and which documents they supersede."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from hub.catalogue import Catalogue
from hub.effects.work import Work
from hub.loading.load_relations import forms_of, giver_of, named_recorded
from hub.model import Books, Claim, Document
from hub.model.moments import DAY
from hub.ports import Unit
from hub.reading.numbers import BusinessNumber, given


def load_bearers(unit: Unit, books: Books, catalogue: Catalogue, numbers: Collection[BusinessNumber]) -> None:
    """Read which documents bear these numbers. The caller has locked the numbers' keys."""
    if not numbers:
        return
    found = unit.numbered({(n.kind, n.value) for n in numbers})
    routes = {d.id: catalogue.routes[d.type] for _, d in found if d.type in catalogue.routes}
    forms = forms_of(unit, [d for _, d in found if d.id in routes and len(routes[d.id].legs) > 1], catalogue)
    for reference, document in ((r, d) for r, d in found if d.id in routes):
        form = forms.get(document.id) if len(routes[document.id].legs) > 1 else {}
        giver = giver_of(routes[document.id], document, form, reference.kind)
        number = BusinessNumber(document.type, reference.kind, giver, reference.value)
        books.names.bear(number.key, document.id)


def load_counting(
    unit: Unit, books: Books, catalogue: Catalogue, numbers: Collection[BusinessNumber]
) -> list[Document]:
    """Read the notices whose figures named one of these numbers; returns them."""
    types = {
        route.document for route in catalogue.routes.values() if route.figures and route.figures.contain is not None
    }
    keys = (BusinessNumber(type_, n.kind, n.party, n.value).key for type_ in sorted(types) for n in numbers)
    if not (ids := sorted({id_ for key in keys for id_ in books.names.bearers(key)})):
        return []
    found = unit.documents(ids)
    books.trails.load([one for one in found if not books.trails.holds(one.id)])
    books.trails.load_returned(unit.transitions(ids))
    books.names.load(named_recorded(unit, found, catalogue))
    return found


def accounts_of(work: Work, document: Document) -> set[str]:
    """The resources of which a document has an amount that its party's figures contain in the end, held or not."""
    kept = [claiming.key for claiming in work.route(document).claims if claiming.of]
    return {claim.resource for key in kept for claim in work.books.claims.held_by(document.id, key)}


def load_counted(unit: Unit, work: Work, resources: Collection[str], *, all_: bool = False) -> None:
    """Read what these resources' figures contain or may contain next, with the documents whose amounts it is.

    Their trails are read too. The resources must be locked and loaded: then none of these amounts changes. A trail that
    was over well before the held figures is read with `all_` only: newer ones contain such an amount whatever they say.
    """
    books = work.books
    books.claims.load(unit.counted(sorted(resources)) if resources else ())
    of = (books.claims.counted(key) + books.claims.open_claims(key) for key in sorted(resources))
    claims = [claim for found in of for claim in found if claim.amount is not None]
    if unknown := sorted({one.document for one in claims if not books.trails.holds(one.document)}):
        books.trails.load(unit.documents(unknown))
    wanted = {one.document for one in claims if all_ or not _is_long_over(work, one)}
    if unread := sorted(id_ for id_ in wanted if not books.trails.has_past(id_)):
        books.trails.load_returned(unit.transitions(unread))


def _is_long_over(work: Work, claim: Claim) -> bool:
    """Whether the document of a claim ended more than a day before the time of the held figures."""
    document = work.books.trails.document(claim.document)
    is_over = not work.route(document).lifecycle.next.get(document.status)
    return is_over and document.updated_at + DAY < work.books.claims.resource(claim.resource).as_of


def load_ancestors(unit: Unit, books: Books, documents: Iterable[Document]) -> None:
    """Read the predecessors of these documents, one after the other."""
    while above := {d.again_of for d in documents if d.again_of and not books.trails.holds(d.again_of)}:
        documents = unit.documents(sorted(above))
        books.trails.load(documents)


def numbers_given(
    unit: Unit, catalogue: Catalogue, document: Document, values: Mapping[str, Any]
) -> list[BusinessNumber]:
    """The business numbers among values that an operator gives to a document."""
    route = catalogue.routes[document.type]
    names = {name for leg in route.legs if leg.answers for name in leg.answers.references} & values.keys()
    form = forms_of(unit, [document], catalogue).get(document.id) if names and len(route.legs) > 1 else {}
    givers = {name: giver_of(route, document, form, name) for name in sorted(names)}
    return [n for name, giver in givers.items() for n in given(route, giver, [name], values)]
