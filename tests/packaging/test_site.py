"""The site: built without a warning, with search, and nothing in it is loaded from elsewhere."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from recipe import ROOT
from services.machine import missing

pytestmark = pytest.mark.slow
MKDOCS = ROOT / "var" / "site-tools" / "bin" / "mkdocs"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `make site` builds it."""
    if not MKDOCS.exists():
        missing("mkdocs; `make site` installs it into var/site-tools")
    folder = tmp_path_factory.mktemp("site")
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    command: list[str | Path] = [
        MKDOCS,
        "build",
        "--strict",
        "--quiet",
        "--config-file",
        ROOT / "mkdocs.yml",
        "--site-dir",
        folder,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_there(site: Path) -> None:
    """Those of `docs`, and those of the root."""
    pages = [path.relative_to(ROOT / "docs").with_suffix(".html") for path in ROOT.glob("docs/**/*.md")]
    assert [str(page) for page in pages if not (site / page).is_file()] == []
    assert [page for page in ("contributing", "upgrading", "changelog") if not (site / f"{page}.html").is_file()] == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    """It is read in houses without the internet."""
    loads = re.compile(r"<(?:script|img|iframe)[^>]+src=\"?https?:|<link[^>]+(?:stylesheet|preconnect)[^>]+https?:")
    assert [page.name for page in site.rglob("*.html") if loads.search(page.read_text("utf-8"))] == []
    assert "mermaid" not in "".join(page.read_text("utf-8") for page in ROOT.glob("docs/**/*.md"))


def test_its_search_finds_pages_in_both_languages(site: Path) -> None:
    """The index holds the words, and takes Chinese text apart."""
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    texts = {entry["location"].partition("#")[0]: "" for entry in index["docs"]}
    for entry in index["docs"]:
        texts[entry["location"].partition("#")[0]] += entry["text"]
    assert "transactional outbox" in texts["glossary.html"]
    assert "记录编号" in texts["glossary.html"]
    assert re.split(re.compile(index["config"]["separator"]), "记录编号 x") == ["记", "录", "编", "号", "x"]


def test_what_is_linked_outside_the_documents_is_in_it(site: Path) -> None:
    """Schemas, the unit for systemd, scripts of the simulator."""
    linked = ["LICENSE", "deploy/hub.service", "xsd/common.xsd", "tests/examples/quota/insurers.yaml"]
    assert [name for name in linked if (site / "files" / name).read_bytes() != (ROOT / name).read_bytes()] == []
    assert not list(site.rglob("*.py"))
