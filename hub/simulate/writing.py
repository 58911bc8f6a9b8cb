"""Write the message of an action, genuine or forged."""

import hashlib
import os
import time
import uuid
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from hub.simulate import dxp
from hub.simulate.elements import element_at, local_name
from hub.simulate.forging import break_signature, write_altered
from hub.simulate.forms import as_text, encoded, read_form
from hub.simulate.placeholders import SHANGHAI, fill
from hub.simulate.received import CARRIER, Received
from hub.simulate.script import Action, Content, PlatformIds
from hub.simulate.sides import Side
from hub.simulate.signatures import Unusable
from hub.text.bilingual import Bilingual

NOTHING = hashlib.sha256(b"").hexdigest()
"""The digest of a message that nobody sent."""

NOBODY = ("Enterprise", "none")
"""In the body of a notice: it names no enterprise."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The sender of a message, and another party for forgeries."""

    side: Side
    other: Side | None
    """None when there is no other party."""

    @property
    def other_name(self) -> str:
        return self.other.party if self.other else ""


@dataclass(frozen=True, slots=True)
class Written:
    """A written message, ready to send."""

    id: str
    body: bytes
    digest: str
    """Hex SHA-256 that the hub's receipt echoes: of the bytes, or where they are encrypted, of the signed message."""


def write_message(action: Action, answered: Received, sender: Sender) -> Written:
    """Build and sign one message. A forged message is wrong only in the way that its forgery names.

    Raises Unusable when the message answered does not contain a value that the action needs.
    """
    if action.forge in ("wrong-key", "wrong-sender", "wrong-receiver") and not sender.other:
        raise Unusable(Bilingual(f"{action.forge} 需要另一个对方", f"{action.forge} needs a second party"))
    message_id, place = fresh_id(), sender.side.place
    writer = _Writer(action, answered, sender)
    root = writer.bare(message_id) if place is None else writer.on_platform(message_id, place)
    seal = sender.other.seal if action.forge == "wrong-key" and sender.other else sender.side.seal
    if action.forge != "unsigned":
        seal.sign(root)
    signed = write_altered(root, action.forge, "UTF-8" if place else action.encoding)
    content, wire = (signed, signed) if place else _encrypted(signed, sender.side, action.forge)
    return Written(message_id, wire, hashlib.sha256(content).hexdigest())


def _encrypted(signed: bytes, side: Side, forge: str) -> tuple[bytes, bytes]:
    """A signed message as it is encrypted, and as it travels: encrypted where that was agreed."""
    if side.encryption is None or forge == "not-encrypted":
        return signed, signed
    content = side.encryption.content_of(signed)
    return content, side.encryption.encrypt(content, for_itself=forge == "encrypted-for-another")


class _Writer:
    """Writes one message in the namespace of the message answered, or in the party's own form."""

    def __init__(self, action: Action, answered: Received, sender: Sender) -> None:
        self._action = action
        self._answered = answered
        self._sender = sender
        self._namespace = etree.QName(answered.root).namespace
        self._now = datetime.now(SHANGHAI)

    def bare(self, message_id: str) -> etree._Element:
        """The message, or a carrier with the party's own form."""
        forge, other = self._action.forge, self._sender.other_name
        sender = other if forge == "wrong-sender" else self._sender.side.party
        receiver = other if forge == "wrong-receiver" else self._answered.sender
        if self._action.kind != "write":
            return self._ours(message_id, sender, receiver)
        root = self._headed(CARRIER, message_id, sender, receiver)
        self._put(root, {"InReplyTo": self._echo()})
        etree.SubElement(root, self._name("Body")).append(self._form())
        return root

    def on_platform(self, message_id: str, place: PlatformIds) -> etree._Element:
        """The message, signed and in an envelope; or a response of the platform itself."""
        forge, other, side = self._action.forge, self._sender.other_name, self._sender.side
        sender, receiver = (other if forge == f"wrong-{who}" else "" for who in ("sender", "receiver"))
        between = PlatformIds(sender or place.id, receiver or place.hub)
        if self._action.kind == "report":
            return self._report(between)
        is_own = self._action.kind == "write"
        inside = self._form() if is_own else self._ours(message_id, side.party, self._answered.sender)
        side.seal.sign(inside)
        if forge == "broken-inside":
            break_signature(inside)
        _, body = _encrypted(encoded(inside, self._action.encoding), side, forge)
        return dxp.write_envelope(body, message_id, local_name(inside), between, self._now)

    # ---- the content ------------------------------------------------------------------------

    def _report(self, between: PlatformIds) -> etree._Element:
        if (head := deepcopy(self._answered.head)) is None:
            raise Unusable(Bilingual("所答复的报文没有信封", "the message answered came in no envelope"))
        if self._action.forge == "unknown-message":
            head[0].text = fresh_id()
        return dxp.write_report(self._action.code, self._filled(self._action.text), head, between, self._now)

    def _form(self) -> etree._Element:
        """The party's own XML, with each value at the place that the script names, as text."""

        def text_at(path: str) -> str | None:
            found = self._answered.text_at(path)
            return None if found is None else as_text(found)

        return read_form(fill(self._action.form, text_at, self._now))

    def _ours(self, message_id: str, sender: str, receiver: str) -> etree._Element:
        root = self._headed(self._action.root, message_id, sender, receiver)
        if self._action.kind == "announce":
            self._put_enterprise(root)
        else:
            self._put(root, self._decision())
        self._put(root, {name: value for name, value in self._action.body.items() if (name, value) != NOBODY})
        return root

    def _headed(self, element: str, message_id: str, sender: str, receiver: str) -> etree._Element:
        root = etree.Element(self._name(element), nsmap={"h": self._namespace} if self._namespace else None)
        head: dict[str, Content] = {"MessageId": message_id, "Sender": sender, "Receiver": receiver}
        stands: dict[str, Content] = {"TakenOver": self._action.taken_over} if self._action.taken_over else {}
        self._put(root, {"Header": {**head, "CreatedAt": "{now}", **stands}})
        return root

    def _echo(self) -> dict[str, Content]:
        forge = self._action.forge
        return {
            "MessageId": fresh_id() if forge == "unknown-message" else self._answered.id,
            "Digest": NOTHING if forge == "wrong-digest" else self._answered.digest,
        }

    def _decision(self) -> dict[str, Content]:
        action = self._action
        head: dict[str, Content] = {"InReplyTo": self._echo(), "Code": action.code}
        if action.text:
            head["Text"] = action.text
        return head if action.kind == "technical" else {**head, "DecidedAt": "{now}"}

    def _put_enterprise(self, root: etree._Element) -> None:
        """Put in the enterprise of the message answered, unless the script names one, or none."""
        if "Enterprise" in self._action.body:
            return
        if (enterprise := element_at(self._answered.root, "Enterprise")) is None:
            raise Unusable(Bilingual("所答复的报文没有写明企业", "the message answered names no enterprise"))
        root.append(deepcopy(enterprise))

    def _put(self, parent: etree._Element, content: Mapping[str, Content]) -> None:
        for name, value in content.items():
            for one in value if isinstance(value, list) else [value]:
                child = etree.SubElement(parent, self._name(name))
                if isinstance(one, Mapping):
                    self._put(child, one)
                else:
                    child.text = self._filled(str(one))

    def _filled(self, text: str) -> str:
        return fill(text, self._answered.text_at, self._now)

    def _name(self, name: str) -> str:
        return f"{{{self._namespace}}}{name}" if self._namespace else name


def fresh_id() -> str:
    """A UUIDv7 (RFC 9562 §5.7): ids sort by the time they were made."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return str(uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62))
