"""A new home."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType

from adapters.files.durable import SETTINGS, is_there, write_new
from adapters.files.folders import make_folder
from adapters.store.schema import Tell, upgrade
from adapters.x509 import KeyKind
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.keys import own_keys
from hub.bootstrap.sealing import make_sealer
from hub.bootstrap.store import prove_key
from hub.home.place import Home
from hub.home.reading import FILE
from hub.operate.keys.development import make_development_keys

_HUB_TOML = """\
# A hub's settings; docs/operations.md lists them all.
id = "hub"                          # its name on the wire
store = "sqlite:///store.sqlite"    # or postgresql://user@host/database
dxp_id = "HUB0001"                  # its id on the customs platform; in production the one that the platform gave
"""


def make_home(
    home: Home,
    parties: Sequence[str],
    portals: Sequence[str],
    *,
    keys: bool = True,
    kinds: Mapping[str, KeyKind] = MappingProxyType({}),
    tell: Tell = lambda _table, _copied, _all: None,
) -> list[str]:
    """Make a home with development keys; what is there already stays. Returns what was made.

    `kinds`: the kind of key by which a party signs, where it is not ECDSA. `tell`: told how far a store that is carried
    over is.
    """
    made: list[str] = []
    make_folder(home.path)
    if not is_there(home.path / FILE):
        with suppress(FileExistsError):  # another `hub init` was faster
            write_new(home.path / FILE, _HUB_TOML.encode(), SETTINGS)
        made.append(FILE)
    made += _make_keys(home, {party: kinds.get(party, "ecdsa") for party in parties}) if keys else []
    prove_key(home)
    upgrade(home.store_url, tell)
    made += make_sealer(home)
    for owner in (*parties, *portals):
        for box in ("InBox", "OutBox"):
            make_folder(home.queues / owner / box)
    return made


def _make_keys(home: Home, parties: Mapping[str, KeyKind]) -> list[str]:
    made = make_development_keys(own_keys(home), home, parties, SystemClock().now())
    return [str(path.relative_to(home.path)) for path in made]
