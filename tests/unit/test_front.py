"""The catalogue's front: what the rest of the hub imports."""

import sys
from importlib import import_module
from subprocess import run

import pytest

from hub import catalogue


@pytest.mark.parametrize("name", catalogue.__all__)
def test_each_name_of_the_front_is_there(name: str) -> None:
    """A name that is loaded when it is first asked for is checked by no import."""
    assert getattr(catalogue, name) is not None


def test_a_name_that_the_front_does_not_give_is_an_error_of_the_usual_kind() -> None:
    """`from hub.catalogue import X` says what is wrong, as of any module."""
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        getattr(import_module("hub.catalogue"), "Nothing")  # noqa: B009 - mypy knows that it is not there


def test_labels_are_read_without_the_compiler_and_without_lxml() -> None:
    """A trail is shown quickly: what it needs of the catalogue is only text."""
    code = "import sys; from hub.catalogue import own_labels, read_ends; print('lxml' in sys.modules, *sys.modules)"
    loaded = run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert loaded[0] == "False"
    assert "hub.catalogue.compile" not in loaded
