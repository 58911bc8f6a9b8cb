"""A verb is loaded when it is named; the help of all needs none of them."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    ("words", "loaded"),
    [
        (["--help"], set()),
        (["doctor", "--help"], {"doctor"}),
        (["quarantine", "discard", "--help"], {"quarantine"}),
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
    assert {name for name in VERBS if f"hub.cli.{name}" in modules} == loaded
    if words == ["--help"]:
        assert {"structlog", "sqlalchemy", "lxml.etree", "hub.model"} & modules == set()
