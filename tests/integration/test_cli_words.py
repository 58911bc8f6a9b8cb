"""What every verb has: `--home` before or after it, `-h`, the version, completion."""

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from verbs import ENVIRONMENT, hub, hub_json

from hub.bootstrap.home import make_home
from hub.cli.anywhere import home_first
from hub.home.place import Home

HUB = Path(sys.executable).with_name("hub")
LONGEST_S = 250
"""Seconds that a verb may take on a busy machine."""


def run(*words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """The installed command, in a process of its own."""
    environment = ENVIRONMENT | variables
    return subprocess.run(
        [HUB, *words], capture_output=True, text=True, check=False, env=environment, timeout=LONGEST_S
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_home(Home(tmp_path / "home"), ["ping-an"], ["liaoning"])
    return tmp_path / "home"


# ---- the version ---------------------------------------------------------------------------------


def test_the_version_is_that_of_what_is_installed() -> None:
    """The package's metadata is the one place that has it."""
    assert run("--version").stdout == f"hub {metadata.version('single-window-hub')}\n"


def test_the_version_is_reported_beside_other_options_too(tmp_path: Path) -> None:
    """No home is needed."""
    printed = hub(tmp_path / "none", "--version")
    assert (printed.returncode, printed.stdout.decode()) == (0, f"hub {metadata.version('single-window-hub')}\n")


def loaded_by(*words: str) -> set[str]:
    """The modules that a verb loads."""
    listing = (
        f"import sys; sys.argv = ['hub', *{words}]; import hub.__main__ as m\n"
        "try: m.main()\nexcept SystemExit: print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_the_version_loads_no_verb_and_no_library() -> None:
    """A script that asks for it does not wait for what it does not use."""
    loaded = loaded_by("--version")
    assert {name for name in loaded if name.split(".")[0] in {"hub", "adapters"}} == {"hub", "hub.__main__"}
    assert not loaded & {"typer", "rich", "pydantic", "structlog", "lxml", "sqlalchemy"}


COMPILING = {"xmlschema", "hub.catalogue.load", "pika"}
ACTING = {"joserfc", "adapters.cards", "hub.operate.acts.authority", "hub.flow.replay_plan", "http.server"}
SIGNING = {"signxml", "adapters.signing"}
READING = {"lxml", "cryptography", "adapters.trust", "yaml", "hub.catalogue.mapping.routes"}
NOT_NEEDED = {
    "acts": COMPILING | ACTING | SIGNING | READING - {"yaml"},
    "log": COMPILING | ACTING | SIGNING | READING - {"yaml"},
    "show 1": COMPILING | ACTING | SIGNING | {"hub.operate.retention.archiving", "adapters.envelope.sealing"},
    "attention": COMPILING | ACTING | SIGNING | {"lxml", "hub.catalogue.mapping.routes"},
    "status": COMPILING | ACTING | SIGNING | {"lxml", "hub.catalogue.mapping.routes"},
    "quarantine": COMPILING | ACTING | SIGNING | READING,
    "keys list": COMPILING | ACTING | {"sqlalchemy", "hub.operate.keys.own", "hub.catalogue.mapping.routes"},
    "audit verify": COMPILING | ACTING | SIGNING | {"lxml", "hub.catalogue.mapping.routes"},
}
"""By verb: libraries and modules without which it answers. Who loads one of them lets every operator wait for it."""


@pytest.mark.parametrize("verb", NOT_NEEDED)
def test_who_only_reads_loads_no_catalogue_and_what_it_does_not_need(home: Path, verb: str) -> None:
    """An operator waits for the store, not for libraries."""
    loaded = loaded_by("--home", str(home), *verb.split())
    assert "hub.home.settings" in loaded
    assert loaded & NOT_NEEDED[verb] == set()


# ---- help and completion -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [(), ("log",), ("quarantine",), ("quarantine", "show"), ("replay",), ("keys", "roll")]
)
def test_a_short_option_asks_for_help(tmp_path: Path, words: tuple[str, ...]) -> None:
    """`-h` is `--help`."""
    short, long = hub(tmp_path, *words, "-h"), hub(tmp_path, *words, "--help")
    assert short.returncode == long.returncode == 0
    assert short.stdout == long.stdout != b""


def test_verbs_and_options_are_completed() -> None:
    """As bash asks for it."""

    def completed(words: str) -> list[str]:
        word = str(len(words.split()) - (not words.endswith(" ")))
        return run(_HUB_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=word).stdout.split()

    assert completed("hub sta") == ["status"]
    assert completed("hub quarantine re") == ["release"]
    assert completed("hub log --follo") == ["--follow"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_completion_can_be_had(shell: str) -> None:
    """A packager writes it to its place."""
    done = run(_HUB_COMPLETE=f"source_{shell}")
    assert done.returncode == 0
    assert "_HUB_COMPLETE" in done.stdout


# ---- --home anywhere -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("--home", "HOME", "quarantine", "list", "--json"),
        ("quarantine", "--home", "HOME", "list", "--json"),
        ("quarantine", "list", "--json", "--home", "HOME"),
        ("quarantine", "--json", "--home=HOME"),
        ("--home", "elsewhere", "quarantine", "--json", "--home", "HOME"),
    ],
    ids=" ".join,
)
def test_the_home_may_stand_anywhere(home: Path, words: tuple[str, ...]) -> None:
    """Before the verb, after it, behind a verb within a verb; the last one counts."""
    done = run(*(word.replace("HOME", str(home)) for word in words))
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_the_command_line_goes_before_the_environment(home: Path, tmp_path: Path) -> None:
    """Also where it stands last."""
    done = run("log", "--json", "--home", str(home), HUB_HOME=str(tmp_path / "none"))
    assert (done.returncode, done.stdout) == (0, "[]\n")
    assert hub_json(home, "log") == []


def test_a_home_without_a_value_is_wrong_usage() -> None:
    """One line, exit 2."""
    done = run("log", "--home")
    assert (done.returncode, "'--home' requires an argument" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "moved"),
    [
        (["log", "--home", "a", "--json"], ["--home", "a", "log", "--json"]),
        (["log", "--home=a"], ["--home=a", "log"]),
        (["show", "--", "--home", "a"], ["show", "--", "--home", "a"]),
        (["replay", "x", "--reason=--home"], ["replay", "x", "--reason=--home"]),
        (["--home", "a", "--home", "b", "log"], ["--home", "a", "--home", "b", "log"]),
        (["log", "--homely"], ["log", "--homely"]),
        ([], []),
    ],
)
def test_only_the_home_is_moved(words: list[str], moved: list[str]) -> None:
    """Names behind `--` and values of other options stay."""
    assert home_first(words) == moved
