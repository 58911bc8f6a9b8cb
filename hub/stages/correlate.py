"""Find what a receipt answers, and refuse what it may not answer."""

from hub.catalogue import Catalogue, Route
from hub.errors import Code, rejected
from hub.model import Books, Document, Message
from hub.stages.open_message import Opened


def original_of(opened: Opened, books: Books) -> Message | None:
    """Our message that this receipt answers; None when there is none to be found.

    Raises Rejected: HUB-410 a message that went to somebody else, HUB-411 another digest than we sent; an
    envelope may have no room for one.
    """
    original = books.post.sent(opened.answers)
    if original is None:
        return None
    if original.party != opened.party:
        raise rejected(Code.ANSWERED_MESSAGE_NOT_FOUND, "InReplyTo/MessageId", answers=opened.id)
    if opened.echoed is not None and original.digest != opened.echoed:
        raise rejected(Code.DIGEST_MISMATCH, "InReplyTo/Digest", answers=opened.id)
    return original


def route_of(opened: Opened, original: Message, document: Document, catalogue: Catalogue) -> Route:
    """The route of the document answered; raises Rejected (HUB-414) when this message cannot answer ours."""
    route = catalogue.routes[document.type]
    answers = route.leg(original.round).answers
    may = opened.is_technical or opened.is_transport or (answers is not None and answers.element == opened.element)
    if not may:
        raise rejected(Code.MESSAGE_NOT_ALLOWED, answers=opened.id, name=opened.element)
    return route
