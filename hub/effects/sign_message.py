"""Sign a message and keep it as it will be sent, or keep it until a lane has signed it."""

from dataclasses import replace

from lxml import etree

from hub.effects.draft import Draft
from hub.effects.keep_sent import keep_sent
from hub.effects.room import require_room
from hub.effects.work import Work
from hub.errors import ReceiverUnavailable, SignerUnavailable
from hub.model import Message, ToSign


def sign_message(work: Work, draft: Draft, root: etree._Element) -> Message | ToSign:
    """Sign and keep the message of a draft, as `sign_now_or_later` does."""
    written = ToSign(
        id=draft.id,
        party=draft.party,
        kind=draft.kind,
        document=draft.document.id,
        round=draft.document.round,
        answers=None,
        at=work.books.now,
        catalogue=work.books.catalogue,
        owner="",
        body=b"",
    )
    return sign_now_or_later(work, written, root)


def sign_now_or_later(work: Work, written: ToSign, root: etree._Element) -> Message | ToSign:
    """Sign and keep a message, as it will be sent.

    If no key may sign at once, the message is kept without a signature, and a lane signs it after the commit
    (docs/decisions/0043): the key of its party is on a device, or no key is valid now. The same where it cannot be
    encrypted at once, because no certificate of its party is valid now. Raises DoesNotFit for one that could never be
    encrypted.
    """
    try:
        return keep_sent(work, written, work.means.signer.sign(root, written.party))
    except (SignerUnavailable, ReceiverUnavailable):
        waiting = replace(written, body=etree.tostring(root, encoding="UTF-8", xml_declaration=True))
        require_room(work.means, len(waiting.body), written.party)
        work.books.post.await_signature(waiting)
        return waiting
