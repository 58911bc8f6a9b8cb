"""What operators do to keys and certificates: register a party's, make or take one of ours, end the old ones.

Nothing is ever written over or removed. What is decided is written down in `cutovers` beside the certificates, so that
it happens by the clock, in every worker and without a start.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.trust.admission import public_bytes, read_one, refused, require_fit
from adapters.trust.register import CertificateRegister, der
from adapters.trust.validity_limits import write_cutover
from adapters.x509.making import write_new
from adapters.x509.validity import Registered, covered_until, fingerprint, own_end
from hub.errors import OperatorError, operator_error

MINUTE: Final = 60_000_000
"""A cutover may lie so far in the past: who types the present minute means now."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a verb did."""

    certificate: x509.Certificate | None = None
    """What was registered, taken or made; None for a bare key, or where only a cutover was written."""
    written: tuple[Path, ...] = ()
    """The new files."""
    ended: tuple[Registered, ...] = field(default=())
    """Certificates that a cutover was written for."""
    at: int | None = None
    """The cutover, in microseconds since 1970, UTC."""


class PartyCertificates:
    """The folder of parties' certificates, and what may be done to it."""

    def __init__(self, folder: Path, ours: Iterable[x509.Certificate] = ()) -> None:
        """`ours` are the hub's own, which no party may have. Raises OperatorError (HUB-705, HUB-707)."""
        self._folder = folder
        self._ours = {public_bytes(certificate) for certificate in ours}
        self.register = CertificateRegister.load(folder)

    def admit(self, party: str, path: Path, now: int, cutover: int | None = None) -> Done:
        """Register a certificate beside those that there are; with a cutover, these are refused from then on.

        Raises OperatorError: HUB-705, HUB-751 for the certificate, HUB-752 for the cutover; then nothing was changed.
        """
        certificate = read_one(path)
        require_fit(certificate, path, now)
        self._require_new(party, certificate, path)
        old = [one for one in self.register.of(party) if cutover is not None and one.until >= cutover]
        if cutover is not None:
            require_possible(cutover, now)
            require_successor([Registered.of(certificate)], party, cutover)
        file = self._folder / party / f"{certificate.not_valid_before_utc:%Y-%m-%d}-{fingerprint(certificate)[:16]}.pem"
        write_new(file, certificate.public_bytes(Encoding.PEM), 0o644)
        try:
            self._end(party, old, cutover, now)
        except OperatorError:
            file.unlink(missing_ok=True)
            raise
        return Done(certificate, (file,), tuple(old), cutover if old else None)

    def cut_over(self, party: str, cutover: int, now: int, name: str = "") -> Done:
        """Refuse a party's older certificates from then on; or the one whose fingerprint begins with `name`.

        The one that itself begins and ends last is kept. What is to be refused at another time already is refused at
        this one instead, as long as it still counts; but later than was decided only where no other is meant.

        Raises OperatorError: HUB-704 no such certificate; HUB-752 a time that cannot be, nothing that would be left, or
        no telling which is the newest.
        """
        require_possible(cutover, now)
        known = self.register.of(party)
        counting = [one for one in known if one.until >= now]
        named = [one for one in counting if fingerprint(one.certificate).startswith(name.lower())]
        older = named if name else _older(counting)
        is_sure = len(older) == 1
        old = [one for one in older if (own_end(one.certificate) if is_sure else one.until) >= cutover]
        if len(old) != 1 and (name or not old):
            raise operator_error("HUB-704", value=f"{party} {name}".strip())
        if not name:
            require_successor([one for one in known if one not in old], party, cutover)
        self._end(party, old, cutover, now)
        return Done(None, (), tuple(old), cutover)

    def _end(self, party: str, old: Sequence[Registered], cutover: int | None, now: int) -> None:
        if cutover is not None and old:
            write_cutover(self._folder / party, [one.certificate for one in old], "until", cutover, now)

    def _require_new(self, party: str, certificate: x509.Certificate, path: Path) -> None:
        """Refuse what is registered already, and whatever has the key of somebody else."""
        if public_bytes(certificate) in self._ours:
            raise refused(path, "its key is the hub's own")
        for other in self.register.parties():
            for one in self.register.of(other):
                if der(one.certificate) == der(certificate):
                    raise refused(path, f"it is registered already, for {other}")
                if other != party and public_bytes(one.certificate) == public_bytes(certificate):
                    raise refused(path, f"its key is that of {other}")


def _older(known: Sequence[Registered]) -> list[Registered]:
    """All but the newest; raises OperatorError (HUB-752) where it is not for us to say which that is."""
    windows = [(one.since, own_end(one.certificate)) for one in known]
    newest = (max((since for since, _ in windows), default=0), max((end for _, end in windows), default=0))
    if windows and windows.count(newest) != 1:
        raise _impossible("none of them, or more than one, both begins and ends last: say with --only which one to end")
    return [one for one, window in zip(known, windows, strict=True) if window != newest]


def require_possible(cutover: int, now: int) -> None:
    """Refuse a time that is past: what was taken by then was taken rightly. Raises OperatorError (HUB-752)."""
    if cutover < now - MINUTE:
        raise _impossible(f"{_day(cutover)} is past; say `now` to end it at once")


def require_successor(left: Sequence[Registered], whose: str, cutover: int) -> None:
    """Refuse a cutover after which nothing would count; raises OperatorError (HUB-752)."""
    if not any(one.is_valid(cutover) for one in left):
        raise _impossible(f"no other certificate of {whose} would be valid on {_day(cutover)}")


def require_no_gap(known: Sequence[Registered], begins: Registered, now: int) -> None:
    """Refuse a key of ours that begins after the last one ended, or never; raises OperatorError (HUB-752)."""
    if begins.since > begins.until:
        raise _impossible(f"the new certificate ends before {_day(begins.since)}")
    until = covered_until(known, now)
    if now < until < begins.since - MINUTE:
        raise _impossible(f"nothing of ours would sign between {_day(until)} and {_day(begins.since)}")


def _impossible(why: str) -> OperatorError:
    return operator_error("HUB-752", reason=why)


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at // 1_000_000, UTC):%Y-%m-%d %H:%M} UTC"
