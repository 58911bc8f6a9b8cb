"""When a certificate counts: its own window, narrowed by what an operator decided and wrote down beside it.

`cutovers` in a folder of certificates is a line for each decision, oldest first; none is ever changed or removed:

    <SHA-256 of the certificate> from|until <time> <when this was written>

`until` refuses a certificate from that time on, `from` keeps one of ours from signing before. Of one certificate the
last line of each kind counts. Times are RFC 3339, with their offset.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from hub.errors import OperatorError, operator_error

Word = Literal["from", "until"]
State = Literal["next", "valid", "cutover", "over"]
"""It does not count yet; it counts; an operator ended it before its own end; its own end is past."""
FILE: Final = "cutovers"
SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
SOON: Final = 60
"""Days before its end in which a certificate should be renewed."""
_FOR_EVER: Final = 2**62


@dataclass(frozen=True, slots=True)
class Decided:
    """What operators decided about one certificate; times in microseconds since 1970, UTC."""

    since: int = 0
    until: int = _FOR_EVER
    """From this time on it is refused."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A certificate with the window in which it counts, in microseconds since 1970, UTC; both ends count."""

    certificate: x509.Certificate
    since: int
    until: int

    @classmethod
    def of(cls, certificate: x509.Certificate, decided: Decided = Decided()) -> Self:
        """With its own window, and within that only as long as was decided."""
        return cls(
            certificate,
            max(microseconds(certificate.not_valid_before_utc), decided.since),
            min(own_end(certificate), decided.until - 1),
        )

    def is_valid(self, at: int) -> bool:
        return self.since <= at <= self.until

    def state(self, at: int) -> State:
        """Where it stands at a time."""
        if self.is_valid(at):
            return "valid"
        if at > own_end(self.certificate):
            return "over"
        return "next" if at < self.since <= self.until else "cutover"


def covered_until(known: Iterable[Registered], now: int) -> int:
    """Until when there is always one that counts; `now` when there is none."""
    until = now
    for one in sorted(known, key=lambda one: one.since):
        until = max(until, one.until) if one.since <= until + SECOND else until
    return until


def outlook(who: str, known: Sequence[Registered], now: int) -> OperatorError | None:
    """What is to be done about certificates: HUB-733 there is none, HUB-732 none counts, HUB-731 the end is near."""
    if not known:
        return operator_error("HUB-733", who=who)
    if (until := covered_until(known, now)) == now:
        return operator_error("HUB-732", who=who)
    days = (until - now) // DAY
    return operator_error("HUB-731", who=who, days=days) if days < SOON else None


def own_end(certificate: x509.Certificate) -> int:
    """The last moment that the certificate itself names."""
    return microseconds(certificate.not_valid_after_utc)


def microseconds(time: datetime) -> int:
    """A time as the hub counts, to the second: a certificate's has no more."""
    return int(time.timestamp()) * SECOND


def fingerprint(certificate: x509.Certificate) -> str:
    """Hex SHA-256 of the certificate's own bytes, as openssl tells it too."""
    return certificate.fingerprint(SHA256()).hex()


def serial(certificate: x509.Certificate) -> str:
    """The serial number in hex, in whole bytes, as the customs world names a certificate."""
    digits = f"{certificate.serial_number:x}"
    return digits.zfill(len(digits) + len(digits) % 2)


def subject(certificate: x509.Certificate) -> str:
    """Whose it says it is, as RFC 4514 has it."""
    try:
        return certificate.subject.rfc4514_string()
    except ValueError:
        return "unreadable"


def key_kind(certificate: x509.Certificate) -> str:
    """What it signs with, in words."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    return key.curve.name if isinstance(key, ec.EllipticCurvePublicKey) else "unknown"


def read_cutovers(folder: Path, known: Mapping[str, x509.Certificate]) -> dict[str, Decided]:
    """What was decided about a folder's certificates, by fingerprint.

    Raises OperatorError: HUB-705 when it cannot be read; HUB-707 for a line that is none, or refuses a certificate that
    is not here: it may be meant for one that is, which would go on to count.
    """
    file = folder / FILE
    try:
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
    except UnicodeDecodeError as error:
        raise operator_error("HUB-707", reason=f"{file} is not UTF-8 text") from error
    except OSError as error:
        raise operator_error("HUB-705", path=file) from error
    found: dict[str, Decided] = {}
    for number, line in enumerate(lines, 1):
        try:
            name, word, at = _read(line)
        except ValueError as error:
            raise operator_error("HUB-707", reason=f"{file}, line {number} cannot be understood") from error
        if name not in known and word == "until":
            raise operator_error("HUB-707", reason=f"{file}, line {number} names a certificate that is not here")
        before = found.get(name, Decided())
        found[name] = replace(before, since=at) if word == "from" else replace(before, until=at)
    return found


def _read(line: str) -> tuple[str, str, int]:
    name, word, at, written = line.split()
    times = [datetime.fromisoformat(text) for text in (at, written)]
    if word not in ("from", "until") or any(time.tzinfo is None for time in times):
        raise ValueError(line)
    return name, word, microseconds(times[0])


def write_cutover(folder: Path, certificates: Sequence[x509.Certificate], word: Word, at: int, now: int) -> None:
    """Add a decision about each, all or none, durably; raises OperatorError (HUB-705)."""
    file = folder / FILE
    lines = [f"{fingerprint(certificate)} {word} {_rfc3339(at)} {_rfc3339(now)}\n" for certificate in certificates]
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        with open(descriptor, "rb+", buffering=0) as out:  # noqa: PTH123 - Path.open takes no descriptor
            size = os.fstat(descriptor).st_size
            is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"  # written by hand
            out.write((b"\n" if is_torn else b"") + "".join(lines).encode())
            os.fsync(descriptor)
    except OSError as error:
        raise operator_error("HUB-705", path=file) from error


def _rfc3339(at: int) -> str:
    return datetime.fromtimestamp(at // SECOND, UTC).isoformat().replace("+00:00", "Z")
