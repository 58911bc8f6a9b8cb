"""Where the platform's envelope is put on and taken off: a Signer and a Verifier around those of the bare messages.

The flow writes and reads our own messages only. For a party on the platform, what the hub signs is sealed and signed
again, its technical receipts become a DxpRep, and what the party sent comes out as a message of ours.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from adapters.envelope.answers import kinds_in, read_answers
from adapters.envelope.contents import Answer, Enclosed, Outcome, Refused, Reported, TransInfo
from adapters.envelope.dxp import DxpEnvelope, require_addresses
from adapters.envelope.elements import local
from adapters.envelope.reading import REPORT, read_heading
from hub.errors import Rejected, rejected
from hub.model import Fault
from hub.ports import UNECHOED, Clock, Signer, Verifier
from hub.xml.build import NAMESPACE, add, new_message, text_at
from hub.xml.parse import parse_xml, require_plain
from hub.xml.times import from_wire, on_wire

if TYPE_CHECKING:
    from lxml.etree import _Element

RECEIPT: Final = "TechnicalReceipt"
TRANSPORT: Final = "TransportReceipt"
KEPT: Final = "KeptNotice"
BUNDLE: Final = "Bundle"
SIGNATURE: Final = "{http://www.w3.org/2000/09/xmldsig#}Signature"
LONGEST_REMARK: Final = 500
_CODE: Final = re.compile(r"[!-~]{1,40}")
_IDENTIFIER: Final = re.compile(r"[!-~]{1,64}")


@dataclass(frozen=True, kw_only=True)
class Platform:
    """Who is on the platform, by the ids that it gave."""

    hub: str
    """The hub's name on our own wire."""
    own: str
    """The hub's id on the platform."""
    parties: Mapping[str, str]
    """The ids of parties."""
    is_kept: Callable[[str, str], bool] = lambda _party, _kind: False
    """Whether a party's messages of a type are part of its feed and concern no document of ours."""


class SealingSigner:
    """Signs, and seals what goes to the platform. Not thread-safe, as the envelope's schema is not."""

    def __init__(self, signer: Signer, envelope: DxpEnvelope, platform: Platform) -> None:
        self._signer = signer
        self._envelope = envelope
        self._platform = platform

    def sign(self, message: "_Element") -> bytes:
        """As the bare signer; for a receiver on the platform the signed envelope around it.

        Raises DoesNotFit (HUB-508) beside what the bare signer raises.
        """
        receiver = self._platform.parties.get(text_at(message, "Header/Receiver") or "")
        if receiver is None:
            return self._signer.sign(message)
        if local(message) == RECEIPT:
            return self._signer.sign(self._report(message, receiver))
        head = TransInfo(
            message_id=text_at(message, "Header/MessageId") or "",
            sender=self._platform.own,
            receivers=(receiver,),
            created_at=_created(message),
            kind=local(message)[:30],
        )
        return self._signer.sign(self._envelope.seal(self._signer.sign(message), head))

    def _report(self, receipt: "_Element", receiver: str) -> "_Element":
        """A technical receipt of ours in the platform's words."""
        answers, at = text_at(receipt, "InReplyTo/MessageId"), _created(receipt)
        head = TransInfo(message_id=answers or "", sender=receiver, receivers=(self._platform.own,), created_at=at)
        about = Refused(
            sender=receiver,
            receiver=self._platform.own,
            digest=text_at(receipt, "InReplyTo/Digest") or "",
            at=at,
            head=head if answers else None,
        )
        return self._envelope.refuse(_faults(receipt), about)


class OpeningVerifier:
    """Verifies, and takes what comes from the platform out of its envelope; both in one thread."""

    def __init__(self, verifier: Verifier, envelope: DxpEnvelope, platform: Platform, clock: Clock) -> None:
        self._verifier = verifier
        self._envelope = envelope
        self._platform = platform
        self._clock = clock

    def verify(self, message: "_Element", party: str, at: int | None = None) -> "_Element":
        """As the bare verifier; of a party on the platform the message of ours that its envelope stands for.

        Raises Rejected: HUB-403 what is in no envelope, HUB-408 and HUB-412 another address, HUB-42x and HUB-40x what
        cannot be read inside. A refused DxpRep is not to be answered.
        """
        if party not in self._platform.parties:
            return self._verifier.verify(message, party, at)
        try:
            verified = self._verifier.verify(message, party, at)
            opened = self._envelope.open(verified)
            if isinstance(opened, Enclosed):
                return self._enclosed(opened, party, at)
            return self._told(opened, party, verified)
        except Rejected as refusal:
            head = read_heading(message)
            refusal.answers = _identifier(head.message_id) if head else None
            refusal.is_answered = refusal.is_answered and local(message) != REPORT
            raise

    def _told(self, reported: Reported, party: str, verified: "_Element") -> "_Element":
        """What the platform says of messages of ours, of each by itself; it has no id of its own but its digest."""
        outcomes: dict[tuple[str | None, str], list[Outcome]] = {}
        for outcome in reported.outcomes:
            outcomes.setdefault((outcome.answers, outcome.kind), []).append(outcome)
        _require_distinct([answers for answers, _ in outcomes], "Response")
        if reported.receiver not in ("", self._platform.own):
            raise rejected("HUB-412", "RecevierId", value=reported.receiver)
        name = hashlib.sha256(etree.tostring(verified, method="c14n")).hexdigest()
        return _bundled([self._outcome(alike, name, party) for alike in outcomes.values()])

    def _outcome(self, alike: Sequence[Outcome], name: str, party: str) -> "_Element":
        """All that is said of one message with one meaning."""
        root = self._message(TRANSPORT, name, party, self._clock.now(), alike[0].answers)
        add(root, {"Code": alike[0].kind})
        for outcome in alike:
            _say(root, outcome.code, outcome.info or outcome.meaning or "", outcome.note)
            for result in outcome.results:
                _say(root, result.code, result.info, result.note)
        return root

    def _enclosed(self, enclosed: Enclosed, party: str, at: int | None) -> "_Element":
        """Our own message from inside, or one made of the answer that is there."""
        require_addresses(enclosed.head, self._platform.parties[party], self._platform.own)
        inside = parse_xml(enclosed.body)
        if etree.QName(inside).namespace == NAMESPACE:
            return self._ours(inside, party, at)
        kinds = kinds_in(inside) or (enclosed.head.kind,)
        if all(self._platform.is_kept(party, kind) for kind in kinds):
            return self._kept(kinds[0], enclosed.head, party)
        answers = dict.fromkeys(read_answers(inside))
        _require_distinct([answer.own_number for answer in answers], "Data")
        return _bundled([self._answer(answer, enclosed.head, party) for answer in answers])

    def _ours(self, inside: "_Element", party: str, at: int | None) -> "_Element":
        """A message of our own form; what only the platform says, or no envelope takes away, cannot come so.

        The envelope's signature is of it. Where it has one of its own as well, that must be the party's too.
        """
        require_plain(inside)
        if next(inside.iter(SIGNATURE), None) is not None:
            inside = self._verifier.verify(inside, party, at)
        if local(inside) in (TRANSPORT, KEPT, BUNDLE):
            raise rejected("HUB-403", name=local(inside))
        if text_at(inside, "InReplyTo/Digest") == UNECHOED:
            raise rejected("HUB-411", "InReplyTo/Digest")
        return inside

    def _answer(self, answer: Answer, head: TransInfo, party: str) -> "_Element":
        at = head.created_at or self._clock.now()
        if answer.kind == "technical":
            root = self._message(RECEIPT, head.message_id, party, at, answer.own_number)
            add(root, {"Code": "accepted" if answer.code == "0" else "refused"})
            add(add(root, "Fault"), {"Code": answer.code or "CheckInfo", "Text": _line(answer.remark)})
            return root
        root = self._message("Carrier", head.message_id, party, at, answer.own_number)
        said = {"Type": answer.type or head.kind, "Code": answer.code, "CustomsNumber": answer.customs_number}
        add(add(add(root, "Body"), "Answer"), {**said, "At": on_wire(answer.at or at), "Remark": _line(answer.remark)})
        return root

    def _kept(self, kind: str, head: TransInfo, party: str) -> "_Element":
        """What stands for a part of the feed that concerns no document of ours."""
        root = self._head(KEPT, head.message_id, party, head.created_at or self._clock.now())
        add(root, {"Type": _line(kind)})
        return root

    def _message(self, element: str, name: str, party: str, at: int, answers: str | None) -> "_Element":
        root = self._head(element, name, party, at)
        add(add(root, "InReplyTo"), {"MessageId": answers, "Digest": UNECHOED})
        return root

    def _head(self, element: str, name: str, party: str, at: int) -> "_Element":
        header = {"Sender": party, "Receiver": self._platform.hub, "CreatedAt": on_wire(at)}
        return new_message(element, {"MessageId": name, **header})


def _require_distinct(answered: Sequence[str | None], place: str) -> None:
    """Several answers in one message are about as many of ours, or nobody knows which of them counts."""
    if len(set(answered)) < len(answered) or (len(answered) > 1 and None in answered):
        raise rejected("HUB-422", place, reason=f"{place} × {len(answered)}")


def _bundled(messages: "Sequence[_Element]") -> "_Element":
    """One message as it is; of several a bundle, in which each has an id of its own."""
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
    """An id of its own for a later message of an envelope, within the length of one."""
    whole = f"{name}#{number}"
    return whole if _IDENTIFIER.fullmatch(whole) else f"{hashlib.sha256(name.encode()).hexdigest()[:56]}#{number}"


def _created(message: "_Element") -> int:
    return from_wire(text_at(message, "Header/CreatedAt") or "")


def _identifier(name: str) -> str | None:
    return name if _IDENTIFIER.fullmatch(name) else None


def _say(root: "_Element", code: str, *texts: str) -> None:
    """Add one code with its texts; a code that is none of our numbers is told as a text."""
    is_number = bool(_CODE.fullmatch(code))
    said = add(add(root, "Fault"), {"Code": code if is_number else None})
    for text in dict.fromkeys(_line(text) for text in ((*texts,) if is_number else (code, *texts))):
        add(said, {"Text": text})


def _line(text: str) -> str:
    """A text for people's eyes, on one line and cut to its place."""
    return " ".join(text.split())[:LONGEST_REMARK].strip()


def _faults(receipt: "_Element") -> Sequence[Fault]:
    """The reasons in a technical receipt of ours; none in one that accepts."""
    found = []
    for reason in receipt.iterfind(f"{{{NAMESPACE}}}Fault"):
        texts = [element.text or "" for element in reason if local(element) == "Text"]
        zh, en = (*texts, "", "")[:2]
        code, field = text_at(reason, "Code") or "", text_at(reason, "Field") or ""
        found.append(Fault(field=field, code=code, zh=zh, en=en))
    return found
