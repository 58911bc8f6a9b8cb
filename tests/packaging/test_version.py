"""The version comes from the tag, stands in one place, and is there without git too."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
from recipe import ROOT, copy_context
from services.machine import missing

PRETENDED = "SETUPTOOLS_SCM_PRETEND_VERSION"
UNKNOWN = "0.0"


def run(folder: Path, *command: str, **variables: str) -> str:
    """Outside any other repository, and without anybody's settings of git."""
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_CEILING_DIRECTORIES": str(folder)}
    me = {f"GIT_{who}_{what}": "me@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {name: value for name, value in os.environ.items() if name != PRETENDED}
    done = subprocess.run(
        command, cwd=folder, env=environment | nobody | me | variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def version_of(folder: Path, **variables: str) -> str:
    """What a build there would be called."""
    return run(folder, sys.executable, "-m", "hatchling", "version", **variables)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository of its own with one commit and no tag."""
    if shutil.which("git") is None:
        missing("git")
    folder = copy_context(tmp_path / "checkout")
    run(folder, "git", "init", "--quiet")
    run(folder, "git", "add", "--all")
    run(folder, "git", "commit", "--quiet", "--message", "Begin")
    return folder


def test_a_tag_is_the_version(checkout: Path) -> None:
    """`v1.2.3` releases 1.2.3; what follows it is on its way to the next."""
    run(checkout, "git", "tag", "v1.2.3")
    assert version_of(checkout) == "1.2.3"
    run(checkout, "git", "commit", "--quiet", "--allow-empty", "--message", "Go on")
    assert re.fullmatch(r"1\.2\.4\.dev1\+g[0-9a-f]+", version_of(checkout))


def test_a_clone_without_tags_has_a_version(checkout: Path) -> None:
    """It says which commit it is."""
    commit = run(checkout, "git", "rev-parse", "--short=7", "HEAD")
    assert version_of(checkout).startswith(f"0.1.dev1+g{commit}")


def test_a_source_distribution_keeps_its_version_without_git(checkout: Path, tmp_path: Path) -> None:
    """Unpacked anywhere, what is built from it has the same."""
    run(checkout, "git", "tag", "v1.2.3")
    run(checkout, sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(tmp_path))
    with tarfile.open(tmp_path / "single_window_hub-1.2.3.tar.gz") as packed:
        packed.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11 before 3.11.4 has none
        packed.extractall(tmp_path)
    assert version_of(tmp_path / "single_window_hub-1.2.3") == "1.2.3"


def test_a_build_without_git_is_given_its_version(tmp_path: Path) -> None:
    """As the Dockerfile tells it; an empty one counts as none."""
    folder = copy_context(tmp_path)
    assert version_of(folder, **{PRETENDED: "1.2.3"}) == "1.2.3"
    assert version_of(folder) == version_of(folder, **{PRETENDED: ""}) == UNKNOWN


def test_no_other_place_has_a_version() -> None:
    """Two would differ one day."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["dynamic"] == ["version"]
    assert "version" not in project
    code = [*ROOT.glob("hub/**/*.py"), *ROOT.glob("adapters/**/*.py")]
    assert [str(path) for path in code if "__version__" in path.read_text("utf-8")] == []


def test_both_packages_say_that_they_are_typed() -> None:
    """A type checker reads the annotations of those who import them."""
    assert [(ROOT / package / "py.typed").read_text("utf-8") for package in ("hub", "adapters")] == ["", ""]
