"""Lists of revoked cards (CRL, RFC 5280 section 5), from files that are read again when they change."""

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.x509.oid import ExtensionOID

from adapters.cards.authorities import UNREADABLE
from hub.errors import OperatorError, operator_error, rejected

SUFFIXES: Final = (".crl", ".pem")
_PEM: Final = re.compile(rb"-----BEGIN X509 CRL-----.+?-----END X509 CRL-----", re.DOTALL)
State = tuple[int, int, int]
"""A file's time of change in nanoseconds, size and inode."""
log = structlog.get_logger()


@dataclass(frozen=True, eq=False)
class RevocationList:
    """One list: whose cards are revoked, as its CA said at some time."""

    crl: x509.CertificateRevocationList
    issuer: x509.Name
    serials: frozenset[int]
    since: int
    until: int
    """Microseconds since 1970, UTC: in force from `since` to `until`; one that says no end never is."""
    is_whole: bool
    """False for one that covers a part of its CA's cards: what it lists is revoked, of the others it says nothing."""
    known: dict[bytes, bool] = field(default_factory=dict)
    """Whether the CA with this certificate signed it; a list of a million entries takes long to hash."""

    def is_by(self, authority: x509.Certificate) -> bool:
        """Whether this CA signed it, and may."""
        name = authority.fingerprint(SHA256())
        if name not in self.known:
            self.known[name] = self.issuer == authority.subject and _is_signed(self.crl, authority)
        return self.known[name]


class Held(NamedTuple):
    """The lists of a folder as they were read, and what its files looked like then."""

    state: Mapping[str, State]
    lists: Mapping[str, Sequence[RevocationList]]
    """By file."""


class RevocationLists:
    """The lists in a folder; each judgement looks at its files' times, and reads anew those that changed. Thread-safe.

    A file that cannot be read any more, or a folder that is gone, leaves in force what it held, and is told in the log.
    """

    def __init__(self, folder: Path) -> None:
        """Raises OperatorError (HUB-705, HUB-707) for a file that cannot be used."""
        self._folder = folder
        state = self._look() if folder.is_dir() else {}
        self._held = Held(state, {name: self._read(name) for name in state})

    def judge(self, chain: Sequence[x509.Certificate], at: int) -> bool:
        """Whether lists in force at that time cover the whole chain; raises Rejected (HUB-126) for what is revoked.

        A list that has run out still revokes what it lists.
        """
        lists = [one for found in self._newest().lists.values() for one in found]
        covered = [_is_covered(certificate, authority, lists, at) for certificate, authority in pairwise(chain)]
        return all(covered)  # of all: whichever is revoked was to be found

    def _newest(self) -> Held:
        before = self._held
        try:
            state = self._look()
        except OSError:
            state = before.state
        if state != before.state:
            self._held = Held(state, {name: self._again(name, state, before) for name in state})
        return self._held

    def _look(self) -> Mapping[str, State]:
        """What tells each file from how it was. A file that goes away meanwhile is left out."""
        found: dict[str, State] = {}
        with os.scandir(self._folder) as files:
            for file in files:
                with suppress(FileNotFoundError):
                    if file.name.endswith(SUFFIXES):
                        stat = file.stat()
                        found[file.name] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        return found

    def _again(self, name: str, state: Mapping[str, State], before: Held) -> Sequence[RevocationList]:
        """A file that has changed is read anew. It was looked at before: if it changes again, the next look sees it."""
        held = before.lists.get(name, ())
        if before.state.get(name) == state[name]:
            return held
        try:
            return self._read(name)
        except OperatorError as error:
            log.warning("revocation_list_unusable", file=name, code=error.code)
            return held

    def _read(self, name: str) -> Sequence[RevocationList]:
        path = self._folder / name
        try:
            return load_lists(path.read_bytes())
        except OSError as error:
            raise operator_error("HUB-705", path=path) from error
        except UNREADABLE as error:
            raise operator_error("HUB-707", reason=f"{path}: no list of revoked cards can be read from it") from error


def load_lists(content: bytes) -> list[RevocationList]:
    """The lists in a PEM file, or the one in a DER file; raises ValueError and its like for anything else."""
    if content.lstrip().startswith(b"-----BEGIN"):
        found = [x509.load_pem_x509_crl(one) for one in _PEM.findall(content)]
        if not found:
            raise ValueError("no list in it")
    else:
        found = [x509.load_der_x509_crl(content)]
    return [one for crl in found if (one := _list(crl)) is not None]


def _list(crl: x509.CertificateRevocationList) -> RevocationList | None:
    """None for one that cannot be read alone: what changed since another, or cards of several CAs."""
    critical = {extension.oid: extension.value for extension in crl.extensions if extension.critical}
    part = critical.pop(ExtensionOID.ISSUING_DISTRIBUTION_POINT, None)
    if critical or (isinstance(part, x509.IssuingDistributionPoint) and part.indirect_crl):
        return None
    return RevocationList(
        crl=crl,
        issuer=crl.issuer,
        serials=frozenset(entry.serial_number for entry in crl),
        since=_microseconds(crl.last_update_utc),
        until=_microseconds(crl.next_update_utc) if crl.next_update_utc else 0,
        is_whole=part is None,
    )


def _is_covered(
    certificate: x509.Certificate, authority: x509.Certificate, lists: Sequence[RevocationList], at: int
) -> bool:
    """Whether a list that covers this certificate is in force; the newest of a CA takes the place of those before."""
    theirs = [one for one in lists if one.is_by(authority)]
    newest = max((one for one in theirs if one.is_whole), key=lambda one: one.since, default=None)
    if any(certificate.serial_number in one.serials for one in theirs if one is newest or not one.is_whole):
        raise rejected("HUB-126")
    return newest is not None and newest.since <= at <= newest.until


def _is_signed(crl: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    key = authority.public_key()
    is_modern = isinstance(crl.signature_hash_algorithm, SHA256 | SHA384 | SHA512)
    if not is_modern or not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return False
    return _may_revoke(authority) and crl.is_signature_valid(key)


def _may_revoke(authority: x509.Certificate) -> bool:
    try:
        return authority.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True


def _microseconds(time: datetime) -> int:
    return int(time.timestamp()) * 1_000_000
