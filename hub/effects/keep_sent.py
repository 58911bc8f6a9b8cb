"""Keep a signed message of the hub as it will be sent: encrypted where that was agreed with its receiver."""

from hub.effects.work import Work
from hub.model import Message, ToSign
from hub.ports import Encrypted


def keep_sent(work: Work, written: ToSign, signed: bytes, sealed: Encrypted | None = None) -> Message:
    """Store a message with its signed bytes, and the encrypted bytes that go out in their place.

    Its digest is that of the signed message as its receiver decrypts it: the receiver can echo no other. `sealed`: what
    goes out, where a lane has encrypted it.
    """
    encrypted = sealed if sealed is not None else _encrypted(work, signed, written.party)
    body, wire = (signed, b"") if encrypted is None else (encrypted.content, encrypted.wire)
    message = written.signed(body)
    work.books.post.keep(message, body, wire)
    return message


def _encrypted(work: Work, signed: bytes, party: str) -> Encrypted | None:
    confidentiality = work.means.confidentiality
    return confidentiality.encrypt(signed, party) if confidentiality is not None else None
