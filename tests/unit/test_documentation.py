"""What is generated is current, what is linked is there, and the lock names no host."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


@pytest.mark.parametrize("page", ["statuses.md", "errors.md"])
def test_generated_pages_are_current(tmp_path: Path, page: str) -> None:
    """`make docs` would change nothing."""
    subprocess.run([sys.executable, ROOT / "docs" / "generate.py", tmp_path], check=True)
    assert (tmp_path / page).read_text("utf-8") == (ROOT / "docs" / page).read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page names a file that is there."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_both_readmes_name_the_same_commands() -> None:
    """The Chinese page is a twin, not an older sister."""
    commands = [re.findall(r"^(?:make|hub) \w+", (ROOT / name).read_text("utf-8"), re.M) for name in _READMES]
    assert commands[0] == commands[1] != []


_READMES = ("README.md", "README.zh-CN.md")


def test_the_lock_is_hashed_and_names_no_host() -> None:
    """Every requirement has its hashes; where it comes from is the machine's business."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = re.findall(r"^[\w.-]+==[^ ]+ \\$", lock, re.M)
    assert len(pins) == len(re.findall(r"^[\w.-]+==", lock, re.M)) > 40
    assert "://" not in lock
