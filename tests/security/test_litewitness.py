"""litewitness (filippo.io/torchwood), a witness that others wrote, cosigns this log and refuses a fork of it."""

import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from other_stacks import litewitness
from sealed_stores import ORIGIN, log_key, seal
from services.machine import free_port

from adapters.notes import FileHistories, is_signed_by
from adapters.notes.witness import HttpWitness
from hub.flow.cosigning import Cosigning, note_with_cosignatures
from hub.model.checkpoint import Checkpoint, Note, parse_key, parse_note
from hub.model.cosigning import AddCheckpoint
from hub.ports import Store
from hub.testing.rows import brought

NAME = "example.com/litewitness"


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[HttpWitness]:
    """The program, with a key in an agent of its own; it knows the log."""
    program, agent = litewitness(), tmp_path / "agent"

    def run(*command: str | Path) -> str:
        environment = {**os.environ, "SSH_AUTH_SOCK": str(agent)}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=tmp_path)
        return done.stdout

    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key")
    keeper = subprocess.Popen(["ssh-agent", "-D", "-a", str(agent)], stdout=subprocess.DEVNULL)
    _wait(agent.exists)
    run("ssh-add", "-q", "key")
    control, log = str(program.with_name("witnessctl")), ("-db", "w.db", "-origin", ORIGIN)
    run(control, "add-log", *log)
    run(control, "add-key", *log, "-key", str(log_key(tmp_path).key()))
    fingerprint, port = run("ssh-keygen", "-lf", "key.pub").split()[1], free_port()
    how = ("-db", "w.db", "-name", NAME, "-key", fingerprint, "-ssh-agent", str(agent), "-listen", f"127.0.0.1:{port}")
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen([str(program), *how], stdout=said, stderr=said, cwd=tmp_path)
    try:
        _wait(lambda: _key(tmp_path / "said") is not None and _listens(port))
        yield HttpWitness(parse_key(_key(tmp_path / "said") or ""), f"http://127.0.0.1:{port}/")
    finally:
        for one in (process, keeper):
            one.terminate()
            one.wait(60)


def _wait(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def _key(said: Path) -> str | None:
    found = re.search(rf"{re.escape(NAME)}\+[0-9a-f]{{8}}\+[A-Za-z0-9+/=]+", said.read_text())
    return found[0] if found else None


def test_litewitness_cosigns_what_continues_and_refuses_a_fork(
    store: Store, witness: HttpWitness, tmp_path: Path
) -> None:
    cosigning = Cosigning(store.log, is_signed_by, FileHistories(tmp_path / "histories"))
    for transitions in (2, 300):
        brought(store, *["moved"] * transitions)
        sealed = seal(store, tmp_path)
        assert cosigning.ask(witness) == sealed
        with store.log.read() as log:
            assert is_signed_by(parse_note(note_with_cosignatures(log, sealed)), witness.key)

    signer = log_key(tmp_path)
    fork = Checkpoint(ORIGIN, sealed.size, b"r" * 32).text()
    answer = witness.add_checkpoint(str(AddCheckpoint(sealed.size, [], str(Note(fork, [signer.sign(fork)])))))
    assert answer.status in (409, 422)
