"""The register: which certificates belong to which party."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self

from cryptography import x509

from adapters.files.watching import Watched
from adapters.trust.validity_limits import read_limits
from adapters.x509 import (
    NO_CERTIFICATE,
    UNREADABLE,
    Registered,
    ValidityLimits,
    der,
    fingerprint,
    is_strong,
    own_end,
    read_pem,
)
from hub.errors import Code, operator_error, unusable_file
from hub.text.bilingual import Bilingual

Parties = Mapping[str, Mapping[bytes, Registered]]
"""By party, then by the certificate's DER bytes."""


class CertificateRegister:
    """The certificates that each party signs with. Immutable, therefore thread-safe."""

    def __init__(self, parties: Mapping[str, Iterable[x509.Certificate | Registered]]) -> None:
        """A certificate without operator's limits is valid for its own validity period."""
        self._parties: Parties = {party: _by_bytes(certificates) for party, certificates in parties.items()}

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read `<folder>/<party>/*.pem` and the limits that operators set.

        Raises OperatorError (HUB-705, HUB-707) for a file that cannot be used.
        """
        return cls(_read(folder))

    def find(self, party: str, certificate: bytes) -> Registered | None:
        """The party's registered certificate with exactly these bytes (DER), whether it is valid now or not."""
        return self._all().get(party, {}).get(certificate)

    def parties(self) -> list[str]:
        """The parties that have certificates here, sorted."""
        return sorted(self._all())

    def of(self, party: str) -> Sequence[Registered]:
        """All certificates of a party, expired ones too, sorted by their own end."""
        known = self._all().get(party, {}).values()
        return sorted(known, key=lambda one: (own_end(one.certificate), one.since))

    def _all(self) -> Parties:
        return self._parties


class WatchedRegister(CertificateRegister):
    """The certificates in a folder, read again after its files have changed. Thread-safe."""

    def __init__(
        self,
        folder: Path,
        remind: Callable[[CertificateRegister], None] = lambda _: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises OperatorError (HUB-705, HUB-707) when the folder cannot be used at first.

        Later failures are logged.
        """
        super().__init__({})
        self._watched = Watched([folder], lambda: CertificateRegister.load(folder), remind, monotonic)

    def look(self) -> None:
        """Check the files for changes when the check is due."""
        self._watched.now()

    def _all(self) -> Parties:
        return self._watched.now()._all()


def _by_bytes(certificates: Iterable[x509.Certificate | Registered]) -> dict[bytes, Registered]:
    known = (one if isinstance(one, Registered) else Registered.of(one) for one in certificates)
    return {der(one.certificate): one for one in known}


def _read(folder: Path) -> dict[str, list[Registered]]:
    try:
        files = sorted(folder.glob("*/*.pem"))
        parties: dict[str, list[x509.Certificate]] = {path.parent.name: [] for path in files}
        for path in files:
            parties[path.parent.name] += read_certificates(path)
        return {party: _limited(folder / party, certificates) for party, certificates in parties.items()}
    except OSError as error:
        raise unusable_file(error.filename or folder, error) from error


def _limited(folder: Path, certificates: Sequence[x509.Certificate]) -> list[Registered]:
    """A party's certificates, each with the limits that operators set for it."""
    known = {fingerprint(certificate): certificate for certificate in certificates}
    limits = read_limits(folder, known)
    return [Registered.of(certificate, limits.get(name, ValidityLimits())) for name, certificate in known.items()]


def read_certificates(path: Path) -> list[x509.Certificate]:
    """All certificates in a PEM file, at least one, each with a key that is strong enough.

    Raises OperatorError (HUB-705, HUB-707) for a file or a certificate that cannot be used.
    """
    certificates = read_pem(path)
    try:
        strong = all(is_strong(certificate) for certificate in certificates)
        _ = [Registered.of(certificate) for certificate in certificates]
    except UNREADABLE as error:
        raise operator_error(Code.BAD_KEY, reason=NO_CERTIFICATE.about(path)) from error
    if not strong:
        raise operator_error(
            Code.BAD_KEY,
            reason=Bilingual(
                "有证书的密钥强度不足，或密钥种类不符", "a certificate's key is too weak or of another kind"
            ).about(path),
        )
    return certificates
