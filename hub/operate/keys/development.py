"""Development keys of a new home: the hub's own, and those of the parties that `hub simulate` plays.

A home grows these once and mends what can be told for certain. It never writes over a key or a certificate, and
never gives a development key to a party that has a certificate already: in production that is the party's own.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from adapters.files.durable import is_there, write_file
from adapters.files.folders import make_folder
from adapters.trust import OwnKeys, read_certificates, write_key
from adapters.trust.key_folder import CERTIFICATE_FILE, KEY_FILE
from adapters.x509 import KeyKind, SigningKey, kind_of, load_key, make_key, public_key, standing_for
from hub.errors import Code, OperatorError, operator_error
from hub.home.place import Home
from hub.text.bilingual import Bilingual

REGISTERED = "development.pem"


def make_development_keys(own: OwnKeys, home: Home, parties: Mapping[str, KeyKind], now: int) -> list[Path]:
    """Make, register and mend what is missing; return the files made. `parties`: the kind of key that each agreed on.

    Raises OperatorError (HUB-705, HUB-707), and HUB-790 for SM2 without its library.
    """
    made = _make_own(home, now)
    for party, kind in parties.items():
        new = partial(make_key, party, now, kind)
        made += make_party_pair(home.simulate / party, home.parties / party, new)
    return [*made, *_make_others(own, home, parties, now)]


def _make_own(home: Home, now: int) -> list[Path]:
    """The hub's pair, where its settings expect one that `hub init` may make and no other key of ours is there.

    A new one beside others would be the newest, and sign at once what no party could verify.
    """
    settings, folder = home.settings, home.keys / "hub"
    if settings.names_own_key or _is_whole(home.path / settings.key, home.path / settings.certificate):
        return []
    if any(path.parent != folder for path in folder.rglob("*.p*")):
        return []
    return [write_key(make_key("hub", now), folder)[0]]


def _make_others(own: OwnKeys, home: Home, parties: Mapping[str, KeyKind], now: int) -> list[Path]:
    """A key of ours of each kind that a simulated party agreed on and no other kind stands for, named by its kind.

    Not for a party with a certificate of its own, which was promised another key (HUB-733), and not where the
    settings name keys: these are the operator's to bring.
    """
    if own.is_named:
        return []
    agreed = {kind for party, kind in parties.items() if _signs_with(home, party) == kind}
    ours = {kind_of(public_key(one)) for one in own.certificates()}
    missing = sorted(kind for kind in agreed - ours if set(standing_for(kind)) == {kind})
    return [write_key(make_key("hub", now, kind), own.folder / kind)[0] for kind in missing]


def _signs_with(home: Home, party: str) -> KeyKind | None:
    """The kind of a party's development key; None where another certificate is registered for the party."""
    if not is_of_development(home.parties / party):
        return None
    return kind_of(public_key(read_certificates(home.parties / party / REGISTERED)[0]))


def is_of_development(register: Path) -> bool:
    """Whether a party's only registered certificate is one that was made here."""
    return [path.name for path in register.glob("*.pem")] == [REGISTERED]


def gets_development_keys(register: Path) -> bool:
    """Whether a party is one of those that `hub init` makes keys for: no other certificate of it is registered."""
    return not list(register.glob("*.pem")) or is_of_development(register)


def make_party_pair(pair: Path, register: Path, new: Callable[[], SigningKey]) -> list[Path]:
    """A party's pair in one folder, its certificate in another: what is missing is made, recovered or registered.

    Raises OperatorError (HUB-705, HUB-707).
    """
    registered = _registered(register)
    key, certificate = pair / KEY_FILE, pair / CERTIFICATE_FILE
    made = _recover(key, certificate, registered)
    if _is_whole(key, certificate):
        return made if registered else [*made, _register(key, certificate, register)]
    if registered:
        return made
    key, certificate = write_key(new(), pair)
    return [key, _register(key, certificate, register)]


def _registered(folder: Path) -> list[Path]:
    """A party's certificates; one of its own that is empty is told, and nothing is put in its place (HUB-707)."""
    return [path for path in sorted(folder.glob("*.pem")) if path.name != REGISTERED or is_there(path)]


def _recover(key: Path, certificate: Path, registered: list[Path]) -> list[Path]:
    """Take a lost certificate from the register, where the one that belongs to the key still is."""
    if is_there(key) and not is_there(certificate):
        for copy in registered:
            with suppress(OperatorError):
                load_key(key, copy)
                write_file(certificate, copy.read_bytes())
                return [certificate]
    return []


def _register(key: Path, certificate: Path, folder: Path) -> Path:
    """Let messages signed with this key pass as the party's."""
    load_key(key, certificate)  # no certificate of another key
    make_folder(folder)
    write_file(folder / REGISTERED, certificate.read_bytes())
    return folder / REGISTERED


def _is_whole(key: Path, certificate: Path) -> bool:
    """Whether there is a pair; half of one is an operator's to mend (HUB-707), for the other half may be elsewhere."""
    there, missing = (key, certificate) if is_there(key) else (certificate, key)
    if is_there(there) and not is_there(missing):
        raise operator_error(
            Code.BAD_KEY,
            reason=Bilingual(
                f"只有 {there}：请放回 {missing}，或移走 {there} 后重新运行 hub init",
                f"{there} stands alone: put {missing} back, or move {there} away and run `hub init` again",
            ),
        )
    return is_there(there)
