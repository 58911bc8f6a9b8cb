"""The file of saved searches is read strictly."""

from pathlib import Path

import pytest

from hub.errors import OperatorError
from hub.home.searches import read_searches


def test_each_search_is_a_line_of_words(tmp_path: Path) -> None:
    """Quoted as in a shell; no file has no searches."""
    file = tmp_path / "searches.toml"
    assert read_searches(file) == {}
    file.write_text("""silent-banks = "--open --name '大连 甲'"\nall = ''\n""", "utf-8")
    assert read_searches(file) == {"silent-banks": ["--open", "--name", "大连 甲"], "all": []}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("night = 3", "night"),
        ("night = ['--open']", "night"),
        ("Night = '--open'", "Night"),
        ("'a b' = '--open'", "a b"),
        ("[night]\nopen = true", "night"),
        ('night = "--name \'x"', "night"),
        ("night = '--open'\nnight = ''", "searches.toml"),
        ("night", "searches.toml"),
        ("\udcff", "searches.toml"),
    ],
)
def test_anything_else_is_named_with_the_file(tmp_path: Path, text: str, named: str) -> None:
    """HUB-702; nothing of the file is used."""
    file = tmp_path / "searches.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(OperatorError) as refused:
        read_searches(file)
    assert (refused.value.code, "searches.toml" in str(refused.value), named in str(refused.value)) == (
        *("HUB-702", True, True),
    )
