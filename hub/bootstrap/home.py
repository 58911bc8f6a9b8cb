"""A home: made once, and held by one `hub run` at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from adapters.files.durable import SETTINGS, is_there, write_new
from adapters.files.folders import make_folder
from hub.bootstrap.links import store_key
from hub.bootstrap.ports import SystemClock
from hub.config import FILE, Home
from hub.errors import Code, operator_error

_HUB_TOML = """\
# A hub's settings; docs/operations.md lists them all.
id = "hub"                          # its name on the wire
store = "sqlite:///store.sqlite"    # or postgresql://user@host/database
dxp_id = "HUB0001"                  # its id on the customs platform; in production the one that the platform gave
"""


def make_home(home: Home, parties: list[str], portals: list[str], *, keys: bool = True) -> list[str]:
    """Make a home with development keys; what is there already stays. Returns what was made."""
    from adapters.store import upgrade  # noqa: PLC0415 - SQLAlchemy is slow to load

    made: list[str] = []
    make_folder(home.path)
    if not is_there(home.path / FILE):
        with suppress(FileExistsError):  # another `hub init` was faster
            write_new(home.path / FILE, _HUB_TOML.encode(), SETTINGS)
        made.append(FILE)
    made += _make_keys(home, parties) if keys else []
    store_key(home)
    upgrade(home.store_url(home.settings))
    for owner in (*parties, *portals):
        for box in ("InBox", "OutBox"):
            make_folder(home.queues / owner / box)
    return made


def _make_keys(home: Home, parties: list[str]) -> list[str]:
    from hub.operate.keys.development import make_development_keys  # noqa: PLC0415 - loads cryptography

    made = make_development_keys(home, parties, SystemClock().now())
    return [str(path.relative_to(home.path)) for path in made]


@contextmanager
def alone(home: Home) -> Iterator[int]:
    """Hold the home's lock (HUB-706); the kernel lets go of it when all who inherited the descriptor have ended."""
    home.settings  # noqa: B018 - a directory that is no home stays as it is
    descriptor = os.open(home.path / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise operator_error(Code.HOME_IN_USE) from error
        yield descriptor
    finally:
        os.close(descriptor)
