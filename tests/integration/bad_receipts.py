"""Messages of a party that cannot be used, by name: what each is, and the code it gets."""

import re
from collections.abc import Callable
from dataclasses import replace

from lxml import etree
from rig import Rig, figures

from hub.model import Message

Maker = Callable[[Rig, Message, Message], bytes]
"""Makes the bytes, given a message to this party and one to another party."""
LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'ha'>%s]><x>&a9;</x>" % b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
)


def _decided(rig: Rig, message: Message, **more: str) -> bytes:
    return rig.decision("CreditAuthorizationDecision", message, "S", **more)


def _without_signature(body: bytes) -> bytes:
    root = etree.fromstring(body)
    for signature in root.findall("{*}Signature"):
        root.remove(signature)
    return etree.tostring(root)


def _with_dtd(body: bytes) -> bytes:
    return re.sub(rb"\A(<\?xml.*?\?>\s*)?", rb"\1<!DOCTYPE x [<!ENTITY e 'e'>]>", body, count=1)


def _signed_by_another(rig: Rig, message: Message) -> bytes:
    root = etree.fromstring(_without_signature(_decided(rig, message)))
    return rig.signers["boc-insurance"].sign(root)


def _with_broken_signature(body: bytes) -> bytes:
    return re.sub(rb"(SignatureValue>)(.)", lambda m: m[1] + (b"B" if m[2] == b"A" else b"A"), body, count=1)


def _not_adding_up(rig: Rig) -> bytes:
    wrong = figures("900.00", "100.00", Remaining="700.00")
    return rig.notice("91310000MA00000019", wrong, rig.clock.now())


def _misshapen(rig: Rig, message: Message) -> bytes:
    return rig.signed("CreditAuthorizationDecision", message, {"Code": "S", "DecidedAt": "yesterday"})


def _unnameable(rig: Rig, message: Message) -> bytes:
    return _decided(rig, message, MessageId="a name with blanks")


BAD: dict[str, tuple[str, Maker]] = {
    "empty": ("HUB-134", lambda rig, mine, theirs: b""),
    "not XML": ("HUB-401", lambda rig, mine, theirs: b"{}"),
    "cut off": ("HUB-401", lambda rig, mine, theirs: _decided(rig, mine)[:-30]),
    "wrong encoding": ("HUB-401", lambda rig, mine, theirs: b'<?xml version="1.0" encoding="utf-8"?><x>\xff</x>'),
    "unknown encoding": ("HUB-401", lambda rig, mine, theirs: b'<?xml version="1.0" encoding="odd"?><x/>'),
    "deep": ("HUB-401", lambda rig, mine, theirs: b"<x>" * 100_000 + b"</x>" * 100_000),
    "too large": ("HUB-107", lambda rig, mine, theirs: b"<x>" + b"x" * 20_000_000 + b"</x>"),
    "with a DTD": ("HUB-402", lambda rig, mine, theirs: _with_dtd(_decided(rig, mine))),
    "billion laughs": ("HUB-402", lambda rig, mine, theirs: LAUGHS),  # refused before it is parsed
    "unsigned": ("HUB-404", lambda rig, mine, theirs: _without_signature(_decided(rig, mine))),
    "broken signature": ("HUB-405", lambda rig, mine, theirs: _with_broken_signature(_decided(rig, mine))),
    "changed after signing": (
        "HUB-405",
        lambda rig, mine, theirs: _decided(rig, mine).replace(b"<Code>S</Code>", b"<Code>F</Code>"),
    ),
    "another's key": ("HUB-406", lambda rig, mine, theirs: _signed_by_another(rig, mine)),
    "unknown root": ("HUB-403", lambda rig, mine, theirs: rig.signed("Gossip", mine, {"Code": "S"})),
    "misshapen": ("HUB-204", lambda rig, mine, theirs: _misshapen(rig, mine)),
    "unnameable": ("HUB-204", lambda rig, mine, theirs: _unnameable(rig, mine)),
    "another sender inside": ("HUB-408", lambda rig, mine, theirs: _decided(rig, mine, Sender="boc-insurance")),
    "another receiver inside": ("HUB-412", lambda rig, mine, theirs: _decided(rig, mine, Receiver="somebody")),
    "for another's message": ("HUB-410", lambda rig, mine, theirs: _decided(rig, theirs)),
    "wrong digest": ("HUB-411", lambda rig, mine, theirs: _decided(rig, replace(mine, digest="0" * 64))),
    "not for this document": ("HUB-414", lambda rig, mine, theirs: rig.decision("UnderwritingResult", mine, "A001")),
    "figures that do not add up": ("HUB-413", lambda rig, mine, theirs: _not_adding_up(rig)),
}
