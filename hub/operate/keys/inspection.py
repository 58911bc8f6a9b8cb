"""What is wrong with keys and certificates, beyond what keeps them from being read."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from cryptography import x509

from adapters.trust import CertificateRegister, KeyPlace, KeyRing, read_certificates
from adapters.trust.admission import refused, require_fit
from adapters.x509 import (
    Registered,
    SigningKey,
    expiry_problem,
    fingerprint,
    kind_of,
    own_end,
    public_bytes,
    public_key,
    serial,
    standing_for,
)
from adapters.x509.validity import in_minutes
from hub.errors import Code, OperatorError, operator_error
from hub.text.bilingual import Bilingual

if TYPE_CHECKING:
    from adapters.encryption.ciphers import Cipher
    from adapters.signing import Profile

Doubt = tuple[Literal["warning", "failure"], OperatorError]

US: Final = Bilingual("本方", "the hub")
"""Whose keys are the hub's own."""


def doubts_of_ours(ring: KeyRing, places: Iterable[KeyPlace], now: int) -> Iterator[Doubt]:
    """Ours that end, and certificates in force whose key is not where it should be."""
    if (found := expiry_problem(US, [pair.known for pair in ring.pairs], now)) is not None:
        yield "failure" if found.code.is_failure else "warning", found
    known = {fingerprint(one.certificate): one for one in ring.certificates}
    for place in places:
        if place.key is None and place.device is None and place.certificate is not None:
            alone = [known[fingerprint(c)] for c in read_certificates(place.certificate)]
            if any(_is_awaited(one, ring, now) for one in alone):
                yield "warning", operator_error(Code.PRIVATE_KEY_MISSING, place=place.certificate)


def _is_awaited(one: Registered, ring: KeyRing, now: int) -> bool:
    """Whether it should sign now or later; one that a newer has replaced is kept for history."""
    signing = ring.at(now, standing_for(kind_of(public_key(one.certificate))))
    return one.until >= now and (signing is None or one.since > signing.known.since)


def doubts_of_parties(
    register: CertificateRegister, parties: Iterable[str], ours: Iterable[x509.Certificate], now: int
) -> Iterator[Doubt]:
    """Those that are missing or end, keys that two have, and certificates that should not vouch for messages."""
    for party in sorted({*parties, *register.parties()}):
        if (found := expiry_problem(Bilingual.same(party), register.of(party), now)) is not None:
            yield "failure" if found.code.is_failure else "warning", found
    owners = {public_bytes(certificate): US for certificate in ours}
    for party in register.parties():
        for one in register.of(party):
            name = Path(party) / fingerprint(one.certificate)[:16]
            owner = _owner(owners, party, one, now)
            if owner != Bilingual.same(party):
                yield "failure", refused(name, Bilingual(f"密钥与 {owner.zh} 的相同", f"its key is that of {owner.en}"))
            try:
                require_fit(one.certificate, name, min(now, own_end(one.certificate)))
            except OperatorError as error:
                yield "warning", error


def _owner(owners: dict[bytes, Bilingual], party: str, one: Registered, now: int) -> Bilingual:
    """Whose key a party's certificate has: its own, or that of whoever came before.

    What an operator has ended is refused of this party, so that another one may have it.
    """
    key, mine = public_bytes(one.certificate), Bilingual.same(party)
    if one.is_ended(now) and owners.get(key) is not US:
        return mine
    return owners.setdefault(key, mine)


def signing_for(ring: KeyRing, profiles: "Iterable[Profile]", party: str) -> list[Registered]:
    """Our certificates whose keys sign for a party by one of these profiles, at whatever time."""
    kinds = {profile.kind for profile in profiles}
    return [pair.known for pair in ring.able(party) if pair.key.kind in kinds]


def for_party(party: str, profiles: "Iterable[Profile]") -> Bilingual:
    """Whose keys they are: ours, as agreed with a party."""
    names = ", ".join(profile.name for profile in profiles)
    return Bilingual(f"{US.zh}面向 {party}（{names}）", f"{US.en} for {party} ({names})")


def require_signing(ring: KeyRing, agreed: "Mapping[str, Collection[Profile]]", now: int) -> None:
    """Refuse to begin without a key for a party that named its profiles: what it is owed could not be signed.

    Raises OperatorError (HUB-732, HUB-733).
    """
    for party, profiles in sorted(agreed.items()):
        found = expiry_problem(for_party(party, profiles), signing_for(ring, profiles, party), now)
        if found is not None and found.code != Code.CERTIFICATE_EXPIRES_SOON:
            raise found


def doubts_of_encryption(
    ring: KeyRing, register: CertificateRegister, agreed: "Mapping[str, Cipher]", now: int
) -> Iterator[Doubt]:
    """What is missing or ends of the keys by which parties' messages are encrypted and decrypted."""
    for party, cipher in sorted(agreed.items()):
        ours = [one for one in ring.pairs if isinstance(one.key, SigningKey) and one.key.kind == cipher.kind]
        theirs = [one for one in register.of(party) if kind_of(public_key(one.certificate)) == cipher.kind]
        if not cipher.is_available:
            why = Bilingual("本机的 cryptography 库不含 SM4-GCM", "the library cryptography here lacks SM4-GCM")
            yield "failure", operator_error(Code.NO_DECRYPTION_KEY, party=party, cipher=cipher.name, reason=why)
        if not ours:
            why = Bilingual(f"本方没有 {cipher.kind} 解密密钥", f"the hub has no {cipher.kind} key to decrypt with")
            yield "failure", operator_error(Code.NO_DECRYPTION_KEY, party=party, cipher=cipher.name, reason=why)
        if not any(one.is_valid(now) for one in theirs):
            why = Bilingual("对方没有目前有效的加密证书", "no certificate of it to encrypt with is valid now")
            told = operator_error(Code.NO_DECRYPTION_KEY, party=party, cipher=cipher.name, reason=why)
            yield "warning" if theirs else "failure", told  # only messages to this party wait
        elif (found := expiry_problem(Bilingual.same(party), theirs, now)) is not None:
            yield "warning", found


def encrypted_for(register: CertificateRegister, agreed: "Mapping[str, Cipher]", now: int) -> Iterator[Bilingual]:
    """For each party with an agreed cipher: the algorithms, the certificate to encrypt for now, and its end."""
    for party, cipher in sorted(agreed.items()):
        known = [one for one in register.of(party) if kind_of(public_key(one.certificate)) == cipher.kind]
        valid = [one for one in known if one.is_valid(now)]
        if valid:
            newest = max(valid, key=lambda one: (one.since, one.until))
            name, until = serial(newest.certificate), f"{in_minutes(newest.until)} UTC"
            yield Bilingual(
                f"发往 {party} 的报文加密：{cipher.title}（{cipher.name}），证书 {name}，至 {until}",
                f"{party}: encrypted by {cipher.title} ({cipher.name}), for certificate {name} until {until}",
            )


def open_to_change(folder: Path) -> Iterator[Doubt]:
    """Files and folders of keys that others than the hub's user may change: they could register a certificate."""
    for path in [folder, *sorted(folder.rglob("*"))]:
        with suppress(FileNotFoundError):  # it was removed meanwhile
            if path.stat().st_mode & 0o022:
                yield "warning", operator_error(Code.WRITABLE_BY_OTHERS, path=path)
