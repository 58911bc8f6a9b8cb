"""A stranger reads the published log with Go's libraries for transparency logs; nothing of the hub's runs there."""

import subprocess
from pathlib import Path

import pytest
from other_stacks import tlog_read
from sealed_stores import log_key, seal

from hub.model.checkpoint import Checkpoint, Note
from hub.operate.publish_log import publish_log
from hub.ports import Store
from hub.testing.rows import brought, trail_of


def read(www: Path, key: str, *former: Path) -> list[str] | None:
    """The entries in hex; None where something does not verify."""
    command = [str(tlog_read()), key, str(www), *map(str, former)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else None


@pytest.fixture
def key(tmp_path: Path) -> str:
    return str(log_key(tmp_path).key())


def published(store: Store, tmp_path: Path, transitions: int) -> tuple[list[str], Path]:
    """The hashes of a new document's transitions, and a copy of the checkpoint under which they are published."""
    document = brought(store, *["moved"] * transitions)
    sealed = seal(store, tmp_path)
    publish_log(store.log, sealed, sealed.note, tmp_path / "www")
    copy = tmp_path / f"checkpoint-{sealed.size}"
    copy.write_text(sealed.note, "utf-8")
    return [one.hash for one in trail_of(store, document).transitions], copy


def test_go_reads_every_entry_and_that_the_log_only_grew(store: Store, key: str, tmp_path: Path) -> None:
    """Within a tile, to its end, and over several tiles; each former checkpoint is one of the same log."""
    entries, former = list[str](), list[Path]()
    for transitions in (1, 200, 55, 300):
        new, checkpoint = published(store, tmp_path, transitions)
        entries += new
        former.append(checkpoint)
        assert [read(tmp_path / "www", key, one) for one in former] == [entries] * len(former)


def test_go_finds_whatever_was_altered_in_the_folder(store: Store, key: str, tmp_path: Path) -> None:
    """A byte of any file, a file that is missing, another key, and a former checkpoint of another history."""
    published(store, tmp_path, 300)
    www = tmp_path / "www"
    for file in sorted(path for path in www.rglob("*") if path.is_file()):
        content = file.read_bytes()
        file.write_bytes(content[:9] + bytes([content[9] ^ 1]) + content[10:])
        assert read(www, key) is None, file
        file.unlink()
        assert read(www, key) is None, file
        file.write_bytes(content)
    assert len(read(www, key) or []) == 300

    signer = log_key(tmp_path)
    fork = Checkpoint(signer.name, 200, b"r" * 32).text()
    (tmp_path / "fork").write_text(str(Note(fork, [signer.sign(fork)])), "utf-8")
    assert read(www, key, tmp_path / "fork") is None
    (tmp_path / "key.pem").unlink()
    assert read(www, str(log_key(tmp_path).key())) is None
