"""Development keys for encryption: the hub's own, and those of the parties that `hub simulate` plays."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from adapters.trust import OwnKeys, write_key
from adapters.x509 import KeyKind, kind_of, make_key, public_key
from hub.home.place import Home
from hub.operate.keys.development import is_of_development, make_party_pair


def make_development_encryption(own: OwnKeys, home: Home, parties: Mapping[str, KeyKind], now: int) -> list[Path]:
    """Make, register and mend what is missing; return the files made. `parties`: the kind of key of each one's cipher.

    Only for parties whose signatures are verified by a development key: for others the operator brings certificate and
    key. Raises OperatorError (HUB-705, HUB-707).
    """
    made: list[Path] = []
    for party, kind in parties.items():
        if not is_of_development(home.parties / party):
            continue
        register = home.encryption / "parties" / party
        new = partial(make_key, party, now, kind, purpose="encryption")
        made += make_party_pair(home.simulated_encryption(party), register, new)
        if is_of_development(register):
            made += _make_own(own, kind, now)
    return made


def _make_own(own: OwnKeys, kind: KeyKind, now: int) -> list[Path]:
    """A key of ours of this kind where there is none; named by its kind where there are others."""
    ours = [kind_of(public_key(one)) for one in own.certificates()]
    if kind in ours:
        return []
    folder = own.folder / kind if own.folder.is_dir() and any(own.folder.iterdir()) else own.folder
    return [write_key(make_key("hub", now, kind, purpose="encryption"), folder)[0]]
