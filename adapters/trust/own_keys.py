"""The hub's own keys: the pair that its settings name, and one in each folder beside it; which signs at a time.

A folder with both files signs in its window, a certificate alone is kept for history once its key is destroyed, and a
key alone waits for its certificate.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509

from adapters.trust.register import read_certificates
from adapters.trust.validity_limits import read_cutovers
from adapters.x509.keys import SigningKey, open_key
from adapters.x509.making import CERTIFICATE_FILE, KEY_FILE
from adapters.x509.validity import Decided, Registered, fingerprint
from hub.errors import operator_error

PKCS12_FILE: Final = "key.p12"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one key, its certificate, or both are."""

    name: str
    """The folder's name; empty for the pair that the settings name."""
    key: Path | None
    certificate: Path | None
    """None where the key's own file holds it, or there is none yet."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A key of ours with its certificate, and when it signs."""

    place: Place
    known: Registered
    key: SigningKey


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Our keys and certificates as they were read; immutable."""

    pairs: tuple[Pair, ...]
    """Whose signing begins last comes first."""
    certificates: tuple[Registered, ...]
    """Also those whose keys are gone."""

    def at(self, now: int) -> Pair | None:
        """The newest pair that may sign at this time."""
        return next((pair for pair in self.pairs if pair.known.is_valid(now)), None)


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """Where our keys are."""

    folder: Path
    """`keys/hub`: a folder in it for each key, and what was decided."""
    key: Path
    """What the settings name."""
    certificate: Path | None
    is_named: bool
    """The settings name others than those of a new home, so that these must be there."""

    def places(self) -> list[Place]:
        """Every place with a key or a certificate; the settings' own first, unless others have replaced it."""
        own = Place("", self.key, self.certificate)
        others = [place for place in _folders(self.folder) if not _is_same(place.key, self.key)]
        is_there = self.key.exists() or (self.certificate is not None and self.certificate.exists())
        return [own, *others] if is_there or self.is_named else others

    def watched(self) -> list[Path]:
        """What to look at for changes."""
        return [self.folder, self.key, *([self.certificate] if self.certificate else [])]

    def certificates(self) -> list[x509.Certificate]:
        """Those in files of their own; no private key is opened."""
        return [certificate for place in self.places() for certificate in _certificates(place)]

    def certificate_files(self) -> list[Path]:
        """Files of our certificates, whatever became of their keys; those in a private key's own file left out."""
        return [place.certificate for place in self.places() if place.certificate is not None]

    def files(self) -> dict[str, Path]:
        """Where each certificate is, by its fingerprint; those in a private key's own file left out."""
        return {fingerprint(c): p.certificate for p in self.places() if p.certificate for c in _certificates(p)}

    def read(self, passwords: Sequence[bytes], *, may_be_empty: bool = False) -> KeyRing:
        """Open every key; raises OperatorError (HUB-705, HUB-707) where one cannot be used, or there is none."""
        places = self.places()
        opened = {place: key for place in places if (key := _opened(place, passwords)) is not None}
        if not opened and not may_be_empty:
            raise operator_error("HUB-705", path=self.key)
        alone = [c for place in places if place.key is None for c in _certificates(place)]
        decided = self._decided([*(key.certificate for key in opened.values()), *alone])
        pairs = [Pair(place, decided[fingerprint(key.certificate)], key) for place, key in opened.items()]
        pairs.sort(key=lambda pair: (pair.known.since, pair.known.until), reverse=True)
        return KeyRing(tuple(pairs), tuple(decided.values()))

    def _decided(self, certificates: Sequence[x509.Certificate]) -> dict[str, Registered]:
        known = {fingerprint(certificate): certificate for certificate in certificates}
        found = read_cutovers(self.folder, known)
        return {name: Registered.of(one, found.get(name, Decided())) for name, one in known.items()}


def _folders(folder: Path) -> Iterator[Place]:
    for inside in sorted(path for path in folder.glob("[!.]*") if path.is_dir()):
        keys = [path for name in (KEY_FILE, PKCS12_FILE) if (path := inside / name).exists()]
        if len(keys) > 1:
            raise operator_error("HUB-707", reason=f"{inside}: two private keys in one folder")
        certificate = inside / CERTIFICATE_FILE
        if keys or certificate.exists():
            yield Place(inside.name, keys[0] if keys else None, certificate if certificate.exists() else None)


def _is_same(path: Path | None, other: Path) -> bool:
    return path is not None and path.exists() and other.exists() and path.samefile(other)


def _opened(place: Place, passwords: Sequence[bytes]) -> SigningKey | None:
    if place.key is None or (place.name and place.certificate is None and place.key.name == KEY_FILE):
        return None  # only a certificate, or a key that waits for one
    return open_key(place.key, place.certificate, passwords)


def _certificates(place: Place) -> list[x509.Certificate]:
    try:
        return read_certificates(place.certificate) if place.certificate else []
    except OSError as error:
        raise operator_error("HUB-705", path=place.certificate) from error
