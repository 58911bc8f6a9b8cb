"""Every module is in a layer, and an import in the wrong direction is seen wherever it is."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own contracts and code, to be planted in."""
    copy = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in ("hub", "adapters"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", "packaged"))
    return copy


def verdict(project: Path) -> str:
    """What import-linter says of it."""
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    environment = os.environ | {"PYTHONPATH": str(project)}
    return subprocess.run(
        [*linter, "--no-cache"], cwd=project, env=environment, capture_output=True, text=True, check=False
    ).stdout


PLANTED = {
    "hub/text/planted.py": "import hub.cli",
    "hub/home/planted.py": "import hub.operate",
    "hub/simulate/planted.py": "import hub.operate",
    "adapters/files/planted.py": "import hub.home",
}
"""In the rooms that no layer had before, and in one of an adapter."""


def test_what_is_planted_is_seen(project: Path) -> None:
    """So is a room that is in no layer. Nothing is broken before."""
    assert ", 0 broken." in verdict(project)
    for place, text in PLANTED.items():
        (project / place).write_text(text, "utf-8")
    (project / "hub" / "room.py").touch()
    said = verdict(project)
    for place, text in PLANTED.items():
        assert f"{place.removesuffix('.py').replace('/', '.')} -> {text.split()[1]}" in said, said
    assert "- hub.room" in said, said


def test_both_lists_of_layers_are_the_same() -> None:
    """One has the adapters among the hub's rooms; the other is exhaustive, which goes within one package only."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    whole, exhaustive = (
        c["layers"] for c in contracts if c["type"] == "layers" and c.get("containers", ["hub"]) == ["hub"]
    )
    assert [layer.replace("hub.", "") for layer in whole if layer != "adapters"] == exhaustive
