"""Verbs that only read: without the right to write, beside a hub at work, on a store that is not as it should be."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from rig import a_credit_authorization, usccs
from verbs import ENVIRONMENT, hub

from adapters.store import open_store

AS_NOBODY = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()
"""Root, too, is then held by what a file's mode says."""
_uscc = usccs()


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the home that no hub has open; whatever it becomes, it can be removed."""
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    (copy / "hub.log").unlink(missing_ok=True)
    yield copy
    open_to_writers(copy)


def open_to_writers(home: Path) -> None:
    for path in (home, *home.rglob("*")):
        path.chmod(0o700)


def close_to_writers(home: Path) -> None:
    """Leave reading and entering, to everybody, but to nobody writing."""
    for path in (*home.rglob("*"), home):
        path.chmod(0o555 if path.is_dir() else 0o600 if path.name == "key.pem" else 0o444)


def everything_reads(home: Path, form: Path) -> None:
    form.write_text(json.dumps(a_credit_authorization(next(_uscc))), "utf-8")
    before = sorted(home.rglob("*"))
    for words, said in (
        (("log",), "accepted-1"),
        (("show", "refused-1"), "HUB-201"),
        (("explain", str(form)), "accepted as P001"),
        (("quarantine",), "HUB-102"),
    ):
        done = hub(home, *words, before=AS_NOBODY)
        assert (done.returncode, done.stderr) == (0, b""), words
        assert said in done.stdout.decode()
    assert sorted(home.rglob("*")) == before


def test_a_reader_needs_no_right_to_write_where_no_hub_runs(own: Path, tmp_path: Path) -> None:
    """Nothing lies beside the store, and nothing can be put there."""
    close_to_writers(own)
    assert not (own / "store.sqlite-wal").exists()
    everything_reads(own, tmp_path / "form.json")


def test_a_reader_needs_no_right_to_write_beside_a_hub(own: Path, tmp_path: Path) -> None:
    """It sees what the hub committed last, though that is not in the store's own file yet."""
    with closing(sqlite3.connect(own / "store.sqlite")) as running:
        running.execute("UPDATE document SET enterprise_name = 'written since'")
        running.commit()
        close_to_writers(own)
        everything_reads(own, tmp_path / "form.json")
        assert "written since" in hub(own, "log", before=AS_NOBODY).stdout.decode()


def test_a_reader_who_follows_sees_what_a_hub_writes_that_starts_later(own: Path) -> None:
    """A store read as if nobody could change it is opened anew for the next look."""
    close_to_writers(own)
    command = [*AS_NOBODY, sys.executable, "-m", "hub", "--home", str(own), "log", "--follow", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT) as following:
        assert following.stdout is not None
        first, _ = (json.loads(following.stdout.readline()) for _ in range(2))
        open_to_writers(own)
        with closing(sqlite3.connect(own / "store.sqlite")) as running:
            id_ = UUID(first["document"]).bytes
            running.execute("UPDATE document SET updated_at = updated_at + 60000000 WHERE id = ?", [id_])
            running.commit()
            assert json.loads(following.stdout.readline())["document"] == first["document"]
        following.send_signal(signal.SIGINT)
        assert following.wait(timeout=120) == 0


def test_a_reader_waits_for_nobody_who_writes(home: Path, tmp_path: Path) -> None:
    """Not even `explain`, which asks about what a batch under way has locked."""
    form = tmp_path / "form.json"
    form.write_text(json.dumps(a_credit_authorization(next(_uscc))), "utf-8")
    store = open_store(f"sqlite:///{home / 'store.sqlite'}")
    try:
        with store.transactions.begin() as unit:
            unit.lock([], ["quota"])
            done = hub(home, "explain", str(form))
    finally:
        store.close()
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_store_that_was_copied_by_half_is_never_read_without_its_newest(own: Path) -> None:
    """What is in the `-wal` alone would be missed: exit 5 and the file's name."""
    (own / "store.sqlite-wal").write_bytes(b"what a hub committed last")
    close_to_writers(own)
    done = hub(own, "log", before=AS_NOBODY)
    assert (done.returncode, done.stdout, b"HUB-502" in done.stderr, b"store.sqlite" in done.stderr) == (
        *(5, b"", True),
        True,
    )


def test_a_reader_leaves_no_log(own: Path) -> None:
    """A log made by whoever looked first could not be written by the hub."""
    assert hub(own, "log").returncode == 0
    assert not (own / "hub.log").exists()


def test_a_writer_without_the_right_to_write_is_reported(own: Path) -> None:
    """Exit 4, one line with the file."""
    close_to_writers(own)
    done = hub(own, "run", before=AS_NOBODY)
    assert (done.returncode, b"HUB-760" in done.stderr, done.stderr.count(b"\n")) == (4, True, 1), done.stderr


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "store"),
        ("mysql://hub@localhost/hub", "mysql"),
        ("sqlite://", "path"),
        ("postgresql://hub:secret@localhost:port/hub", "store"),
        ("postgresql://hub:secret@localhost/hub?colour=red", "colour"),
    ],
)
@pytest.mark.parametrize("verb", ["log", "init --no-keys"])
def test_a_bad_store_url_is_a_wrong_setting(tmp_path: Path, url: str, said: str, verb: str) -> None:
    """HUB-702 and exit 4, and no password on the screen."""
    (tmp_path / "hub.toml").write_text(f'store = "{url}"')
    done = hub(tmp_path, *verb.split())
    text = done.stderr.decode()
    assert (done.returncode, "HUB-702" in text, said in text, "secret" in text) == (4, True, True, False), text


@pytest.mark.parametrize("found", ["nothing", "an empty file", "older tables"])
@pytest.mark.parametrize("words", [("log",), ("show", "accepted-1"), ("quarantine",)])
def test_a_store_that_is_not_made_or_too_old_names_the_way_out(own: Path, found: str, words: tuple[str, ...]) -> None:
    """HUB-709 and exit 4; nothing is made by looking."""
    store = own / "store.sqlite"
    if found == "older tables":
        with closing(sqlite3.connect(store)) as connection:
            connection.execute("ALTER TABLE document RENAME COLUMN updated_at TO changed")
            connection.execute("DROP TABLE quarantine")
            connection.commit()
    else:
        store.unlink()
        store.touch() if found == "an empty file" else None
    done = hub(own, *words)
    assert (done.returncode, b"HUB-709" in done.stderr, b"hub init" in done.stderr) == (4, True, True), done.stderr
    assert store.exists() == (found != "nothing")
