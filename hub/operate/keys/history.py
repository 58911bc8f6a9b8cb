"""Verify once more what the store holds, each message against the certificates of its time."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography import x509

from adapters.signing import PROFILES, Profile, RegisteredVerifier
from adapters.trust import CertificateRegister
from adapters.x509 import own_end
from adapters.x509.validity import in_seconds
from hub.effects.answer_party import receipt_id
from hub.errors import Code, Rejected, fault
from hub.model import Fault, Message, digest
from hub.ports import Archive, Transactions
from hub.xml.parse import parse_xml

PAGE: Final = 200
"""Messages read at a time."""
GRACE: Final = 60_000_000
"""Microseconds that may lie between the taking of a message and its record: a batch, and what was tried again."""
OURS: Final = ""
"""Under this name, which no party can have, our own certificates are registered."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of one stored message."""

    message: Message
    came: int
    """When it was taken, or made; microseconds since 1970, UTC."""
    fault: Fault | None
    """HUB-754 bytes that are not those recorded; HUB-753 a certificate that did not count then; HUB-4xx."""


@dataclass
class _Moment:
    """A clock that stands at the time of a message."""

    at: int = 0

    def now(self) -> int:
        return self.at


def _any(_: str) -> Collection[Profile]:
    """What is stored was agreed when it came; the party's file may say something else today."""
    return PROFILES


class History:
    """All messages, as they came and went."""

    def __init__(
        self,
        transactions: Transactions,
        archive: Archive,
        register: CertificateRegister,
        ours: Iterable[x509.Certificate],
    ) -> None:
        """`ours` count as long as they say themselves: when one of ours begins to sign is no matter of trust.

        A message waits for its signature if none of our keys can sign: one that began later may have made it.
        """
        self._transactions = transactions
        self._archive = archive
        parties = {party: register.of(party) for party in register.parties()}
        self._register = CertificateRegister({**parties, OURS: list(ours)})
        self._clock = _Moment()
        self._verifier = RegisteredVerifier(self._register, self._clock, agreed=_any)

    def look(self, party: str | None = None) -> Iterator[Looked]:
        """Verify what every party sent and was sent, or one of them; reads no more than a page at a time."""
        last: Message | None = None
        while page := self._archive.messages(PAGE, last):
            messages = [message for message in page if party in (None, message.party)]
            for message, came in zip(messages, self._came(messages), strict=True):
                yield Looked(message, came, self._fault(message, came))
            last = page[-1]

    def _came(self, messages: Sequence[Message]) -> list[int]:
        """When each was taken. What was parked was answered then, and recorded later."""
        names = [receipt_id(m.party, m.digest, "accepted") if m.direction == "in" else "" for m in messages]
        with self._transactions.snapshot() as unit:
            answered = {answer.id: answer.at for answer in unit.sent(sorted({*names} - {""}))}
        return [min(m.at, answered.get(name, m.at)) for m, name in zip(messages, names, strict=True)]

    def _fault(self, message: Message, came: int) -> Fault | None:
        body = self._archive.payload(message.digest)
        if body is None or digest(body) != message.digest:
            return fault(Code.STORED_BYTES_ALTERED)
        whose = OURS if message.direction == "out" else message.party
        found = self._refusal(body, whose, came)
        if found is not None and Code(found.code).is_about_a_certificate:
            is_good = any(self._refusal(body, whose, at) is None for at in self._other_times(whose, came))
            found = None if is_good else self._explained(body, whose, came)
        return found

    def _other_times(self, whose: str, came: int) -> Iterator[int]:
        """When a message may have been signed that was recorded, or accepted, at a time."""
        yield came - GRACE
        if whose == OURS:
            yield from (one.since for one in self._register.of(OURS) if one.since > came)

    def _explained(self, body: bytes, whose: str, came: int) -> Fault:
        """Why no certificate counted: none of its signer's made it, or one of them at another time."""
        for one in self._register.of(whose):
            alone = RegisteredVerifier(CertificateRegister({whose: [one.certificate]}), self._clock, agreed=_any)
            if self._refusal(body, whose, own_end(one.certificate), alone) is None:
                period = f"{in_seconds(one.since)} – {in_seconds(one.until)}"
                return fault(Code.CERTIFICATE_WAS_NOT_VALID, window=period, at=in_seconds(came))
        return fault(Code.CERTIFICATE_NOT_REGISTERED)

    def _refusal(self, body: bytes, whose: str, at: int, verifier: RegisteredVerifier | None = None) -> Fault | None:
        self._clock.at = at
        try:
            (verifier or self._verifier).verify(parse_xml(body), whose)
        except Rejected as refusal:
            return refusal.faults[0]
        return None
