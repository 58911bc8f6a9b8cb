"""Check the messages in an evidence file: their bytes, and their signatures by the certificates in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography import x509

from adapters.signing import PROFILES, Profile, RegisteredVerifier
from adapters.trust import CertificateRegister
from adapters.x509 import UNREADABLE, Registered, strictly
from hub.errors import Code, Rejected, operator_error
from hub.evidence.contents import AboutMessage
from hub.model import digest
from hub.text.bilingual import Bilingual
from hub.xml.parse import parse_xml

OURS: Final = ""
"""Under this name, which no party can have, the hub's own certificates are registered."""
_GRACE: Final = 60_000_000
"""Microseconds that may lie between the taking of a message and its record."""


@dataclass
class _Moment:
    """A clock that stands at the time of a message."""

    at: int = 0

    def now(self) -> int:
        return self.at


def _any(_: str) -> Sequence[Profile]:
    """Whatever was agreed when a message came."""
    return PROFILES


def require_signed(messages: Sequence[AboutMessage], files: Mapping[str, bytes]) -> None:
    """Refuse a message that is not as it is said to be (HUB-932), or that its sender did not sign (HUB-936)."""
    register = _register(files)
    for message in messages:
        if digest(files[message.file]) != message.sha256:
            reason = Bilingual("与 contents.json 所记不符", "contents.json says otherwise")
            raise operator_error(Code.EVIDENCE_ALTERED, name=message.file, reason=reason)
        _require_signature(message, files[message.file], register, _taken_at(message, messages))


def _register(files: Mapping[str, bytes]) -> CertificateRegister:
    found: dict[str, list[x509.Certificate | Registered]] = {}
    for name in sorted(files):
        _, kind, *rest = [*name.split("/"), ""]
        if name.startswith(("certificates/hub/", "certificates/parties/")):
            try:
                with strictly():
                    certificate = x509.load_pem_x509_certificate(files[name])
            except UNREADABLE as error:
                reason = Bilingual("读不出证书", "no certificate can be read from it")
                raise operator_error(Code.EVIDENCE_ALTERED, name=name, reason=reason) from error
            found.setdefault(OURS if kind == "hub" else rest[0], []).append(certificate)
    return CertificateRegister(found)


def _taken_at(message: AboutMessage, messages: Sequence[AboutMessage]) -> int:
    """When a message was taken: what waited was answered then, and recorded later."""
    answered = [one.at for one in messages if one.answers == message.id and one.direction != message.direction]
    return min([message.at, *answered]) if message.direction == "in" else message.at


def _require_signature(message: AboutMessage, body: bytes, register: CertificateRegister, at: int) -> None:
    whose = OURS if message.direction == "out" else message.party
    refusals = list(_refusals(body, whose, register, at))
    if None not in refusals:
        (first, *_), name = (one for one in refusals if one is not None), message.file
        fault = first.faults[0]
        reason = Bilingual(f"{fault.code} {fault.zh}", f"{fault.code} {fault.en}")
        raise operator_error(Code.MESSAGE_NOT_PROVED, name=name, reason=reason) from first


def _refusals(body: bytes, whose: str, register: CertificateRegister, at: int) -> Iterator[Rejected | None]:
    """What the verifier says at each time when the message may have been signed; None for: signed."""
    later = [one.since for one in register.of(whose) if one.since > at] if whose == OURS else []
    for when in (at, at - _GRACE, *later):
        refusal = _refusal(body, whose, register, when)
        yield refusal
        if refusal is None or not Code(refusal.faults[0].code).is_about_a_certificate:
            return


def _refusal(body: bytes, whose: str, register: CertificateRegister, at: int) -> Rejected | None:
    try:
        RegisteredVerifier(register, _Moment(at), agreed=_any).verify(parse_xml(body), whose)
    except Rejected as refusal:
        return refusal
    return None
