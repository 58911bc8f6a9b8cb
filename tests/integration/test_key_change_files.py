"""Files of a change of keys: what is said of them, what a kill leaves, and two changes at once."""

import subprocess
import sys
import threading
import time
from pathlib import Path

from own_home import OwnHome
from verbs import ENVIRONMENT, hub, hub_json

from adapters.trust import write_key
from adapters.trust.key_folder import CERTIFICATE_FILE
from adapters.x509 import make_key
from adapters.x509.making import certificate_pem
from hub.bootstrap.key_changes import as_requested, make_change, request_of
from hub.errors import Rejected
from hub.home.place import Home
from hub.operate.keys.change import KeyChange

KILLED = """
import os, signal
import hub.cli.key_acts as acts
from hub.__main__ import main
acts.make_change = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main()
"""
"""A change that is killed where it would be made."""


def a_certificate(path: Path) -> Path:
    """A new certificate in this file."""
    path.write_bytes(certificate_pem(make_key("insurer", time.time_ns() // 1000).certificate))
    return path


def test_a_refusal_names_the_file_that_the_operator_gave(own: OwnHome) -> None:
    """And not a copy of it, which is gone by then; a single operator without a card reads the same."""
    known = next((own.home.parties / "ping-an").glob("*.pem"))
    done = hub(own.path, "keys", "import", str(known), "--party", "ping-an")
    said = done.stderr.decode()
    assert (done.returncode, str(known) in said.replace("\n", ""), ".change-" in said) == (1, True, False)


def test_what_a_killed_change_leaves_is_told_and_removed_by_the_next(own: OwnHome, tmp_path: Path) -> None:
    """A copy of a private key must not stay."""
    key, _ = write_key(make_key("hub", time.time_ns() // 1000), tmp_path / "elsewhere")
    certificate = tmp_path / "elsewhere" / CERTIFICATE_FILE
    words = ("keys", "roll", "--key", str(key), "--certificate", str(certificate), "--cutover", "now")
    killed = [sys.executable, "-c", KILLED, "--home", str(own.path), *words]
    subprocess.run(killed, check=False, capture_output=True, env=ENVIRONMENT, timeout=300)
    (left,) = own.home.keys.glob(".change-*")
    assert list(left.rglob(key.name)) != []
    assert "HUB-830" in hub(own.path, "keys", "check").stdout.decode()
    assert "HUB-830" in hub(own.path, "doctor").stdout.decode()

    hub_json(own.path, "keys", "import", str(a_certificate(tmp_path / "new.pem")), "--party", "ping-an")

    assert list(own.home.keys.glob(".change-*")) == []
    assert "HUB-830" not in hub(own.path, "keys", "check").stdout.decode()


def test_of_two_changes_at_once_the_second_is_refused(own: OwnHome, tmp_path: Path) -> None:
    """It waits for the first, and finds that the certificates are others than its operator saw."""
    home, refused = Home(own.path), list[str]()
    asked = [
        request_of(
            home,
            KeyChange(does="import", whose="ping-an", certificate=a_certificate(tmp_path / f"{name}.pem")),
            "yearly",
        )
        for name in ("one", "two")
    ]

    def second() -> None:
        try:
            with as_requested(home, asked[1]):
                refused.append("nothing")
        except Rejected as error:
            refused.append(error.faults[0].code)

    waiting = threading.Thread(target=second)
    with as_requested(home, asked[0]) as ready:
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
        make_change(home, ready, time.time_ns() // 1000)
    waiting.join()
    assert refused == ["HUB-826"]
