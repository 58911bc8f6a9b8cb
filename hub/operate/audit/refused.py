"""Refused documents: nothing was taken in of them, so they bear no number, and hold no right and no amount."""

from collections.abc import Iterator

from hub.errors import Code
from hub.model import REFUSED
from hub.operate.audit.finding import Finding, found
from hub.ports import Records
from hub.text.bilingual import Bilingual

_REFUSED = Bilingual("单证已被拒绝", "the document was refused")


def check_refused(records: Records) -> Iterator[Finding]:
    """No refused one of these documents has a reference or a claim, whether open or closed."""
    for document in records.documents.values():
        if document.status == REFUSED:
            for one in records.references.get(document.id, ()):
                yield found(Code.REFERENCE_DIFFERS, document=document.id, kind=one.kind, value=one.value, what=_REFUSED)
            for claim in records.claims.get(document.id, ()):
                yield found(
                    Code.CLAIM_DIFFERS, document=document.id, resource=claim.resource, key=claim.key, what=_REFUSED
                )
