"""Looks at our keys and at the parties' certificates."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from adapters.trust import CertificateRegister, KeyRing
from hub.errors import SignerUnavailable
from hub.operate.doctor.certificates import judge_certificates
from hub.operate.doctor.finding import Finding
from hub.operate.doctor.judgements import SECOND
from hub.operate.keys.inspection import US
from hub.text.bilingual import Bilingual


def look_at_key(ring: KeyRing, now: int) -> Iterator[Finding]:
    """Our keys are ours alone, have their certificates, and one of them is valid."""
    if ring.at(now) is None:
        raise SignerUnavailable("; ".join(f"{_day(p.known.since)} – {_day(p.known.until)}" for p in ring.pairs))
    yield judge_certificates(US, [pair.known for pair in ring.pairs], now)


def look_at_parties(register: CertificateRegister, parties: Iterable[str], now: int) -> Iterator[Finding]:
    """Each party has a certificate that is valid, and every file in the register can be read."""
    for party in sorted(parties):
        yield judge_certificates(Bilingual.same(party), register.of(party), now)


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at // SECOND, UTC):%Y-%m-%d}"
