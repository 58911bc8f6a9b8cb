"""Write the platform's messages in the hub's own form, so that the flow knows one form only."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from adapters.envelope.contents import Answer, Outcome, TransInfo
from adapters.envelope.elements import one_line
from hub.ports import UNECHOED
from hub.xml.build import NAMESPACE, add, new_message
from hub.xml.names import BUNDLE, CARRIER, IDENTIFIER, KEPT_NOTICE, TECHNICAL_RECEIPT, TRANSPORT_RECEIPT, header
from hub.xml.times import on_wire

if TYPE_CHECKING:
    from lxml.etree import _Element

LONGEST_REMARK: Final = 500
"""Characters."""
_CODE: Final = re.compile(r"[!-~]{1,40}")


@dataclass(frozen=True, slots=True)
class OwnMessages:
    """Writes messages from one party to the hub. Times are microseconds since 1970, UTC."""

    party: str
    hub: str
    """The hub's name in messages of its own form."""

    def transport_receipt(self, outcomes: Sequence[Outcome], name: str, at: int) -> "_Element":
        """One receipt for all outcomes with the same meaning about one message; `name` becomes the message id."""
        root = self._reply(TRANSPORT_RECEIPT, name, at, outcomes[0].answers)
        add(root, {"Code": outcomes[0].kind})
        for outcome in outcomes:
            _add_fault(root, outcome.code, outcome.info or outcome.meaning or "", outcome.note)
            for result in outcome.results:
                _add_fault(root, result.code, result.info, result.note)
        return root

    def answer(self, answer: Answer, head: TransInfo, at: int) -> "_Element":
        """One answer of customs. A technical answer becomes a technical receipt."""
        if answer.kind == "technical":
            root = self._reply(TECHNICAL_RECEIPT, head.message_id, at, answer.own_number)
            add(root, {"Code": "accepted" if answer.code == "0" else "refused"})
            add(add(root, "Fault"), {"Code": answer.code or "CheckInfo", "Text": _remark(answer.remark)})
            return root
        root = self._reply(CARRIER, head.message_id, at, answer.own_number)
        said = {"Type": answer.type or head.kind, "Code": answer.code, "CustomsNumber": answer.customs_number}
        remark = _remark(answer.remark)
        body = {**said, "At": on_wire(answer.at or at), "Remark": remark, **answer.figures}
        add(add(add(root, "Body"), "Answer"), body)
        return root

    def kept_notice(self, kind: str, head: TransInfo, at: int) -> "_Element":
        """A message of the party's feed that concerns no document of the hub."""
        root = self._new(KEPT_NOTICE, head.message_id, at)
        add(root, {"Type": _remark(kind)})
        return root

    def _reply(self, element: str, name: str, at: int, answers: str | None) -> "_Element":
        root = self._new(element, name, at)
        add(add(root, "InReplyTo"), {"MessageId": answers, "Digest": UNECHOED})
        return root

    def _new(self, element: str, name: str, at: int) -> "_Element":
        return new_message(element, header(message=name, sender=self.party, receiver=self.hub, at=at))


def bundled(messages: "Sequence[_Element]") -> "_Element":
    """One message unchanged; several as a Bundle, in which each has an id of its own."""
    if len(messages) == 1:
        return messages[0]
    bundle = etree.Element(f"{{{NAMESPACE}}}{BUNDLE}", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the stubs know no default namespace
    for number, message in enumerate(messages, 1):
        name = message.find(f"{{{NAMESPACE}}}Header/{{{NAMESPACE}}}MessageId")
        if number > 1 and name is not None:
            name.text = _numbered(name.text or "", number)
        bundle.append(message)
    return bundle


def _numbered(name: str, number: int) -> str:
    """An id for a later message of an envelope, within the maximum length."""
    whole = f"{name}#{number}"
    return whole if IDENTIFIER.fullmatch(whole) else f"{hashlib.sha256(name.encode()).hexdigest()[:56]}#{number}"


def identifier(name: str) -> str | None:
    """The name if it can be a message id, else None."""
    return name if IDENTIFIER.fullmatch(name) else None


def _add_fault(root: "_Element", code: str, *texts: str) -> None:
    """Add one code with its texts. A code that does not fit the hub's form is added as a text."""
    is_code = bool(_CODE.fullmatch(code))
    fault = add(add(root, "Fault"), {"Code": code if is_code else None})
    for text in dict.fromkeys(_remark(text) for text in ((*texts,) if is_code else (code, *texts))):
        add(fault, {"Text": text})


def _remark(text: str) -> str:
    return one_line(text, LONGEST_REMARK)
