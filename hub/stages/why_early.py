"""Whether a notice must wait for a document that it refers to, and what it waits for."""

from enum import Enum, auto

from hub.catalogue import Naming
from hub.effects.concerned import may_name, units_in
from hub.effects.current import current_of
from hub.effects.names import FOREIGN
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Document, newest_last
from hub.reading.numbers import BusinessNumber
from hub.stages.answered import Announced
from hub.xml.build import text_at


class Early(Enum):
    """Why a notice waits."""

    UNKNOWN = auto()
    """A document that it refers to is not recorded."""
    UNREADY = auto()
    """All are recorded, and one can still come to a status that fits."""


def why_early(work: Work, announced: Announced) -> Early | None:
    """Why a notice waits: for a document that is not recorded yet, or for a status of one that is. None: it does not.

    It is not early if its route takes it without that document. Raises Rejected for another enterprise's document
    (HUB-314), and for one that can never come to such a status (HUB-315).
    """
    books, opened = work.books, announced.opened
    _look_again(work, announced)
    ids = [(naming, id_) for naming in announced.route.names for id_ in books.names.named(opened.digest, naming.name)]
    waits = False
    for naming, id_ in ids:
        about = {"label": naming.documents[0], "name": naming.documents[0]}
        if id_ == FOREIGN:
            raise rejected(Code.DOCUMENT_NOT_FOUND, naming.at, answers=opened.id, value="…", **about)
        if not id_:
            continue
        document = current_of(work, books.trails.document(id_))
        if naming.statuses and (status := document.status) not in naming.statuses:
            if not work.route(document).lifecycle.may_come_to(status, naming.statuses):
                raise rejected(Code.DOCUMENT_IN_WRONG_STATUS, naming.at, answers=opened.id, status=status, **about)
            waits = True
    if any(id_ is None and not naming.is_optional for naming, id_ in ids):
        return Early.UNKNOWN
    return Early.UNREADY if waits else None


def waited_for(work: Work, announced: Announced) -> list[Document]:
    """The known documents that a notice waits for, each once: those whose status does not fit.

    Where all have come to a status that fits by now, those for whose status it waited.
    """
    books, names = work.books, announced.route.names
    ids = [(naming, id_) for naming in names for id_ in books.names.named(announced.opened.digest, naming.name)]
    known = [(naming, current_of(work, books.trails.document(id_))) for naming, id_ in ids if id_]
    bound = [(naming, document) for naming, document in known if naming.statuses]
    unfit = [(naming, document) for naming, document in bound if document.status not in naming.statuses]
    is_unknown = any(id_ is None and not naming.is_optional for naming, id_ in ids)
    return list({document.id: document for _, document in (unfit or ([] if is_unknown else bound))}.values())


def _look_again(work: Work, announced: Announced) -> None:
    """Find documents that came in the same batch before the notice, where the notice does not wait for them."""
    books, route, opened = work.books, announced.route, announced.opened
    for naming in route.names:
        if not naming.is_optional or None not in books.names.named(opened.digest, naming.name):
            continue
        numbers = [number for number, _ in naming.numbers(route.returns.read(opened.root))]
        known = books.names.named(opened.digest, naming.name)
        found = [
            _bearer(work, announced, naming, n) if id_ is None else id_ for n, id_ in zip(numbers, known, strict=True)
        ]
        books.names.load({(opened.digest, naming.name): found})


def _bearer(work: Work, announced: Announced, naming: Naming, number: str) -> str | None:
    """The document of this transaction that bears a number; FOREIGN if the notice may not name it."""
    opened, names = announced.opened, work.books.names
    keys = [BusinessNumber(type_, naming.by, opened.party, number).key for type_ in naming.documents]
    found = [work.books.trails.find(id_) for key in keys for id_ in names.bearers(key)]
    bearers = newest_last(d for d in found if d is not None)
    if not bearers:
        return None
    bearer = bearers[-1]
    units = units_in(announced.route, announced.route.returns.read(opened.root))
    return bearer.id if may_name(work, bearer, text_at(opened.root, "Enterprise/Uscc") or "", units) else FOREIGN
