"""Certificate revocation lists (CRL, RFC 5280 section 5) of card CAs; changed files are read again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.x509.oid import ExtensionOID

from adapters import sm2
from adapters.files.watching import Stamps, stamps_in
from adapters.x509 import SM2_WITH_SM3, UNREADABLE, extension, microseconds, public_key, strictly
from hub.errors import Code, OperatorError, operator_error, rejected, unusable_file
from hub.text.bilingual import Bilingual
from hub.text.log import Log

SUFFIXES: Final = (".crl", ".pem")
_PEM: Final = re.compile(rb"-----BEGIN X509 CRL-----.+?-----END X509 CRL-----", re.DOTALL)
log = Log()


@dataclass(frozen=True, eq=False)
class RevocationList:
    """One revocation list of a CA."""

    crl: x509.CertificateRevocationList
    issuer: x509.Name
    serials: frozenset[int]
    since: int
    until: int
    """Microseconds since 1970, UTC. The list is in force from `since` to `until`. A list without an end is never in
    force."""
    part: bytes | None
    """The part of the CA's cards that the list covers; None when it covers all of them. A partial list says nothing
    about other cards."""
    known: dict[bytes, bool] = field(default_factory=dict)
    """Cache: whether the CA with this certificate signed the list. A list of a million entries takes long to hash."""

    @property
    def is_whole(self) -> bool:
        return self.part is None

    def replaces(self, other: "RevocationList") -> bool:
        """Whether this list is as new as another list of the same CA or newer, and covers at least as much."""
        return self.since >= other.since and (self.is_whole or self.part == other.part)

    def is_by(self, authority: x509.Certificate) -> bool:
        """Whether this CA signed the list and may sign lists."""
        name = authority.fingerprint(SHA256())
        if name not in self.known:
            self.known[name] = self.issuer == authority.subject and _is_signed(self.crl, authority)
        return self.known[name]


class Held(NamedTuple):
    """The lists of a folder as they were last read, and the stamps of the files then."""

    stamps: Stamps
    lists: Mapping[str, Sequence[RevocationList]]
    """By file name."""
    gone: Sequence[RevocationList] = ()
    """Lists whose files were removed or overwritten. They still revoke, until a newer list of the same CA replaces
    them."""


class RevocationLists:
    """The revocation lists in a folder.

    Each check compares the files' stamps and reads changed files again. Thread-safe. A file that can no longer be read,
    or a folder that is gone, keeps its last lists in force; the log reports it. A list whose file was removed, or
    overwritten with another CA's list, no longer proves that a card is good; what it revoked stays revoked.
    """

    def __init__(self, folder: Path) -> None:
        """Raises OperatorError (HUB-705, HUB-707) for a file that cannot be used."""
        self._folder = folder
        try:
            stamps = stamps_in(folder, SUFFIXES) if folder.is_dir() else {}
        except OSError as error:
            raise unusable_file(error.filename or folder, error) from error
        self._held = Held(stamps, {name: self._read(name) for name in stamps})

    def judge(self, chain: Sequence[x509.Certificate], at: int) -> bool:
        """Whether lists in force at that time cover the whole chain.

        Raises Rejected (HUB-126) for a revoked certificate. An expired list still revokes the certificates on it.
        """
        held = self._newest()
        lists = [one for found in held.lists.values() for one in found]
        covered = []
        for certificate, authority in pairwise(chain):  # check all: any of them may be revoked
            theirs = [one for one in lists if one.is_by(authority)]
            left = [one for one in held.gone if one.is_by(authority)]
            replaced = [one for one in left if any(new.since <= at and new.replaces(one) for new in theirs)]
            self._forget(replaced)
            covered.append(_is_covered(certificate, theirs, [one for one in left if one not in replaced], at))
        return all(covered)

    def _forget(self, replaced: Sequence[RevocationList]) -> None:
        """Drop lists that a newer list of the same CA has replaced, so that memory does not grow."""
        if replaced:
            self._held = self._held._replace(gone=[one for one in self._held.gone if one not in replaced])

    def _newest(self) -> Held:
        before = self._held
        try:
            stamps = stamps_in(self._folder, SUFFIXES)
        except OSError:
            stamps = before.stamps
        if stamps != before.stamps:
            lists = {name: self._again(name, stamps, before) for name in stamps}
            self._held = Held(stamps, lists, _left_behind(before, lists))
        return self._held

    def _again(self, name: str, stamps: Stamps, before: Held) -> Sequence[RevocationList]:
        """Read a changed file again.

        The stamps were taken before, so a change during the read is found by the next check.
        """
        held = before.lists.get(name, ())
        if before.stamps.get(name) == stamps[name]:
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
            raise unusable_file(path, error) from error
        except UNREADABLE as error:
            raise operator_error(
                Code.BAD_KEY,
                reason=Bilingual("读不出卡的吊销列表", "no list of revoked cards can be read from it").about(path),
            ) from error


def load_lists(content: bytes) -> list[RevocationList]:
    """The lists in a PEM file, or the one list in a DER file.

    Raises ValueError and similar errors for anything else.
    """
    with strictly():
        if content.lstrip().startswith(b"-----BEGIN"):
            found = [x509.load_pem_x509_crl(one) for one in _PEM.findall(content)]
        else:
            found = [x509.load_der_x509_crl(content)]
    if not found:
        raise ValueError("no list in it")
    return [one for crl in found if (one := _list(crl)) is not None]


def _list(crl: x509.CertificateRevocationList) -> RevocationList | None:
    """None for a list that cannot be used alone: a delta CRL, or an indirect CRL with certificates of several CAs."""
    critical = {extension.oid: extension.value for extension in crl.extensions if extension.critical}
    part = critical.pop(ExtensionOID.ISSUING_DISTRIBUTION_POINT, None)
    if critical or (isinstance(part, x509.IssuingDistributionPoint) and part.indirect_crl):
        return None
    return RevocationList(
        crl=crl,
        issuer=crl.issuer,
        serials=frozenset(entry.serial_number for entry in crl),
        since=microseconds(crl.last_update_utc),
        until=microseconds(crl.next_update_utc) if crl.next_update_utc else 0,
        part=part.public_bytes() if part is not None else None,
    )


def _left_behind(before: Held, lists: Mapping[str, Sequence[RevocationList]]) -> list[RevocationList]:
    """Lists that were held and are in no file any more."""
    now = [one for found in lists.values() for one in found]
    return [*before.gone, *(one for found in before.lists.values() for one in found if one not in now)]


def _is_covered(
    certificate: x509.Certificate, theirs: Sequence[RevocationList], left: Sequence[RevocationList], at: int
) -> bool:
    """Whether a list of its CA in force covers a certificate. Raises Rejected (HUB-126) when a list revokes it.

    The newest list replaces older lists. These lists revoke as well: other lists of the same age, lists that begin
    later by this clock, and lists that are `left` without a file.
    """
    since = max((one.since for one in theirs if one.is_whole and one.since <= at), default=0)
    revoking = [*left, *(one for one in theirs if one.since >= since or not one.is_whole)]
    if any(certificate.serial_number in one.serials for one in revoking):
        raise rejected(Code.CARD_REVOKED)
    return any(one.is_whole and one.since == since and at <= one.until for one in theirs)


def _is_signed(crl: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    try:
        key = public_key(authority)
    except UNREADABLE:
        return False
    if not _may_revoke(authority):
        return False
    if isinstance(key, sm2.PublicKey):
        return crl.signature_algorithm_oid == SM2_WITH_SM3 and _is_by_sm2(crl, key)
    return isinstance(crl.signature_hash_algorithm, SHA256 | SHA384 | SHA512) and crl.is_signature_valid(key)


def _is_by_sm2(crl: x509.CertificateRevocationList, key: sm2.PublicKey) -> bool:
    try:
        key.verify(sm2.from_der(crl.signature), crl.tbs_certlist_bytes)
    except (InvalidSignature, ValueError):
        return False
    return True


def _may_revoke(authority: x509.Certificate) -> bool:
    usage = extension(authority, x509.KeyUsage)
    return usage is None or usage.crl_sign
