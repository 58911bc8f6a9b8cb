"""What follows with the catalogue, of the documents that were recorded by the one that the home has now."""

from collections.abc import Iterator
from dataclasses import dataclass

from hub.catalogue import Catalogue
from hub.errors import Code
from hub.operate.audit.claims import check_claims
from hub.operate.audit.finding import Finding, found
from hub.operate.audit.recorded import beside, documents_by, recorded_among
from hub.operate.audit.references import check_references
from hub.operate.audit.words import check_words
from hub.ports import AuditReader, Records


@dataclass(frozen=True, slots=True)
class CatalogueCheck:
    """Verifies types, statuses, references and claims by one catalogue."""

    catalogue: Catalogue

    def __call__(self, reader: AuditReader, records: Records) -> Iterator[Finding]:
        documents = documents_by(self.catalogue, records)
        for document in documents:
            yield from check_words(document, records.transitions[document.id], self.catalogue)
        recorded, unread = recorded_among(reader, records, documents, self.catalogue)
        for document in unread:
            yield found(Code.FORM_NOT_READ, document=document.id, digest=document.form)
        around = beside(reader, recorded, self.catalogue)
        for one in recorded:
            yield from check_references(one, around)
            yield from check_claims(one, around, self.catalogue)
