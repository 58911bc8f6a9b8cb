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


@pytest.mark.parametrize("file", ["xsd/common.xsd", "xsd/payment.xsd", "routes/codes/quota-operation.csv"])
def test_a_schema_whose_files_or_codes_have_changed_is_compiled_anew(file: str, home: Path) -> None:
    """Any file of the folder can be a part of it."""
    path, before = home / file, schema_of(home)
    text = path.read_text("utf-8")
    path.write_text(f"{text}more,more,更多,more\n" if file.endswith(".csv") else f"{text}<!-- more -->\n", "utf-8")
    assert schema_of(home) is not before


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
