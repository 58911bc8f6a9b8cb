"""Who reads a verb's output may leave: the verb goes on to its end, and its exit code says what it did."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from verbs import ENVIRONMENT


def unread(home: Path, *words: str) -> tuple[int, bytes]:
    """Exit code and standard error of a verb whose standard output nobody reads from the first line on."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "hub", "--home", str(home), *words]
    try:
        done = subprocess.run(
            command, stdout=writing, stderr=subprocess.PIPE, check=False, env=ENVIRONMENT, timeout=300
        )
    finally:
        os.close(writing)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "words",
    [("log",), ("log", "--json"), ("log", "--follow"), ("status",), ("--help",), ("quarantine", "--json")],
    ids=" ".join,
)
def test_a_verb_that_shows_is_done(home: Path, words: tuple[str, ...]) -> None:
    """One that follows ends, for nobody follows any more."""
    assert unread(home, *words) == (0, b"")


def test_a_verb_that_acts_does_all_of_it(tmp_path: Path) -> None:
    """And says on standard error what it could not do, with its exit code."""
    assert unread(tmp_path / "home", "init") == (0, b"")
    assert (tmp_path / "home" / "store.sqlite").stat().st_size > 0
    code, said = unread(tmp_path / "home", "show", "none")
    assert (code, b"HUB-704" in said) == (3, True)
