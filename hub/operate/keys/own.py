"""Add a key of the hub's own: made here, or taken with its certificate. With a certificate comes a cutover."""

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography import x509

from adapters.files.private import read_private
from adapters.trust import KeyPlace, KeyRing, OwnKeys, Pair
from adapters.trust.admission import read_one, refused, require_fit
from adapters.trust.cutover import require_no_gap, require_possible
from adapters.trust.key_folder import CERTIFICATE_FILE, KEY_FILE, PKCS12_FILE, REQUEST_FILE, add_file
from adapters.trust.validity_limits import write_limit
from adapters.x509 import (
    DeviceKey,
    KeyKind,
    PrivateKey,
    Purpose,
    Registered,
    ValidityLimits,
    key_bytes,
    kind_of,
    open_key,
    public_bytes,
    public_key,
    read_private_key,
    standing_for,
)
from adapters.x509.making import certificate_pem, certify, new_key, private_pem, request_certificate
from adapters.x509.validity import in_seconds
from hub.errors import Code, operator_error, unusable_file
from hub.operate.keys.done import Done
from hub.text.bilingual import Bilingual


class OwnSuccession:
    """Our own keys, and what may be done to them."""

    def __init__(self, own: OwnKeys, passwords: Sequence[bytes], now: int, purpose: Purpose = "signing") -> None:
        """Raises OperatorError (HUB-705, HUB-707) where a key of ours cannot be used."""
        self._purpose: Purpose = purpose
        self._own = own
        self._passwords = passwords
        self._now = now
        self.ring: KeyRing = own.read(passwords, may_be_empty=True)

    def make(self, subject: x509.Name, kind: KeyKind) -> Done:
        """A new key that waits for its certificate, and the request for that; encrypted where there is a password."""
        key = new_key(kind)
        files = {KEY_FILE: self._sealed(key), REQUEST_FILE: request_certificate(key, subject, self._purpose)}
        return Done(None, self._add(files))

    def make_self_signed(self, subject: x509.Name, kind: KeyKind, days: int, cutover: int) -> Done:
        """A new key with a certificate that it signs itself, for parties that register ours one by one."""
        key = new_key(kind)
        certificate = certify(key, subject, self._now, days, self._purpose)
        begin = self._prepared(certificate, cutover)
        files = {KEY_FILE: self._sealed(key), CERTIFICATE_FILE: certificate_pem(certificate)}
        return Done(certificate, self._add(files, begin), (), cutover)

    def take_certificate(self, path: Path, cutover: int) -> Done:
        """A certificate for the key of ours that it belongs to: one that waits, or one that has an older one."""
        certificate = read_one(path)
        require_fit(certificate, path, self._now, self._purpose)
        self._require_new(certificate, path)
        begin, pem = self._prepared(certificate, cutover), certificate_pem(certificate)
        if (waiting := self._waiting_for(certificate)) is not None:
            begin()
            add_file(file := waiting.parent / CERTIFICATE_FILE, pem, 0o644)
            return Done(certificate, (file,), (), cutover)
        written = self._add({**_copied(self._key_of(certificate, path)), CERTIFICATE_FILE: pem}, begin)
        return Done(certificate, written, (), cutover)

    def take_key(self, key: Path, certificate: Path | None, cutover: int) -> Done:
        """A key that was made elsewhere, with its certificate: in its own file, or in one of its own."""
        taken = open_key(key, certificate, self._passwords)
        require_fit(taken.certificate, certificate or key, self._now, self._purpose)
        self._require_new(taken.certificate, certificate or key)
        begin = self._prepared(taken.certificate, cutover)
        files = _copied(key)
        if certificate is not None or KEY_FILE in files:
            files[CERTIFICATE_FILE] = certificate_pem(taken.certificate)
        return Done(taken.certificate, self._add(files, begin), (), cutover)

    def request(self, subject: x509.Name | None, name: str = "") -> bytes:
        """A request for a certificate for a key of ours, in PEM: of that name, else one that waits, else the newest.

        Raises OperatorError: HUB-704 where there is no such key.
        """
        waiting = [key for place, key in self._waiting() if name in ("", place.name)]
        paired = [pair for pair in self.ring.pairs if name in ("", pair.place.name)]
        if waiting:
            key = read_private_key(waiting[-1], self._passwords)
        elif paired:
            key = _in_file(paired[0])
        else:
            raise operator_error(Code.NOT_FOUND, value=name or "keys/hub")
        return request_certificate(key, subject or self.subject(), self._purpose)

    def subject(self, otherwise: str = "hub") -> x509.Name:
        """Whom our newest certificate names."""
        if self.ring.pairs:
            return self.ring.pairs[0].known.certificate.subject
        return x509.Name.from_rfc4514_string(f"CN={otherwise}")

    def _sealed(self, key: PrivateKey) -> bytes:
        return private_pem(key, self._passwords[0] if self._passwords else None)

    def _prepared(self, certificate: x509.Certificate, cutover: int) -> Callable[[], None]:
        """Refuse a cutover that cannot be (HUB-752); what is returned writes it down."""
        require_possible(cutover, self._now)
        begins = Registered.of(certificate, ValidityLimits(since=cutover))
        kinds = standing_for(kind_of(public_key(certificate)))
        require_no_gap([pair.known for pair in self.ring.pairs if pair.key.kind in kinds], begins, self._now)
        return lambda: write_limit(self._own.folder, [certificate], "from", cutover, self._now)

    def _require_new(self, certificate: x509.Certificate, path: Path) -> None:
        if any(one.certificate == certificate for one in self.ring.certificates):
            raise refused(path, Bilingual("它已是本方的证书", "it is ours already"))

    def _waiting(self) -> list[tuple[KeyPlace, Path]]:
        """Keys that have no certificate yet."""
        paired = {pair.place for pair in self.ring.pairs}
        return [(place, place.key) for place in self._own.places() if place.key is not None and place not in paired]

    def _waiting_for(self, certificate: x509.Certificate) -> Path | None:
        for _, key in self._waiting():
            if key_bytes(read_private_key(key, self._passwords).public_key()) == public_bytes(certificate):
                return key
        return None

    def _key_of(self, certificate: x509.Certificate, path: Path) -> Path:
        """The file of the key that has an older certificate already."""
        for pair in self.ring.pairs:
            if pair.place.key is not None and public_bytes(pair.known.certificate) == public_bytes(certificate):
                return pair.place.key
        raise refused(path, Bilingual("它不对应本方的任何密钥", "no key of ours belongs to it"))

    def _add(self, files: dict[str, bytes], begin: Callable[[], None] = lambda: None) -> tuple[Path, ...]:
        """A folder of its own, seen only once it is whole, and once it is written down when it begins."""
        folder = self._own.folder / self._free_name()
        made = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
        for name, content in files.items():
            add_file(made / name, content, 0o644 if name in (CERTIFICATE_FILE, REQUEST_FILE) else 0o600)
        begin()
        try:
            made.rename(folder)
        except OSError as error:
            raise unusable_file(folder, error) from error
        return tuple(folder / name for name in files)

    def _free_name(self) -> str:
        day = in_seconds(self._now)[:10]
        names = [day, *(f"{day}-{number}" for number in range(2, 1000))]
        return next(name for name in names if not (self._own.folder / name).exists())


def _in_file(pair: Pair) -> PrivateKey:
    """A private key of ours, unless it is on a device."""
    if isinstance(pair.key, DeviceKey):
        why = Bilingual(
            "密钥在设备上，请用设备的工具生成申请", "the key is on a device; make the request with its own tool"
        )
        raise operator_error(Code.BAD_KEY, reason=why.about(pair.key.place))
    return pair.key.key


def _copied(key: Path) -> dict[str, bytes]:
    content = read_private(key)
    return {KEY_FILE if b"-----BEGIN " in content else PKCS12_FILE: content}
