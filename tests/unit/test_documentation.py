"""What is generated is current, what is linked is there, the site has every page, and the locks name no host."""

import re
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from rig import catalogue

from hub.catalogue import code_types
from hub.cli.verbs import VERBS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


GENERATED = [
    "statuses.md",
    "errors.md",
    "settings.md",
    "catalogue.md",
    "cli.md",
    "words.md",
    "traced.md",
    "asyncapi.yaml",
]
MADE = sorted([*ROOT.glob("docs/schemas/**/*.json"), *ROOT.glob("docs/lifecycles/*.svg")])
SCHEMAS = [path.relative_to(ROOT / "docs").as_posix() for path in MADE]


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


def test_the_schema_file_that_is_made_of_the_code_lists_is_current() -> None:
    """Partners take it as it is, and the hub makes it anew of the lists at hand."""
    assert code_types(catalogue().lists.values()) == (ROOT / "xsd" / "codes.xsd").read_bytes()


def test_every_code_list_names_its_source() -> None:
    """A guide, a public standard, or this project: the page of code lists has each packaged list once."""
    rows = re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|", (ROOT / "docs" / "codes.md").read_text("utf-8"), re.M)
    told = [name for row in rows for name in re.findall(r"`([a-z-]+)`", row)]
    packaged = {path.stem for path in ROOT.glob("routes/codes/*.csv")}
    assert [name for name in packaged if told.count(name) != 1] == []


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_a_heading_lead_to_one(page: Path) -> None:
    """As GitHub makes anchors: lower case, hyphens for spaces, punctuation left out."""
    for other, anchor in set(re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", _without_code(page))):
        text = (page.parent / other if other else page).read_text("utf-8")
        headings = re.findall(r"^#+ (.+)$", text, re.M)
        assert anchor in {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}, anchor


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page names a file that is there."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", _without_code(page))
    assert [link for link in links if not (page.parent / link).exists()] == []


def _without_code(page: Path) -> str:
    """A page's text; regular expressions in it may look like links."""
    return re.sub(r"`[^`\n]+`", "", page.read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_file_of_the_code_that_a_page_names_is_there(page: Path) -> None:
    """A reader opens it next; `*` stands for any name."""
    named = set(re.findall(r"`((?:hub|adapters|tests|bench|deploy)/[\w./*-]+)`", page.read_text("utf-8")))
    assert [name for name in sorted(named) if not any(ROOT.glob(name.rstrip("/")))] == []


def test_each_benchmark_is_named_where_one_looks_for_it() -> None:
    """In its folder's page, or as what `make` runs."""
    told = (ROOT / "bench" / "README.md").read_text("utf-8") + (ROOT / "Makefile").read_text("utf-8")
    run = {path.name for path in ROOT.glob("bench/*.py") if '__name__ == "__main__"' in path.read_text("utf-8")}
    assert ({"run.py", "window.py"} - run, {name for name in run if not re.search(rf"\b{name}\b", told)}) == (
        set(),
        set(),
    )


def test_both_readmes_name_the_same_commands() -> None:
    """The Chinese page is a twin, not an older sister."""
    commands = [re.findall(r"^(?:make|hub) \w+", (ROOT / name).read_text("utf-8"), re.M) for name in _READMES]
    assert commands[0] == commands[1] != []


_READMES = ("README.md", "README.zh-CN.md")


@pytest.mark.parametrize(("file", "least"), [("requirements.lock", 40), ("docs/requirements.lock", 20)])
def test_a_lock_is_hashed_and_names_no_host(file: str, least: int) -> None:
    """Every requirement has its hashes; where it comes from is the machine's business."""
    lock = (ROOT / file).read_text("utf-8")
    pins = re.findall(r"^[\w.-]+==[^ ]+ \\$", lock, re.M)
    assert len(pins) == len(re.findall(r"^[\w.-]+==", lock, re.M)) > least
    assert "://" not in lock


# ---- the site ------------------------------------------------------------------------------------

OF_THE_ROOT = {"contributing.md": "CONTRIBUTING.md", "upgrading.md": "UPGRADING.md", "changelog.md": "CHANGELOG.md"}


def test_every_page_stands_in_the_navigation_once() -> None:
    """What is not there is found by nobody who does not search for it."""
    named = sorted(_pages(_site()["nav"]))
    there = [path.relative_to(ROOT / "docs").as_posix() for path in ROOT.glob("docs/**/*.md")]
    assert named == sorted([*there, *OF_THE_ROOT])
    assert [name for name in OF_THE_ROOT.values() if not (ROOT / name).is_file()] == []


def test_the_site_has_four_parts() -> None:
    """By what a reader needs: to learn, to do, to look up, to understand."""
    assert [next(iter(part)) for part in _site()["nav"]] == [
        *("Home", "Tutorial", "How-to", "Reference", "Explanation", "Glossary")
    ]


def test_decisions_are_named_by_their_headings() -> None:
    """And follow each other by number."""
    (explanation,) = [part["Explanation"] for part in _site()["nav"] if "Explanation" in part]
    (decisions,) = [part["Decisions"] for part in explanation if "Decisions" in part]
    told = [next(iter(decision.items())) for decision in decisions]
    assert told == [
        ((ROOT / "docs" / path).read_text("utf-8").splitlines()[0].removeprefix("# "), path)
        for path in sorted(f"decisions/{file.name}" for file in ROOT.glob("docs/decisions/*.md"))
    ]


def _site() -> dict[str, Any]:
    site: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    return site


def _pages(part: Any) -> Iterator[str]:
    """The files that a part of the navigation names."""
    if isinstance(part, str):
        yield part
    else:
        for inner in part if isinstance(part, list) else part.values():
            yield from _pages(inner)


# ---- the papers of an open project ---------------------------------------------------------------

PAPERS = ["LICENSE", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "UPGRADING.md", "CHANGELOG.md"]


@pytest.mark.parametrize("readme", _READMES)
def test_a_readme_leads_to_every_paper(readme: str) -> None:
    """Also to the glossary and the architecture, where a newcomer begins."""
    text = (ROOT / readme).read_text("utf-8")
    wanted = [*PAPERS, "docs/architecture.md", "docs/glossary.md", "docs/first-hub.md", "docs/service.md"]
    assert [paper for paper in wanted if f"]({paper})" not in text] == []


def test_the_licence_is_the_whole_official_text() -> None:
    """Apache-2.0, to the byte."""
    body = (ROOT / "LICENSE").read_bytes()
    assert sha256(body).hexdigest() == "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


def test_a_check_before_a_commit_downloads_nothing() -> None:
    """The hooks are the tools of .venv, each of which `make static` runs too."""
    (source,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert source["repo"] == "local"
    assert {hook["language"] for hook in source["hooks"]} == {"system"}
    made = (ROOT / "Makefile").read_text("utf-8").partition("\nstatic: ")[2].partition("\n\n")[0]
    for hook in source["hooks"]:
        command = hook["entry"].removeprefix(".venv/bin/").removesuffix(" --quiet")
        assert f"$(BIN)/{command}" in made
        assert (ROOT / hook["entry"].split()[0]).exists() or not (ROOT / ".venv").exists()


def test_the_templates_ask_for_no_real_data() -> None:
    """What is public stays public."""
    templates = [ROOT / ".github" / "pull_request_template.md", ROOT / ".github" / "ISSUE_TEMPLATE" / "fault.md"]
    assert [path.name for path in templates if "real" not in path.read_text("utf-8")] == []


def test_a_contributor_finds_every_command() -> None:
    """Each `make` target that a page names is one."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = {name for page in PAGES for name in re.findall(r"`make ([a-z-]+)", page.read_text("utf-8"))}
    named |= set(re.findall(r"^make ([a-z-]+)", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M))
    assert named - targets == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_verbs_that_exist(page: Path) -> None:
    """What a reader copies works."""
    text = page.read_text("utf-8")
    typed = "".join(re.findall(r"^```\w*\n(.*?)^```$", text, re.M | re.S))
    named = {*re.findall(r"`hub ([a-z]+)", text), *re.findall(r"^hub ([a-z]+)", typed, re.M)}
    assert named - VERBS.keys() == set()
