"""Find the message that a receipt answers."""

from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Message
from hub.reading.open_message import Opened


def original_of(work: Work, opened: Opened) -> Message | None:
    """The hub's message that this receipt answers; None if it is not recorded.

    Raises Rejected: HUB-410 if the message was sent to another party, HUB-411 if the digest is not the one that was
    sent. The digest is not compared if the party's envelope cannot carry it.
    """
    original = work.books.post.sent(opened.answers)
    if original is None:
        return None
    if original.party != opened.party:
        raise rejected(Code.ANSWERED_MESSAGE_NOT_FOUND, "InReplyTo/MessageId", answers=opened.id)
    if opened.echoed is not None and not work.books.post.is_content_of(original, opened.echoed):
        raise rejected(Code.DIGEST_MISMATCH, "InReplyTo/Digest", answers=opened.id)
    return original
