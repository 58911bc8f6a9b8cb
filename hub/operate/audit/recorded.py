"""Documents that were recorded by the catalogue that the home has now: what they bear and claim follows from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hub.catalogue import Catalogue, Route
from hub.errors import Rejected
from hub.model import REFUSED, Claim, Document, Message, Reference, Resource, Transition
from hub.model.books.trails import parted
from hub.ports import AuditReader, Records
from hub.reading.kept_form import read_form


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A document with all that is stored of it, and its route."""

    document: Document
    route: Route
    rows: Sequence[Transition]
    messages: Sequence[Message]
    references: Sequence[Reference]
    claims: Sequence[Claim]
    form: Mapping[str, Any]
    """As it was accepted, or announced; with the enterprise only for a document that has none."""

    @property
    def is_submitted(self) -> bool:
        return self.document.portal == self.document.sender

    @cached_property
    def announced(self) -> Mapping[str, Any]:
        """The values of the first row that returned some: of a notice, what it announced."""
        return next((row.detail["returned"] for row in self.rows if "returned" in row.detail), {})

    @cached_property
    def returned(self) -> Mapping[str, Any]:
        """The values that count; the newest of each name."""
        found: dict[str, Any] = {}
        for row in self.rows:
            found |= row.detail.get("returned", {}) if row.is_taken else {}
        return found

    def named(self, word: str) -> list[str]:
        """The ids of the documents to which it refers by one name of its route."""
        return [reference.value for reference in self.references if reference.kind == word]


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What stands beside some documents: those that they name, and who else claims what they claim."""

    documents: Mapping[str, Document]
    references: Mapping[str, Sequence[Reference]]
    claims: Mapping[tuple[str, str], Sequence[Claim]]
    """By resource and key."""
    resources: Mapping[str, Resource]

    def versions(self, id_: str, catalogue: Catalogue) -> list[str]:
        """A document and the versions before it, newest first."""
        found = [id_]
        while (one := self.documents.get(found[-1])) is not None and _has_versions(one, catalogue):
            if one.again_of is None or one.again_of in found:
                break
            found.append(one.again_of)
        return found


def documents_by(catalogue: Catalogue, records: Records) -> list[Document]:
    """The documents that this catalogue recorded from their first transition to their newest; without refused ones."""
    accepted = (document for document in records.documents.values() if document.status != REFUSED)
    return [document for document in accepted if _is_by(catalogue, document, records)]


def recorded_among(
    reader: AuditReader, records: Records, documents: Iterable[Document], catalogue: Catalogue
) -> tuple[list[Recorded], list[Document]]:
    """What is stored of these documents, which this catalogue recorded; and those whose form cannot be read.

    Without archived ones, those of which nothing follows, and those whose form is missing, which is found otherwise.
    """
    known = [
        document
        for document in documents
        if document.type in catalogue.routes
        and not _bears_nothing(catalogue.routes[document.type], document, records)
        and not parted(records.transitions[document.id])
    ]
    wanted = {d.form for d in known if d.form is not None and _needs_form(catalogue.routes[d.type])}
    bodies = dict(reader.bodies(wanted)) if wanted else {}
    made: list[Recorded] = []
    unread: list[Document] = []
    for document in known:
        try:
            form = _form(document, catalogue.routes[document.type], bodies)
        except (Rejected, ValueError, RecursionError):
            unread.append(document)
        else:
            made += [] if form is None else [_recorded(document, records, catalogue.routes[document.type], form)]
    return made, unread


def beside(reader: AuditReader, recorded: Sequence[Recorded], catalogue: Catalogue) -> Beside:
    """What stands beside these documents."""
    makers = {one.document.maker for one in recorded} - {""}
    named = {id_ for one in recorded for naming in one.route.names for id_ in one.named(naming.name)}
    documents = _with_versions(reader, named | makers, catalogue)
    keys = {claim.resource for one in recorded for claim in one.claims}
    return Beside(
        documents=documents,
        references=_grouped(reader.references(named | makers)),
        claims=_by_key(reader.claims_on(keys)),
        resources={resource.key: resource for resource in reader.resources(keys)},
    )


def _form(document: Document, route: Route, bodies: Mapping[str, bytes]) -> Mapping[str, Any] | None:
    """Its form; None where it is not stored. Raises Rejected, ValueError, RecursionError for what is no form."""
    if document.form is None or not _needs_form(route):
        return document.announced_form
    if document.form not in bodies:
        return None
    form: Any = read_form(document, bodies)
    if not isinstance(form, dict):
        raise ValueError(document.form)  # noqa: TRY004 - one error for whatever is no form
    return form


def _recorded(document: Document, records: Records, route: Route, form: Mapping[str, Any]) -> Recorded:
    return Recorded(
        document=document,
        route=route,
        rows=records.transitions[document.id],
        messages=records.messages.get(document.id, ()),
        references=records.references.get(document.id, ()),
        claims=records.claims.get(document.id, ()),
        form=form,
    )


def _is_by(catalogue: Catalogue, document: Document, records: Records) -> bool:
    rows = records.transitions.get(document.id, ())
    return bool(rows) and all(row.catalogue == catalogue.digest for row in rows)


def _bears_nothing(route: Route, document: Document, records: Records) -> bool:
    """Whether a document bears and claims nothing, and nothing follows that it should."""
    if route.is_notice or _needs_form(route) or document.id in records.references or document.id in records.claims:
        return False
    return not any("returned" in row.detail for row in records.transitions.get(document.id, ()))


def _needs_form(route: Route) -> bool:
    return bool(route.names or route.numbers or route.concerns or route.claims)


def _has_versions(document: Document, catalogue: Catalogue) -> bool:
    route = catalogue.routes.get(document.type)
    return route is not None and route.comes_in_versions


def _with_versions(reader: AuditReader, ids: set[str], catalogue: Catalogue) -> dict[str, Document]:
    """These documents, and the versions before them."""
    documents: dict[str, Document] = {}
    looked_for: set[str] = set()
    while ids:
        documents |= {document.id: document for document in reader.documents(ids)}
        looked_for |= ids
        versions = (one for one in documents.values() if _has_versions(one, catalogue))
        ids = {one.again_of for one in versions if one.again_of is not None} - looked_for
    return documents


def _grouped(references: Iterable[Reference]) -> dict[str, list[Reference]]:
    found: dict[str, list[Reference]] = {}
    for reference in references:
        found.setdefault(reference.document, []).append(reference)
    return found


def _by_key(claims: Iterable[Claim]) -> dict[tuple[str, str], list[Claim]]:
    found: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        found.setdefault((claim.resource, claim.key), []).append(claim)
    return found
