"""A verb is loaded when it is named; the help of all needs none of them."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from hub.cli.inner_verbs import InnerVerbs
from hub.cli.verbs import VERBS, load

CLI = Path(__file__).parents[2] / "hub" / "cli"


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_help_says_of_a_verb_what_the_verb_says_of_itself(
    name: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first line of its help, in both languages."""
    monkeypatch.setenv("HUB_LANG", language)
    assert load(name).get_short_help_str() == str(VERBS[name]) != ""


def _modules_with_a_verb() -> Iterator[str]:
    for path in CLI.glob("[a-z]*.py"):
        if re.search(r"^(def command\(|app = typer\.Typer\()", path.read_text("utf-8"), re.MULTILINE):
            yield path.stem


def test_every_module_with_a_verb_is_named() -> None:
    """None is forgotten."""
    assert sorted(_modules_with_a_verb()) == sorted(VERBS)


def _inner_modules() -> list[str]:
    return [path.stem for path in CLI.glob("*.py") if "\ndef add_to(" in path.read_text("utf-8")]


def test_every_verb_of_a_verb_is_named_and_has_its_module() -> None:
    """None is forgotten: a module that adds a verb to a group is the one of a name in the group."""
    groups = {name: getattr(import_module(f"hub.cli.{name}"), "INNER", ()) for name in VERBS}
    named = [f"{group}_{inner.replace('-', '_')}" for group, inners in groups.items() for inner in inners]
    assert sorted(_inner_modules()) == sorted(named) != []


def test_the_names_in_a_group_load_none_of_its_verbs() -> None:
    """Only the one that is taken; what no name stands for is not there."""
    verbs = InnerVerbs("audit", ("prune", "accept-restore"))
    before = "hub.cli.audit_prune" in sys.modules
    assert (list(verbs), len(verbs), "prune" in verbs, verbs.get("other")) == (
        ["prune", "accept-restore"],
        2,
        True,
        None,
    )
    assert ("hub.cli.audit_prune" in sys.modules) == before
    assert verbs["accept-restore"] is verbs["accept-restore"]
    assert verbs["accept-restore"].name == "accept-restore"


@pytest.mark.parametrize(
    ("words", "loaded"),
    [
        (["--help"], set()),
        (["doctor", "--help"], {"doctor"}),
        (["quarantine", "discard", "--help"], {"quarantine", "quarantine_discard"}),
        (["keys", "csr", "--help"], {"keys", "keys_csr"}),
        (["no-such-verb"], set()),
    ],
)
def test_no_verb_is_loaded_but_the_one_that_is_named(words: list[str], loaded: set[str]) -> None:
    """Neither are the libraries that verbs need."""
    code = (
        "import sys; from hub.cli import main\n"
        "try: main()\n"
        "finally: print(*sys.modules, file=sys.stderr)"  # what was loaded, after whatever the verb said
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    modules = set(done.stderr.split())
    assert {name for name in (*VERBS, *_inner_modules()) if f"hub.cli.{name}" in modules} == loaded
    if words == ["--help"]:
        assert {"structlog", "sqlalchemy", "lxml.etree", "hub.model"} & modules == set()
