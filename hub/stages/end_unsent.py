"""End a document whose message was never signed, and never will be: its key is lost."""

from hub.effects.move_status import move_status
from hub.effects.set_timers import set_timers
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Cause, Document, ToSign
from hub.ports import Unit


def unsent_message(unit: Unit, document: Document) -> ToSign:
    """The message of this locked document's round that waits for its signature, and that nobody was sent.

    Raises Rejected (HUB-828) if there is none: it is signed, or it is sent, or there is nothing to send.
    """
    rows = [row for row in unit.to_sign_for([document.id]) if row.kind == "business" and row.round == document.round]
    if len(rows) != 1 or not rows[0].body or unit.sent([row.id for row in rows]):
        raise rejected(Code.NOT_UNSENT)
    return rows[0]


def end_unsent(work: Work, document: Document, row: ToSign, said: tuple[Cause, str]) -> None:
    """Move the document as if its party had refused to take the message, and let nobody sign it any more.

    So its claims are free, what depends on it is told, and its portal may submit another one where the route lets it.
    Raises Rejected (HUB-828) if the route does not let the document end there.
    """
    cause, reason = said
    route = work.route(document)
    ended = route.leg(document.round).refused
    if not route.lifecycle.allows(document.status, ended):
        raise rejected(Code.NOT_UNSENT)
    work.books.post.end_waiting(row.id)
    detail = {"reason": reason, "unsent": row.id}
    set_timers(work, move_status(work, document, ended, cause, detail))
