"""Keep a signed message of the hub as it will be sent: encrypted where that was agreed with its receiver."""

from hub.effects.work import Work
from hub.model import Message, ToSign


def keep_sent(work: Work, written: ToSign, signed: bytes) -> Message:
    """Store a message with its signed bytes, and the encrypted bytes that go out in their place.

    Its digest is that of the signed message as its receiver decrypts it: the receiver can echo no other.
    """
    confidentiality = work.means.confidentiality
    encrypted = confidentiality.encrypt(signed, written.party) if confidentiality is not None else None
    body, wire = (signed, b"") if encrypted is None else (encrypted.content, encrypted.wire)
    message = written.signed(body)
    work.books.post.keep(message, body, wire)
    return message
