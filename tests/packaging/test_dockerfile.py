"""The Dockerfile, without an engine: what it copies is there, what it runs works, what it says is true."""

import json
from importlib.metadata import requires
from pathlib import Path

import pytest
from installation import Installed
from recipe import ROOT, let_in, parse_verb, read_recipe

BUILD, RUN = read_recipe()


def test_a_build_sees_only_what_it_copies() -> None:
    """Everything else is kept out: homes, keys, stores, environments."""
    allowed, refused = let_in()
    assert refused[0] == "*"
    assert sorted(BUILD.copied) == sorted(allowed)
    assert [name for name in allowed if not (ROOT / name).exists()] == []
    assert RUN.copied == []


@pytest.mark.slow
def test_its_commands_make_a_hub(installed: Installed, tmp_path: Path) -> None:
    """Word for word (see installation.py); the simulator's own library is in it too."""
    assert installed.hub(tmp_path, "--help").returncode == 0
    python = installed.environment / "bin" / "python"
    assert python.resolve().name == "python3.11"
    assert list(installed.environment.glob("lib/python3.11/site-packages/xmlsec*"))
    assert not (installed.environment / "bin" / "pip").exists()


def test_what_is_installed_is_locked() -> None:
    """One download by hashes; every later step asks no index."""
    lines = [line for line in BUILD.all("RUN") if "pip" in line and "venv" not in line]
    assert [line for line in lines if "--require-hashes" in line] == [lines[0]]
    assert [line for line in lines[1:] if "--no-index" not in line and "--no-deps" not in line] == []
    assert any("xmlsec" in line for line in requires("single-window-hub") or [])


def test_both_stages_have_the_python_that_the_hub_needs() -> None:
    """An environment moves only to the same Python, at the same place."""
    assert BUILD.base == RUN.base == "python:3.11-slim-bookworm"
    (copied,) = RUN.all("COPY")
    place = BUILD.environment["HUB"]
    assert copied == f"--from={BUILD.name} {place} {place}"
    assert RUN.environment["PATH"] == f"{place}/bin:$PATH"


def test_it_runs_as_nobody_special_in_its_home() -> None:
    """A number, so that an engine can tell that it is not root; the home is a volume that this user owns."""
    (user,), (made,), home = RUN.all("USER"), RUN.all("RUN"), RUN.environment["HUB_HOME"]
    assert user == "10001:10001" and "--uid 10001" in made
    assert "--owner=hub" in made and made.endswith(home)
    assert RUN.all("VOLUME") == RUN.all("WORKDIR") == [home]


def test_it_starts_and_looks_after_itself_by_verbs_that_exist() -> None:
    """`hub run` by default, any other verb by name; its health is a verb too."""
    (entry,), (command,), (health,) = (RUN.all(word) for word in ("ENTRYPOINT", "CMD", "HEALTHCHECK"))
    assert json.loads(entry) == ["hub"]
    parse_verb(*json.loads(command))
    program, *words = json.loads(health.partition("CMD ")[2])
    assert program == "hub"
    parse_verb(*words)
