"""A schema is compiled once for the files that it is made of, in each thread."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rig import ROOT

from hub.catalogue import Catalogue, Schema, load_catalogue
from hub.catalogue.compile.compiled_schemas import MOST, compiled
from hub.rules import RULES


def schema_of(home: Path) -> Schema:
    return load(home).routes["quota-application"].schema


def load(home: Path) -> Catalogue:
    return load_catalogue([home / "routes"], [home / "xsd"], RULES)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the packaged catalogue."""
    shutil.copytree(ROOT / "routes", tmp_path / "routes")
    shutil.copytree(ROOT / "xsd", tmp_path / "xsd")
    return tmp_path


def test_two_catalogues_of_the_same_files_share_their_schemas(home: Path) -> None:
    """Wherever the files are."""
    assert schema_of(home) is schema_of(ROOT)


@pytest.mark.parametrize("file", ["xsd/common.xsd", "xsd/duty-guarantee.xsd", "routes/codes/quota-operation.csv"])
def test_a_schema_whose_files_or_codes_have_changed_is_compiled_anew(file: str, home: Path) -> None:
    """Files that it includes are parts of it, and so are the values of the code lists that it names."""
    before = schema_of(home)
    change(home / file)
    assert schema_of(home) is not before


@pytest.mark.parametrize("file", ["xsd/payment.xsd", "routes/codes/guarantee-kind.csv"])
def test_a_schema_is_compiled_once_when_other_files_change(file: str, home: Path) -> None:
    """Files beside it that it does not include, and code lists that it does not name, are no part of it."""
    before = schema_of(home)
    change(home / file)
    assert schema_of(home) is before


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"common.xsd"', '"./common.xsd"'),
        ('"common.xsd"', '"comm&#111;n.xsd"'),
        ('encoding="UTF-8"?>', 'encoding="UTF-8"?><!DOCTYPE x [<!ENTITY a "b">]>'),
    ],
)
def test_a_schema_that_hides_names_is_compiled_anew_when_any_file_changes(was: str, now: str, home: Path) -> None:
    """What it includes cannot be told from its text alone."""
    path = home / "xsd/duty-guarantee.xsd"
    path.write_text(path.read_text("utf-8").replace(was, now), "utf-8")
    before = schema_of(home)
    change(home / "xsd/payment.xsd")
    assert schema_of(home) is not before


def change(path: Path) -> None:
    """Change a file and nothing that it says of what was there; a code list gets one code more."""
    text = path.read_text("utf-8")
    path.write_text(f"{text}more,more,更多,more\n" if path.suffix == ".csv" else f"{text}<!-- more -->\n", "utf-8")


def test_each_thread_has_schemas_of_its_own() -> None:
    """While a schema validates it keeps what it found."""
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(schema_of, ROOT).result() is not schema_of(ROOT)


def test_only_so_many_schemas_are_kept(tmp_path: Path) -> None:
    """The one that was not used for longest is compiled anew."""
    path = tmp_path / "a.xsd"
    path.write_text('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>', "utf-8")
    first = compiled(path, {}, "folder-0")
    for number in range(1, MOST):
        compiled(path, {}, f"folder-{number}")
    assert compiled(path, {}, "folder-0") is first
    for number in range(MOST, 2 * MOST):
        compiled(path, {}, f"folder-{number}")
    assert compiled(path, {}, "folder-0") is not first
