"""`hub docs`: the catalogue of a home as pages and schemas in a folder of its own."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rig import ROOT
from verbs import hub, hub_json

EXAMPLE = ROOT / "docs/examples/new-document"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a document type of its own."""
    home = tmp_path / "home"
    hub(home, "init")
    for folder in ("routes", "xsd"):
        shutil.copytree(EXAMPLE / folder, home / folder, dirs_exist_ok=True)
    return home


def test_what_a_home_adds_is_written_with_what_is_packaged(home: Path, tmp_path: Path) -> None:
    """A page names each document type, and each that portals submit has a schema."""
    written = hub_json(home, "docs", str(tmp_path / "docs"))["written"]
    assert {"schemas/insurance-consultation.json", "schemas/quota-application.json"} < set(written)
    page = (tmp_path / "docs/catalogue.md").read_text("utf-8")
    assert "### insurance-consultation" in page
    assert (EXAMPLE / "routes/consultation/insurance-consultation.yaml").read_text("utf-8").splitlines()[0][2:] in page


def test_the_packaged_catalogue_needs_no_home_and_is_what_make_docs_writes(tmp_path: Path) -> None:
    """The same code writes both; links to what stands beside the documents are left out here."""
    assert hub(tmp_path / "none", "docs", "--packaged", str(tmp_path / "docs")).returncode == 0
    for schema in (tmp_path / "docs").glob("**/*.json"):
        name = schema.relative_to(tmp_path / "docs")
        assert schema.read_text("utf-8") == (ROOT / "docs" / name).read_text("utf-8")


def test_partners_get_the_types_of_the_homes_code_lists(home: Path, tmp_path: Path) -> None:
    """Beside the types of the packaged ones."""
    hub(home, "docs", str(tmp_path / "docs"))
    types = (tmp_path / "docs/codes.xsd").read_text("utf-8")
    assert 'name="ConsultationTopic"' in types
    assert 'name="DutyUse"' in types


def test_no_link_leads_out_of_the_folder(home: Path, tmp_path: Path) -> None:
    """A page that is handed on leads nowhere that its reader does not have."""
    hub(home, "docs", str(tmp_path / "docs"))
    for page in (tmp_path / "docs").glob("*.md"):
        links = re.findall(r"\]\((?![a-z]+:|#)([^)#\s]+)", re.sub(r"`[^`\n]+`", "", page.read_text("utf-8")))
        assert [link for link in links if not (page.parent / link).exists()] == []


def test_what_else_is_in_the_folder_stays(home: Path, tmp_path: Path) -> None:
    """Also schemas of others."""
    other = tmp_path / "docs/schemas/other.json"
    other.parent.mkdir(parents=True)
    other.write_text("{}", "utf-8")
    hub(home, "docs", str(tmp_path / "docs"))
    assert other.read_text("utf-8") == "{}"


def test_a_broken_catalogue_is_not_written(home: Path, tmp_path: Path) -> None:
    """HUB-703: what does not fit would be told as if it did."""
    (home / "routes/parties").mkdir(exist_ok=True)
    (home / "routes/parties/broken.yaml").write_text("party: broken\n", "utf-8")
    done = hub(home, "docs", str(tmp_path / "docs"))
    assert (done.returncode, b"HUB-703" in done.stderr) == (4, True)
    assert not (tmp_path / "docs").exists()


def test_a_folder_that_is_no_home_is_told(tmp_path: Path) -> None:
    """Else the packaged catalogue would be taken for the home's."""
    assert b"HUB-701" in hub(tmp_path / "none", "docs", str(tmp_path / "docs")).stderr


def test_other_verbs_do_not_load_the_documents() -> None:
    """A verb loads what it needs."""
    code = "import sys, hub.cli.log, hub.cli.check; print([m for m in sys.modules if m.startswith('hub.docs')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert json.loads(done.stdout) == []
