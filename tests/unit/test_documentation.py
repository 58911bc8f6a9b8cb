"""What is generated is current, what is linked is there, and the lock names no host."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


GENERATED = ["statuses.md", "errors.md", "catalogue.md", "asyncapi.yaml"]
SCHEMAS = [path.relative_to(ROOT / "docs").as_posix() for path in sorted(ROOT.glob("docs/schemas/**/*.json"))]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make docs` would write."""
    folder = tmp_path_factory.mktemp("docs")
    subprocess.run([sys.executable, ROOT / "docs" / "generate.py", folder], check=True)
    return folder


@pytest.mark.parametrize("page", [*GENERATED, *SCHEMAS])
def test_generated_pages_are_current(written: Path, page: str) -> None:
    """`make docs` would change nothing."""
    assert (written / page).read_text("utf-8") == (ROOT / "docs" / page).read_text("utf-8")


def test_nothing_that_is_generated_is_missing(written: Path) -> None:
    """`make docs` would add nothing."""
    found = [path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()]
    assert sorted(found) == sorted([*GENERATED, *SCHEMAS])


def test_a_schema_of_a_document_that_is_no_more_goes_away(tmp_path: Path) -> None:
    """`make docs` leaves no schema behind that nothing stands for."""
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "gone.json").write_text("{}", "utf-8")
    subprocess.run([sys.executable, ROOT / "docs" / "generate.py", tmp_path], check=True)
    assert not (tmp_path / "schemas" / "gone.json").exists()


def test_links_within_the_catalogue_lead_to_headings() -> None:
    """As GitHub makes anchors: lower case, hyphens for spaces, punctuation left out."""
    page = ROOT / "docs" / "catalogue.md"
    for other, anchor in set(re.findall(r"\]\(([\w.]*)#([^)]+)\)", _without_code(page))):
        headings = re.findall(r"^#+ (.+)$", (page.parent / (other or page.name)).read_text("utf-8"), re.M)
        assert anchor in {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}, anchor


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page names a file that is there."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", _without_code(page))
    assert [link for link in links if not (page.parent / link).exists()] == []


def _without_code(page: Path) -> str:
    """A page's text; regular expressions in it may look like links."""
    return re.sub(r"`[^`\n]+`", "", page.read_text("utf-8"))


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
