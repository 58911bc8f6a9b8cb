"""Sign a document's message and keep it, as it will be sent."""

from lxml import etree

from hub.model import Books, Document, Message, digest
from hub.model.message import Kind
from hub.ports import Signer


def sign_message(  # noqa: PLR0913, PLR0917 - what a message is
    books: Books,
    signer: Signer,
    root: etree._Element,
    document: Document,
    message_id: str,
    party: str,
    kind: Kind = "business",
) -> Message:
    """Sign and keep a document's message, as it will be sent."""
    body = signer.sign(root)
    message = Message(
        id=message_id,
        direction="out",
        party=party,
        kind=kind,
        document=document.id,
        round=document.round,
        digest=digest(body),
        size=len(body),
        answers=None,
        at=books.now,
        catalogue=books.catalogue,
    )
    books.post.keep(message, body)
    return message
