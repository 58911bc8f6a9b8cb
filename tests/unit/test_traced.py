"""Each field of each document is traced: from a section of a guide, by a route, to tests that show it."""

import re
from typing import Any

import pytest
import yaml
from rig import ROOT, catalogue

SOURCES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docs/generator/traced.yaml").read_text("utf-8"))
PAGE = (ROOT / "docs/traced.md").read_text("utf-8")
TYPES = sorted(catalogue().routes)


@pytest.mark.parametrize("type_", TYPES)
def test_no_cell_of_a_document_is_empty(type_: str) -> None:
    """A new document type needs its line in `docs/generator/traced.yaml`."""
    section = re.search(rf"^## {type_} .*?(?=^## |\Z)", PAGE, re.M | re.S)
    assert section is not None
    rows = [line.strip("|").split("|") for line in section[0].splitlines() if line.startswith("| `")]
    assert rows
    assert [row for row in rows if not all(cell.strip() for cell in row)] == []


@pytest.mark.parametrize("type_", [type_ for type_ in TYPES if type_ in SOURCES])
def test_a_test_that_shows_a_document_is_about_it(type_: str) -> None:
    """Each module is there and names the document, itself or by what it is made with."""
    for name in SOURCES[type_]["tests"]:
        text = (ROOT / "tests" / name).read_text("utf-8")
        makers = [(ROOT / "tests" / f"{module}.py") for module in re.findall(r"^from (\w+) import", text, re.M)]
        texts = [text, *(maker.read_text("utf-8") for maker in makers if maker.is_file())]
        assert any(f'"{type_}"' in one or f"/{type_}" in one or f"{type_}.yaml" in one for one in texts), name


@pytest.mark.parametrize("type_", [type_ for type_ in TYPES if type_ in SOURCES])
def test_a_source_names_a_guide_and_its_section(type_: str) -> None:
    """S0 has no numbered sections; `ours` stands beside a guide only."""
    parts = [part.strip() for part in str(SOURCES[type_]["seed"]).split(";")]
    assert [part for part in parts if not re.match(r"S0$|S[1-4] §\d|ours$", part)] == []
    assert parts != ["ours"]


def test_every_line_is_about_a_document() -> None:
    """None is left over."""
    assert sorted(SOURCES.keys() - set(TYPES)) == []


def test_the_page_has_every_document_once() -> None:
    """In the order of services."""
    named = re.findall(r"^## (\S+)", PAGE, re.M)
    assert sorted(named) == TYPES
