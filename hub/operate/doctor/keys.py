"""Looks at our keys and at the parties' certificates."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapters import sm2
from adapters.trust import CertificateRegister, KeyRing
from adapters.x509 import Registered
from hub.errors import Code, Deferred, OperatorError, SignerUnavailable, operator_error
from hub.operate.doctor.certificates import judge_certificates
from hub.operate.doctor.finding import Finding
from hub.operate.doctor.judgements import SECOND
from hub.operate.keys.inspection import US, doubts_of_encryption, encrypted_for, for_party, signing_for
from hub.text.bilingual import Bilingual

if TYPE_CHECKING:
    from adapters.encryption.ciphers import Cipher
    from adapters.signing import Profile


def look_at_key(ring: KeyRing, now: int) -> Iterator[Finding]:
    """Our keys are ours alone, have their certificates, and one of them is valid."""
    if not any(pair.known.is_valid(now) for pair in ring.pairs):
        known = [pair.known for pair in ring.pairs]
        error = SignerUnavailable("; ".join(f"{_day(one.since)} – {_day(one.until)}" for one in known))
        yield Finding.of("failure", error, max((one.until for one in known if one.until < now), default=None))
        return
    yield judge_certificates(US, [pair.known for pair in ring.pairs], now)


def look_at_certificates(known: Sequence[Registered], now: int) -> Iterator[Finding]:
    """One of our certificates is valid. No key is opened."""
    yield judge_certificates(US, known, now)


def look_at_profiles(ring: KeyRing, agreed: "Mapping[str, Sequence[Profile]]", now: int) -> Iterator[Finding]:
    """A key of ours signs for each party by a profile of its file; weak profiles are told."""
    if any(profile.kind == "sm2" for profiles in agreed.values() for profile in profiles) and sm2.leaks_timing():
        yield Finding.of("warning", operator_error(Code.SM2_LEAKS_TIMING))
    if not agreed:
        yield Finding("ok", Bilingual("均按通常方式签名", "all parties sign in the usual way"))
    for party, profiles in sorted(agreed.items()):
        yield judge_certificates(for_party(party, profiles), signing_for(ring, profiles, party), now)
        weak = ", ".join(profile.name for profile in profiles if profile.is_weak)
        if weak:
            yield Finding.of("warning", operator_error(Code.WEAK_PROFILE, party=party, profile=weak))


def look_at_encryption(
    ring: KeyRing,
    register: CertificateRegister,
    agreed: "Mapping[str, Cipher]",
    now: int,
    waiting: Callable[[], Sequence[OperatorError]],
) -> Iterator[Finding]:
    """The hub can encrypt for each party with which a cipher was agreed, and decrypt what it sends.

    `waiting`: what was kept plain and waits to be encrypted.
    """
    found = [Finding.of(result, error) for result, error in doubts_of_encryption(ring, register, agreed, now)]
    found += [Finding("ok", told) for told in encrypted_for(register, agreed, now)]
    yield from found or [Finding("ok", Bilingual("未与任何对方约定加密", "agreed with no party"))]
    with suppress(Deferred, OperatorError):  # the look at the store tells it
        yield from (Finding.of("warning", error) for error in waiting())


def look_at_parties(register: CertificateRegister, parties: Iterable[str], now: int) -> Iterator[Finding]:
    """Each party has a certificate that is valid, and every file in the register can be read."""
    for party in sorted(parties):
        yield judge_certificates(Bilingual.same(party), register.of(party), now)


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at // SECOND, UTC):%Y-%m-%d}"
