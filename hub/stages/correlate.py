"""Find what a receipt answers."""

from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Message
from hub.reading.open_message import Opened


def original_of(work: Work, opened: Opened) -> Message | None:
    """Our message that this receipt answers; None when there is none to be found.

    Raises Rejected: HUB-410 a message that went to somebody else, HUB-411 another digest than we sent; an
    envelope may have no room for one.
    """
    original = work.books.post.sent(opened.answers)
    if original is None:
        return None
    if original.party != opened.party:
        raise rejected(Code.ANSWERED_MESSAGE_NOT_FOUND, "InReplyTo/MessageId", answers=opened.id)
    if opened.echoed is not None and original.digest != opened.echoed:
        raise rejected(Code.DIGEST_MISMATCH, "InReplyTo/Digest", answers=opened.id)
    return original
