"""Which Pythons the hub is for, and an environment that is made anew for another one."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from recipe import ROOT
from services.machine import missing

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def make(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run make in the checkout, apart from a make that runs these tests."""
    if shutil.which("make") is None:
        missing("make")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    environment.pop("PYTHON", None)
    return subprocess.run(
        ["make", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=250
    )


@pytest.fixture
def another(tmp_path: Path) -> Path:
    """A Python of a version that nobody has."""
    python = tmp_path / "python3.12"
    python.write_text("#!/bin/sh\necho 3.12.99\n", "utf-8")
    python.chmod(0o755)
    return python


def test_the_environment_is_made_anew_for_another_python(another: Path) -> None:
    """`make test PYTHON=…` does not run in the environment of the last one."""
    told = make("--dry-run", "format", f"PYTHON={another}").stdout
    assert f"rm -rf .venv && {another} -m venv .venv" in told
    assert "touch .venv/.ready-3.12.99" in told


def test_a_python_that_is_not_there_is_reported_before_anything_is_removed() -> None:
    """One line says what to do; the environment stays."""
    done = make("format", "PYTHON=python-of-nobody")
    assert done.returncode != 0
    assert "missing: python-of-nobody. Name a Python from 3.11 to 3.13" in done.stderr
    assert Path(sys.executable).exists()


def test_every_page_names_the_same_pythons() -> None:
    """What pip allows, what the metadata lists, and what a reader is told."""
    bounds = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", PROJECT["requires-python"])
    assert bounds is not None
    lowest, above = bounds.groups()
    versions = [f"3.{minor}" for minor in range(int(lowest), int(above))]
    listed = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if ":: Python :: 3" in line]
    assert listed == versions == ["3.11", "3.12", "3.13"]
    assert f"from {versions[0]} to {versions[-1]}" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for readme in ("README.md", "README.zh-CN.md"):
        assert [v for v in versions if v not in (ROOT / readme).read_text("utf-8")] == []
