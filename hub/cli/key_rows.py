"""The table of certificates: owner, state, validity period, file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from adapters.signing import profile_for
from adapters.trust import KeyRing, Pair
from adapters.x509 import Purpose, Registered, fingerprint, kind_of, public_key, standing_for
from hub.bootstrap import keys
from hub.bootstrap.devices import silent_devices
from hub.cli.tables import Cell, Column, Table, styled
from hub.home.place import Home
from hub.operate.keys.change import HUB
from hub.text.bilingual import Bilingual
from hub.views.certificates import CertificateView, WaitingKeyView
from hub.views.registered import view_certificate
from hub.views.view import ABSENT, ZONE, Absent
from hub.views.words import CERTIFICATE_STATES, PROVIDERS, label

if TYPE_CHECKING:
    from adapters.encryption.ciphers import Cipher

_WITHOUT_CERTIFICATE: Final = Bilingual("尚无证书的密钥", "a key without certificate")
_COLOURS: Final = {"valid": "green", "next": "cyan", "waiting": "cyan", "cutover": "yellow", "over": "dim"}


def all_rows(home: Home, now: int, purpose: Purpose = "signing") -> Iterator[CertificateView | WaitingKeyView]:
    """Every certificate: first the hub's own, newest first, then the parties'."""
    agreed = _agreed(home) if purpose == "encryption" else {}
    yield from _ours(home, now, purpose, agreed)
    register = keys.read_register(home, purpose)
    for party in register.parties():
        files = keys.files_of(home, party, purpose)
        for one in register.of(party):
            made = view_certificate(party, one, now)
            ciphers = _ciphers(one, [agreed[party]] if party in agreed else [])
            yield replace(made, file=within(files[made.fingerprint], home), ciphers=ciphers)


def _agreed(home: Home) -> Mapping[str, "Cipher"]:
    """The ciphers that are agreed with parties."""
    from hub.bootstrap.catalogue import read_catalogue  # noqa: PLC0415 - slow to load; keys that sign need none
    from hub.bootstrap.encryption import agreed_ciphers  # noqa: PLC0415 - likewise

    return agreed_ciphers(read_catalogue(home))


def _ours(
    home: Home, now: int, purpose: Purpose, agreed: Mapping[str, "Cipher"]
) -> Iterator[CertificateView | WaitingKeyView]:
    ring, own = keys.read_ring(home, purpose), keys.own_keys(home, purpose)
    for place in own.places():
        if place.key is not None and place not in {pair.place for pair in ring.pairs}:
            yield WaitingKeyView(file=within(place.key, home))
    files, devices = own.files(), {device.name: device for device in own.devices()}
    told = {one.device: one.text for one in silent_devices(home)}
    pairs = {fingerprint(pair.known.certificate): pair for pair in ring.pairs}
    for one in sorted(ring.certificates, key=lambda one: -one.since):
        pair = pairs.get(fingerprint(one.certificate))
        made = view_certificate(HUB, one, now)
        file = within(files.get(made.fingerprint, own.key), home)
        device = devices.get(pair.place.name) if pair is not None else None
        yield replace(
            made,
            file=file,
            state="cutover" if one.is_valid(now) and not _signs(ring, one, pair, now) else made.state,
            provider=device.provider if device else "file" if pair is not None else "",
            profile=profile_for(kind_of(public_key(one.certificate))).name if purpose == "signing" else ABSENT,
            parties=sorted(pair.parties) if pair is not None and pair.parties else ABSENT,
            device=told.get(device.name, ABSENT) if device else ABSENT,
            ciphers=_ciphers(one, agreed.values()),
        )


def _ciphers(one: Registered, agreed: Iterable["Cipher"]) -> list[str] | Absent:
    """The names of those of the ciphers that encrypt for a key of this kind."""
    kind = kind_of(public_key(one.certificate))
    return sorted({cipher.name for cipher in agreed if cipher.kind == kind}) or ABSENT


def _signs(ring: KeyRing, one: Registered, pair: Pair | None, now: int) -> bool:
    """Whether the key of this certificate signs now: for one of the parties that it names, or for all others."""
    kinds = standing_for(kind_of(public_key(one.certificate)))
    signing = [ring.at(now, kinds, party) for party in (pair.parties if pair is not None else ()) or ("",)]
    return any(other is not None and other.known.certificate == one.certificate for other in signing)


def key_table() -> Table:
    """One line for each certificate. The fingerprint is never cut, because people compare it."""
    return Table(
        Column(Bilingual("状态", "state"), width=8),
        Column(Bilingual("持有者", "owner"), least=18),
        Column(Bilingual(f"起 {ZONE}", f"from {ZONE}"), width=16, is_spare=True),
        Column(Bilingual(f"止 {ZONE}", f"until {ZONE}"), width=16),
        Column(Bilingual("剩余天数", "days")),
        Column(Bilingual("密钥", "key"), least=9, is_spare=True),
        Column(Bilingual("所在", "where"), least=4, is_spare=True),
        Column(Bilingual("主体", "subject"), least=8, is_spare=True),
        Column(Bilingual("序列号", "serial"), least=8, is_spare=True),
        Column(Bilingual("文件", "file"), least=8, is_spare=True),
        Column(Bilingual.same("SHA-256"), goes_below=True),
    )


def row_of(one: CertificateView | WaitingKeyView) -> list[Cell]:
    """The row of one in this table."""
    state = styled(label(one.state, CERTIFICATE_STATES), _COLOURS[one.state])
    if isinstance(one, WaitingKeyView):
        return [state, one.whose, "", "", "", "", "", str(_WITHOUT_CERTIFICATE), "", one.file, ""]
    window: list[Cell] = [one.since.clock[:16], one.until.clock[:16], f"{one.days_left:>4}"]
    file = "" if one.file is ABSENT else one.file
    return [
        state,
        one.whose,
        *window,
        one.key if one.ciphers is ABSENT else f"{one.key} ({', '.join(one.ciphers)})",
        _where(one),
        one.subject,
        one.serial,
        file,
        styled(one.fingerprint, "dim"),
    ]


def _where(one: CertificateView) -> Cell:
    """Where the private key is, for whom it signs, and why it does not."""
    if one.provider is ABSENT or not one.provider:
        return ""
    of = f" ({', '.join(one.parties)})" if one.parties is not ABSENT else ""
    text = f"{label(one.provider, PROVIDERS)}{of}"
    return text if one.device is ABSENT else styled(f"{text}: {one.device.partition(' ')[0]}", "red")


def within(path: Path, home: Home) -> str:
    """A path relative to the home, where it lies in the home."""
    return str(path.relative_to(home.path)) if path.is_relative_to(home.path) else str(path)
