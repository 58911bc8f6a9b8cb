"""The hub's own keys: the pair named in the settings, and one pair in each folder beside it.

Chooses the key that signs. A folder with a key and its certificate signs within the certificate's validity period. In
place of the key, `device.yaml` can name the token or card that holds it (docs/cards.md). A certificate alone is kept
for history after its key was destroyed. A key alone waits for its certificate.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from adapters.trust.device_file import DEVICE_FILE, DeviceFile, read_device
from adapters.trust.key_folder import CERTIFICATE_FILE, KEY_FILE, PKCS12_FILE
from adapters.trust.register import read_certificates
from adapters.trust.validity_limits import read_limits
from adapters.x509 import KEY_KINDS, DeviceKey, KeyKind, Registered, SigningKey, ValidityLimits, fingerprint, open_key
from hub.errors import Code, operator_error
from hub.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """The files of one key, of its certificate, or of both."""

    name: str
    """The folder's name; empty for the pair named in the settings."""
    key: Path | None
    certificate: Path | None
    """None when the key's own file contains the certificate, or when there is none yet."""
    device: Path | None = None
    """The file that says which token or card holds the key, beside its certificate."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key of the hub with its certificate and its signing period."""

    place: KeyPlace
    known: Registered
    key: SigningKey | DeviceKey
    parties: frozenset[str] = frozenset()
    """The parties for which alone it signs; empty for a key that signs for all parties which no key names."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The hub's keys and certificates at the last read. Immutable."""

    pairs: tuple[Pair, ...]
    """Sorted by the begin of the signing period, latest first."""
    certificates: tuple[Registered, ...]
    """Includes certificates whose keys no longer exist."""

    def able(self, party: str) -> Sequence[Pair]:
        """The pairs that sign for a party, at whatever time: those that name it, or those that name none."""
        named = [pair for pair in self.pairs if party in pair.parties]
        return named or [pair for pair in self.pairs if not pair.parties]

    def at(self, now: int, kinds: Collection[KeyKind] = KEY_KINDS, party: str = "") -> Pair | None:
        """The newest pair of these kinds that may sign at this time, for a party or in general.

        Where keys name the party, no other key signs for it.
        """
        able = self.able(party)
        return next((pair for pair in able if pair.known.is_valid(now) and pair.key.kind in kinds), None)


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """The files of the hub's keys."""

    folder: Path
    """`keys/hub`: one folder for each key, and the file with the limits of their validity."""
    key: Path
    """The key file named in the settings."""
    certificate: Path | None
    is_named: bool
    """True when the settings name other files than those of a new home. Then these files must exist."""

    def places(self) -> list[KeyPlace]:
        """Every place with a key or a certificate.

        The pair of the settings comes first, unless other files have replaced it.
        """
        own = KeyPlace("", self.key, self.certificate)
        others = [place for place in _folders(self.folder) if not _is_same(place.key, self.key)]
        is_there = self.key.exists() or (self.certificate is not None and self.certificate.exists())
        return [own, *others] if is_there or self.is_named else others

    def watched(self) -> list[Path]:
        """Files and folders to watch for changes."""
        return [self.folder, self.key, *([self.certificate] if self.certificate else [])]

    def certificates(self) -> list[x509.Certificate]:
        """The certificates in files of their own. No private key is opened."""
        return [certificate for place in self.places() for certificate in _certificates(place)]

    def certificate_files(self) -> list[Path]:
        """The files of the hub's certificates, whether their keys exist or not.

        Certificates inside a private key's file are left out.
        """
        return [place.certificate for place in self.places() if place.certificate is not None]

    def files(self) -> dict[str, Path]:
        """The file of each certificate, by fingerprint. Certificates inside a private key's file are left out."""
        return {fingerprint(c): p.certificate for p in self.places() if p.certificate for c in _certificates(p)}

    def devices(self) -> list[DeviceFile]:
        """What the `device.yaml` of each key says. Raises OperatorError (HUB-796)."""
        return [read_device(place.device) for place in self.places() if place.device is not None]

    def read(self, passwords: Sequence[bytes], *, may_be_empty: bool = False) -> KeyRing:
        """Open every key. Raises OperatorError (HUB-705, HUB-707) when a key cannot be used or when there is none."""
        places = self.places()
        opened = {place: key for place in places if (key := _opened(place, passwords)) is not None}
        parties = {place: frozenset(read_device(place.device).parties) for place in opened if place.device is not None}
        if not opened and not may_be_empty:
            raise operator_error(Code.FILE_UNREADABLE, path=self.key, reason=Bilingual("没有密钥", "there is no key"))
        alone = [c for place in places if place not in opened for c in _certificates(place)]
        known = self._limited([*(key.certificate for key in opened.values()), *alone])
        pairs = [
            Pair(place, known[fingerprint(key.certificate)], key, parties.get(place, frozenset()))
            for place, key in opened.items()
        ]
        pairs.sort(key=lambda pair: (pair.known.since, pair.known.until), reverse=True)
        return KeyRing(tuple(pairs), tuple(known.values()))

    def _limited(self, certificates: Sequence[x509.Certificate]) -> dict[str, Registered]:
        known = {fingerprint(certificate): certificate for certificate in certificates}
        found = read_limits(self.folder, known)
        return {name: Registered.of(one, found.get(name, ValidityLimits())) for name, one in known.items()}


def _folders(folder: Path) -> Iterator[KeyPlace]:
    for inside in sorted(path for path in folder.glob("[!.]*") if path.is_dir()):
        keys = [path for name in (KEY_FILE, PKCS12_FILE, DEVICE_FILE) if (path := inside / name).exists()]
        if len(keys) > 1:
            raise operator_error(
                Code.BAD_KEY, reason=Bilingual("同一目录中有两个私钥", "two private keys in one folder").about(inside)
            )
        keys = [path for path in keys if path.name != DEVICE_FILE]
        certificate, device = inside / CERTIFICATE_FILE, inside / DEVICE_FILE
        if keys or certificate.exists() or device.exists():
            yield KeyPlace(
                inside.name,
                keys[0] if keys else None,
                certificate if certificate.exists() else None,
                device if device.exists() else None,
            )


def _is_same(path: Path | None, other: Path) -> bool:
    return path is not None and path.exists() and other.exists() and path.samefile(other)


def _opened(place: KeyPlace, passwords: Sequence[bytes]) -> SigningKey | DeviceKey | None:
    if place.device is not None:
        return _on_device(place, place.device)
    if place.key is None or (place.name and place.certificate is None and place.key.name == KEY_FILE):
        return None  # only a certificate, or a key that waits for one
    return open_key(place.key, place.certificate, passwords)


def _on_device(place: KeyPlace, device: Path) -> DeviceKey:
    """The key on a device. Nothing reaches for the device: its certificate is in a file beside."""
    certificates = _certificates(place)
    if len(certificates) != 1:
        why = Bilingual(
            f"旁边须有一张证书 {CERTIFICATE_FILE}", f"one certificate must be beside it, in {CERTIFICATE_FILE}"
        )
        raise operator_error(Code.BAD_DEVICE_FILE, place=f"{device}:1", reason=why)
    return DeviceKey(place.name, certificates[0])


def _certificates(place: KeyPlace) -> list[x509.Certificate]:
    return read_certificates(place.certificate) if place.certificate else []
