"""From an action to the message a party sends, genuine or forged."""

import hashlib
import os
import time
import uuid
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from hub.simulate.placeholders import SHANGHAI, fill
from hub.simulate.script import Action, Content, element_at
from hub.simulate.signatures import NS, Seal, Unusable

DTD = b'<!DOCTYPE note [<!ENTITY who "nobody">]>\n'
LONG_AGO = "2000-01-01T00:00:00+08:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message of the hub that was verified."""

    party: str
    """Who received it."""
    root: etree._Element
    id: str
    sender: str
    digest: str
    """Hex SHA-256 of its exact bytes."""
    at: float
    """Monotonic seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who a message is from, and who else there is."""

    party: str
    seal: Seal
    other: str
    """Another party, for forgeries; empty when there is none."""
    other_seal: Seal | None


@dataclass(frozen=True, slots=True)
class Written:
    """A message as it goes out."""

    id: str
    body: bytes


def write_message(action: Action, answered: Received, sender: Sender) -> Written:
    """Build and sign one message; forged ones are what their name says and otherwise in order.

    Raises Unusable when the message answered lacks something that the action needs.
    """
    if action.forge in ("wrong-key", "wrong-sender") and not sender.other:
        raise Unusable(f"{action.forge} needs a second party")
    name = sender.other if action.forge == "wrong-sender" else sender.party
    message_id = fresh_id()
    root = _Writer(action, answered).message(message_id, name)
    seal = sender.other_seal if action.forge == "wrong-key" and sender.other_seal else sender.seal
    if action.forge != "unsigned":
        seal.sign(root)
    return Written(message_id, _alter(root, action.forge))


class _Writer:
    """Writes one message in the namespace of the message answered."""

    def __init__(self, action: Action, answered: Received) -> None:
        self._action = action
        self._answered = answered
        self._namespace = etree.QName(answered.root).namespace
        self._now = datetime.now(SHANGHAI)

    def message(self, message_id: str, sender: str) -> etree._Element:
        action = self._action
        root = etree.Element(self._name(action.root), nsmap={"h": self._namespace} if self._namespace else None)
        head = {"MessageId": message_id, "Sender": sender, "Receiver": self._answered.sender, "CreatedAt": "{now}"}
        self._put(root, {"Header": head})
        if action.kind == "announce":
            self._put_enterprise(root)
        else:
            self._put(root, self._decision())
        self._put(root, action.body)
        return root

    def _decision(self) -> dict[str, Content]:
        action, forge = self._action, self._action.forge
        echo = {
            "MessageId": fresh_id() if forge == "unknown-message" else self._answered.id,
            "Digest": hashlib.sha256(DTD).hexdigest() if forge == "wrong-digest" else self._answered.digest,
        }
        head: dict[str, Content] = {"InReplyTo": echo, "Code": action.code}
        if action.text:
            head["Text"] = action.text
        return head if action.kind == "technical" else {**head, "DecidedAt": "{now}"}

    def _put_enterprise(self, root: etree._Element) -> None:
        """The enterprise of the message answered, unless the script names one."""
        if "Enterprise" in self._action.body:
            return
        if (enterprise := element_at(self._answered.root, "Enterprise")) is None:
            raise Unusable("the message answered names no enterprise")
        root.append(deepcopy(enterprise))

    def _put(self, parent: etree._Element, content: Mapping[str, Content]) -> None:
        for name, value in content.items():
            for one in value if isinstance(value, list) else [value]:
                child = etree.SubElement(parent, self._name(name))
                if isinstance(one, Mapping):
                    self._put(child, one)
                else:
                    child.text = fill(str(one), self._answered.root, self._now)

    def _name(self, name: str) -> str:
        return f"{{{self._namespace}}}{name}" if self._namespace else name


def _alter(root: etree._Element, forge: str) -> bytes:
    """The message's bytes, altered after signing where the forgery asks for it."""
    if forge == "broken-signature":
        value = root.find(f".//{{{NS}}}SignatureValue")
        if value is not None and value.text:
            value.text = ("B" if value.text[0] == "A" else "A") + value.text[1:]
    created = element_at(root, "Header/CreatedAt")
    if forge == "changed-content" and created is not None:
        created.text = LONG_AGO
    body: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    if forge == "dtd":
        declaration, rest = body.split(b"\n", 1)
        return declaration + b"\n" + DTD + rest
    return body


def fresh_id() -> str:
    """A UUIDv7 (RFC 9562 §5.7): ids sort by the time they were made."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return str(uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62))
