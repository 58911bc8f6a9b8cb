"""Which certificates are whose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.signing.profile import is_strong
from hub.errors import operator_error


@dataclass(frozen=True, slots=True)
class Registered:
    """A certificate with its validity window, in microseconds since 1970, UTC; both ends count."""

    certificate: x509.Certificate
    since: int
    until: int

    @classmethod
    def of(cls, certificate: x509.Certificate) -> Self:
        return cls(
            certificate,
            microseconds(certificate.not_valid_before_utc),
            microseconds(certificate.not_valid_after_utc),
        )

    def is_valid(self, at: int) -> bool:
        return self.since <= at <= self.until


class CertificateRegister:
    """The certificates that each party signs with; immutable, hence thread-safe."""

    def __init__(self, parties: Mapping[str, Iterable[x509.Certificate]]) -> None:
        self._parties = {party: {der(c): Registered.of(c) for c in certs} for party, certs in parties.items()}

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read `<folder>/<party>/*.pem`; raises OperatorError (HUB-705, HUB-707) for a file that cannot be used."""
        try:
            files = sorted(path for path in folder.glob("*/*.pem"))
            parties: dict[str, list[x509.Certificate]] = {path.parent.name: [] for path in files}
            for path in files:
                parties[path.parent.name] += _certificates(path)
        except OSError as error:
            raise operator_error("HUB-705", path=error.filename or folder) from error
        return cls(parties)

    def find(self, party: str, certificate: bytes, at: int) -> x509.Certificate | None:
        """The party's registered certificate with exactly these bytes (DER), if it is valid at that time."""
        known = self._parties.get(party, {}).get(certificate)
        return known.certificate if known is not None and known.is_valid(at) else None


def der(certificate: x509.Certificate) -> bytes:
    """The certificate's own bytes."""
    return certificate.public_bytes(Encoding.DER)


def microseconds(time: datetime) -> int:
    """A certificate's time, which has whole seconds, as the hub counts."""
    return int(time.timestamp()) * 1_000_000


def _certificates(path: Path) -> list[x509.Certificate]:
    try:
        certificates = x509.load_pem_x509_certificates(path.read_bytes())
        strong = all(is_strong(certificate) for certificate in certificates)
    except ValueError as error:
        raise operator_error("HUB-707", reason=f"{path}: no certificate can be read from it") from error
    if not strong:
        raise operator_error("HUB-707", reason=f"{path}: a certificate's key is too weak or of another kind")
    return certificates
