"""Types, statuses and tracks: those that the catalogue has by which a document was recorded."""

from collections.abc import Iterator, Sequence

from hub.catalogue import Catalogue, tracks_of
from hub.errors import Code
from hub.model import MAIN, Document, Transition
from hub.operate.audit.finding import Finding, found
from hub.text.bilingual import Bilingual

_TYPE = Bilingual("类型", "type")
_STATUS = Bilingual("办理状态", "status")
_TRACK = Bilingual("状态线", "track")


def check_words(document: Document, rows: Sequence[Transition], catalogue: Catalogue) -> Iterator[Finding]:
    """The first word of an accepted document that its catalogue does not know."""
    route = catalogue.routes.get(document.type)
    if route is None:
        yield found(Code.UNKNOWN_WORD, document=document.id, what=_TYPE, word=document.type)
        return
    tracks = {MAIN, *tracks_of([route])}
    for row in rows:
        if row.after not in route.lifecycle.next:
            yield found(Code.UNKNOWN_WORD, document=document.id, what=_STATUS, word=row.after)
            return
        if row.track not in tracks:
            yield found(Code.UNKNOWN_WORD, document=document.id, what=_TRACK, word=row.track)
            return
