"""Read earlier decisions on amounts that were taken out of documents: their party's figures can contain these."""

from collections.abc import Iterable

from hub.effects.taken_out import decided_since
from hub.effects.work import Work
from hub.model import Document
from hub.ports import Unit


def load_decided(unit: Unit, work: Work, documents: Iterable[Document]) -> None:
    """Read the trails of what was decided on since these documents' figures.

    The facts of the documents and the claims on them must be loaded, and their resources locked.
    """
    trails = work.books.trails
    since = {claim.document for document in documents for claim in decided_since(work, document)}
    if unread := sorted(id_ for id_ in since if not trails.past(id_)):
        trails.load(unit.documents([id_ for id_ in unread if not trails.holds(id_)]))
        trails.load_returned(unit.transitions(unread))
