"""Open the platform's envelope around a party's message: a Verifier around the verifier of bare messages.

The flow reads messages of the hub's own form only. The platform's other forms are written in that form here.
"""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from lxml import etree

from adapters.envelope.answers import kinds_in, read_answers
from adapters.envelope.confidentiality import decrypted_inside
from adapters.envelope.contents import Enclosed, Outcome, Reported
from adapters.envelope.dxp import DxpEnvelope, require_addresses
from adapters.envelope.elements import local
from adapters.envelope.own_messages import OwnMessages, bundled, identifier
from adapters.envelope.platform import Platform
from adapters.envelope.reading import MESSAGE, REPORT, read_heading
from hub.errors import Code, Rejected, rejected
from hub.ports import UNECHOED, Clock, Confidentiality, Verifier
from hub.xml.build import NAMESPACE, text_at
from hub.xml.names import BUNDLE, KEPT_NOTICE, TRANSPORT_RECEIPT
from hub.xml.parse import require_plain

if TYPE_CHECKING:
    from lxml.etree import _Element

SIGNATURE: Final = "{http://www.w3.org/2000/09/xmldsig#}Signature"


class OpeningVerifier:
    """Verifies messages, and opens the envelopes of parties on the platform, in the same thread."""

    def __init__(
        self,
        verifier: Verifier,
        envelope: DxpEnvelope,
        platform: Platform,
        clock: Clock,
        confidentiality: Confidentiality | None = None,
    ) -> None:
        """`confidentiality` decrypts what envelopes hold."""
        self._confidentiality = confidentiality
        self._verifier = verifier
        self._envelope = envelope
        self._platform = platform
        self._clock = clock

    def verify(self, message: "_Element", party: str, at: int | None = None) -> "_Element":
        """Verify as the bare verifier does; for a party on the platform, return the hub-form message for its envelope.

        Raises Rejected: HUB-403 without an envelope, HUB-408 and HUB-412 for another address, HUB-42x and HUB-40x when
        the inside cannot be read. A refused DxpRep must not be answered.
        """
        if party not in self._platform.parties:
            return self._verifier.verify(message, party, at)
        try:
            verified = self._verifier.verify(message, party, at)
            opened = self._envelope.open(verified)
            if isinstance(opened, Enclosed):
                return self._enclosed(opened, party, at)
            return self._reported(opened, party, verified)
        except Rejected as refusal:
            head = read_heading(message)
            refusal.answers = identifier(head.message_id) if head else None
            refusal.is_answered = refusal.is_answered and local(message) != REPORT
            raise

    def unwrap(self, message: "_Element") -> "_Element":
        """What an envelope holds; a message without one as it is, and a report as it is."""
        if local(message) != MESSAGE:
            return message
        opened = self._envelope.open(message)
        if not isinstance(opened, Enclosed):
            return message
        senders = [party for party, address in self._platform.parties.items() if address == opened.head.sender]
        return decrypted_inside(self._confidentiality, opened.body, senders[0] if senders else "")

    def _reported(self, reported: Reported, party: str, verified: "_Element") -> "_Element":
        """The platform's responses to messages of the hub, one message each.

        The id is the digest, because a DxpRep has none.
        """
        outcomes: dict[tuple[str | None, str], list[Outcome]] = {}
        for outcome in reported.outcomes:
            outcomes.setdefault((outcome.answers, outcome.kind), []).append(outcome)
        _require_distinct([answers for answers, _ in outcomes], "Response")
        if reported.receiver not in ("", self._platform.own):
            raise rejected(Code.WRONG_RECEIVER, "RecevierId", value=reported.receiver)
        name = hashlib.sha256(etree.tostring(verified, method="c14n")).hexdigest()
        own, now = self._own(party), self._clock.now()
        return bundled([own.transport_receipt(alike, name, now) for alike in outcomes.values()])

    def _enclosed(self, enclosed: Enclosed, party: str, at: int | None) -> "_Element":
        """The hub-form message inside, or one written from the answer inside."""
        require_addresses(enclosed.head, self._platform.parties[party], self._platform.own)
        inside = decrypted_inside(self._confidentiality, enclosed.body, party)
        if etree.QName(inside).namespace == NAMESPACE:
            return self._ours(inside, party, at)
        sent_at = enclosed.head.created_at or self._clock.now()
        kinds = kinds_in(inside) or (enclosed.head.kind,)
        if all(self._platform.is_kept(party, kind) for kind in kinds):
            return self._own(party).kept_notice(kinds[0], enclosed.head, sent_at)
        answers = dict.fromkeys(read_answers(inside))
        _require_distinct([answer.own_number for answer in answers], "Data")
        return bundled([self._own(party).answer(answer, enclosed.head, sent_at) for answer in answers])

    def _ours(self, inside: "_Element", party: str, at: int | None) -> "_Element":
        """A message of the hub's own form. Receipts that only the platform itself can give are refused here.

        The envelope's signature covers the message. If the message has a signature of its own, that must be the party's
        too.
        """
        require_plain(inside)
        if next(inside.iter(SIGNATURE), None) is not None:
            inside = self._verifier.verify(inside, party, at)
        if local(inside) in (TRANSPORT_RECEIPT, KEPT_NOTICE, BUNDLE):
            raise rejected(Code.UNKNOWN_MESSAGE, name=local(inside))
        if text_at(inside, "InReplyTo/Digest") == UNECHOED:
            raise rejected(Code.DIGEST_MISMATCH, "InReplyTo/Digest")
        return inside

    def _own(self, party: str) -> OwnMessages:
        return OwnMessages(party, self._platform.hub)


def _require_distinct(answered: Sequence[str | None], place: str) -> None:
    """Refuse several answers about one message of the hub: nobody knows which of them counts."""
    if len(set(answered)) < len(answered) or (len(answered) > 1 and None in answered):
        raise rejected(Code.REPLY_FORMAT_UNKNOWN, place, reason=f"{place} × {len(answered)}")
