"""Sign a document's message and keep it as it will be sent."""

from lxml import etree

from hub.effects.draft import Draft
from hub.effects.work import Work
from hub.model import Message, digest


def sign_message(work: Work, draft: Draft, root: etree._Element) -> Message:
    """Sign and keep the message of a draft, as it will be sent."""
    body = work.means.signer.sign(root, draft.party)
    message = Message(
        id=draft.id,
        direction="out",
        party=draft.party,
        kind=draft.kind,
        document=draft.document.id,
        round=draft.document.round,
        digest=digest(body),
        size=len(body),
        answers=None,
        at=work.books.now,
        catalogue=work.books.catalogue,
    )
    work.books.post.keep(message, body)
    return message
