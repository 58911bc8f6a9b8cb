"""What follows with the catalogue, of the documents that were recorded by the one that the home has now."""

from collections.abc import Iterator
from dataclasses import dataclass

from hub.catalogue import Catalogue
from hub.operate.audit.claims import check_claims
from hub.operate.audit.finding import Finding
from hub.operate.audit.recorded import beside, recorded_among
from hub.operate.audit.references import check_references
from hub.ports import AuditReader, Records


@dataclass(frozen=True, slots=True)
class CatalogueCheck:
    """Verifies references and claims by one catalogue."""

    catalogue: Catalogue

    def __call__(self, reader: AuditReader, records: Records) -> Iterator[Finding]:
        recorded = recorded_among(reader, records, self.catalogue)
        around = beside(reader, recorded, self.catalogue)
        for one in recorded:
            yield from check_references(one, around)
            yield from check_claims(one, around, self.catalogue)
