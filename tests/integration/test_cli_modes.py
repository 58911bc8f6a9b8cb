"""Rights: what the hub makes is never everybody's to write, and a right that is missing is said with exit 4."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rig import a_credit_authorization, usccs
from verbs import hub

from adapters.store import open_store
from hub.bootstrap.home import make_home
from hub.bootstrap.queues import queues_of
from hub.home.place import Home

AS_NOBODY = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()
"""Root, too, is then held by what a file's mode says."""
OPEN_TO_ALL = ("sh", "-c", 'umask 000; exec "$@"', "sh")
_uscc = usccs()


def writable(root: Path) -> list[str]:
    """What everybody may write."""
    found = [path for path in (root, *root.rglob("*")) if not path.is_symlink() and path.stat().st_mode & 0o002]
    return [str(path.relative_to(root)) for path in found]


def test_a_umask_of_none_makes_nothing_that_everybody_may_write(tmp_path: Path) -> None:
    """Home, keys, queues, store and its helpers, logs: whatever the verbs make."""
    home, form = tmp_path / "home", tmp_path / "form.json"
    form.write_text(json.dumps(a_credit_authorization(next(_uscc))))
    made = (("init",), ("submit", str(form)), ("doctor",), ("keys", "roll"), ("log",))
    for words in made:
        assert hub(home, *words, before=OPEN_TO_ALL).returncode == 0, words
    assert writable(home) == []
    assert (home / "hub.toml").stat().st_mode & 0o007 == 0


def test_a_umask_of_none_opens_nothing_to_who_uses_the_hub_as_a_library(tmp_path: Path) -> None:
    """Each mode is said where a thing is made, not left to who started the process."""
    before = os.umask(0)
    try:
        home = Home(tmp_path / "home")
        make_home(home, ["ping-an"], ["national"])
        queues_of(home).submit("national", "one.json", b"{}")
        _ = home.mark
    finally:
        os.umask(before)
    assert writable(home.path) == []


def test_a_narrow_umask_stays_as_narrow(tmp_path: Path) -> None:
    """A house that lets nobody look is not overruled."""
    assert hub(tmp_path / "home", "init", before=("sh", "-c", 'umask 077; exec "$@"', "sh")).returncode == 0
    assert [path for path in (tmp_path / "home").rglob("*") if path.stat().st_mode & 0o077] == []


# ---- a right that is missing ---------------------------------------------------------------------


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    yield copy
    copy.chmod(0o700)
    for path in copy.rglob("*"):
        path.chmod(0o700)


def closed(name: str) -> Callable[[Path], object]:
    return lambda home: (home / name).chmod(0)


@pytest.mark.parametrize(
    ("close", "words"),
    [
        (closed("."), ("log",)),
        (closed("."), ("status",)),
        (closed("."), ("check",)),
        (closed("."), ("run",)),
        (closed("."), ("init",)),
        (closed("hub.toml"), ("log",)),
        (closed("hub.toml"), ("doctor",)),
        (closed("hub.toml"), ("keys", "list")),
        (closed("store.sqlite"), ("log",)),
        (closed("store.sqlite"), ("show", "accepted-1")),
        (closed("store.sqlite"), ("quarantine",)),
        (closed("store.sqlite"), ("replay", "plan")),
        (closed("store.sqlite"), ("status",)),
        (closed("queues/national/OutBox"), ("submit", "FORM", "--portal", "national")),
        (closed("queues/national"), ("run", "--worker", "1", "--of", str(os.getpid()))),
        (closed("keys/hub/key.pem"), ("keys", "list")),
        (closed("keys/hub"), ("keys", "roll")),
        (lambda home: (home / "keys/parties/ping-an").chmod(0o500), ("keys", "import", "CERTIFICATE")),
        (lambda home: (home / "store.sqlite").chmod(0o400), ("quarantine", "discard", "c", "--reason", "x")),
    ],
)
def test_a_right_that_is_missing_is_exit_4_with_a_code(
    own: Path, close: Callable[[Path], object], words: tuple[str, ...]
) -> None:
    """One line, no traceback; doctor tells it as a failure of its own."""
    if "CERTIFICATE" in words:
        theirs = str(own / "simulate/boc-insurance/certificate.pem")
        words = ("keys", "import", theirs, "--party", "ping-an", "--although-named-otherwise")
        (own / "keys/parties/boc-insurance/development.pem").unlink()
    if "FORM" in words:
        (own / "form.json").write_text(json.dumps(a_credit_authorization(next(_uscc))))
        words = tuple(str(own / "form.json") if word == "FORM" else word for word in words)
    if "c" in words:
        store = open_store(f"sqlite:///{own / 'store.sqlite'}")
        words = tuple(store.quarantine.deliveries(1)[0].id if word == "c" else word for word in words)
        store.close()
    close(own)
    done = hub(own, *words, before=AS_NOBODY)
    printed = done.stdout if words in (("doctor",), ("status",)) and done.stdout else done.stderr
    assert done.returncode == (1 if words == ("doctor",) else 4), done
    assert b"HUB-7" in printed
    assert words[0] == "run" or done.stderr.count(b"\n") <= 1
