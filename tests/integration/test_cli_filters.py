"""A filter's value that nothing can have is told with what comes near; a result that is empty says so."""

import shutil
from pathlib import Path

import pytest
from verbs import hub, hub_json

from hub.bootstrap.home import make_home
from hub.home.place import Home

UNKNOWN = [
    (("log", "--enterprise", "91310000MA000000X0"), "--enterprise", "9131"),
    (("log", "--type", "example-insurance"), "--type", "quota-application"),
    (("replay", "plan", "--type", "quota-aplication"), "--type", "quota-application"),
    (("replay", "plan", "--portal", "lianing", "--events"), "--portal", "liaoning"),
    (("replay", "plan", "--party", "pingan"), "--party", "ping-an"),
    (("replay", "plan", "--status", "P0O2"), "--status", "P002"),
    (("replay", "plan", "--enterprise", "nobody"), "--enterprise", "9131"),
    (("quarantine", "--owner", "lianing"), "--owner", "liaoning"),
    (("quarantine", "list", "--code", "hub-102"), "--code", "HUB-102"),
    (("quarantine", "list", "--groups", "--code", "102"), "--code", "HUB-102"),
    (("quarantine", "list", "--all", "--owner", "nobody"), "--owner", "customs"),
    (("quarantine", "show", "c0ffee", "--owner", "pingan"), "--owner", "ping-an"),
    (("quarantine", "release", "--owner", "pingan", "--reason", "x"), "--owner", "ping-an"),
    (("quarantine", "discard", "--code", "HUB-999", "--reason", "x"), "--code", "HUB-"),
    (("keys", "list", "--party", "pingan"), "--party", "ping-an"),
    (("keys", "check", "--party", "pingan"), "--party", "ping-an"),
    (("keys", "check", "--history", "--party", "pingan"), "--party", "ping-an"),
    (("keys", "import", __file__, "--party", "pingan"), "--party", "ping-an"),
    (("keys", "roll", "--party", "pingan", "--cutover", "now"), "--party", "ping-an"),
    (("submit", __file__, "--portal", "lianing"), "--portal", "liaoning"),
    (("explain", __file__, "--portal", "lianing"), "--portal", "liaoning"),
]


@pytest.mark.parametrize(("words", "option", "near"), UNKNOWN, ids=[" ".join(row[0][:4]) for row in UNKNOWN])
def test_an_unknown_value_of_any_filter_is_reported_with_what_comes_near(
    home: Path, words: tuple[str, ...], option: str, near: str
) -> None:
    """Exit 3, one line, nothing done and nothing listed."""
    done = hub(home, *words)
    said = done.stderr.decode()
    assert (done.returncode, done.stdout, said.count("\n")) == (3, b"", 1), said
    assert [word for word in ("HUB-710", option, near) if word not in said] == []
    assert "{" not in said


def test_a_name_that_is_unknown_where_there_is_nothing_yet_says_so(tmp_path: Path) -> None:
    """No `try` with nothing behind it."""
    make_home(Home(tmp_path), [], [], keys=False)
    said = hub(tmp_path, "log", "--enterprise", "nobody").stderr.decode()
    assert ("HUB-710" in said, "none yet" in said, "try" in said) == (True, True, False)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A home in which nothing ever happened."""
    make_home(Home(tmp_path), ["ping-an"], ["national"])
    return tmp_path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("log",), "no documents"),
        (("log", "--status", "S"), "no documents"),
        (("quarantine",), "nothing is kept apart"),
        (("quarantine", "list", "--groups"), "nothing is kept apart"),
        (("quarantine", "list", "--all", "--owner", "national"), "nothing is kept apart"),
        (("quarantine", "release", "--owner", "national", "--reason", "x"), "nothing is kept apart"),
        (("quarantine", "discard", "--code", "HUB-102", "--reason", "x"), "nothing is kept apart"),
        (("keys", "list", "--party", "customs"), "no certificates"),
    ],
)
def test_an_empty_result_says_that_it_is_empty(empty: Path, words: tuple[str, ...], said: str) -> None:
    """People read it; programs get an empty list."""
    done = hub(empty, *words)
    assert (done.returncode, said in done.stdout.decode(), done.stderr) == (0, True, b""), done
    assert hub(empty, *words, "--json").stdout == b"[]\n"


def test_an_empty_plan_is_a_plan(empty: Path) -> None:
    """Its list of entries is empty, and the sum on standard error says so."""
    done = hub(empty, "replay", "plan")
    assert (done.returncode, b'"entries": [' in done.stdout, done.stderr) == (0, True, b"0 to be sent\n")


def test_check_outside_a_home_says_that_there_is_none(tmp_path: Path) -> None:
    """HUB-701 and exit 4, not `everything fits`; what is packaged is checked when that is asked for."""
    done = hub(tmp_path, "check")
    assert (done.returncode, done.stdout, b"HUB-701" in done.stderr, b"hub init" in done.stderr) == (4, b"", True, True)
    assert hub(tmp_path, "check", "--packaged").returncode == 0
    assert hub_json(tmp_path, "check", "--packaged")["faults"] == []


def test_check_lists_what_keeps_a_home_from_being_made(tmp_path: Path) -> None:
    """`hub init` refuses routes with faults and points at `hub check`, which needs no settings for them."""
    (tmp_path / "routes" / "portals").mkdir(parents=True)
    (tmp_path / "routes" / "portals" / "odd.yaml").write_text("rubbish")
    refused, checked = hub(tmp_path, "init"), hub(tmp_path, "check")
    assert (refused.returncode, b"HUB-703" in refused.stderr, b"hub check" in refused.stderr) == (4, True, True)
    assert (checked.returncode, b"routes/portals/odd.yaml:1" in checked.stdout) == (1, True)


def test_check_of_what_is_packaged_leaves_the_home_out(empty: Path) -> None:
    """A home's own broken file is not among it."""
    (empty / "routes" / "portals").mkdir(parents=True)
    (empty / "routes" / "portals" / "odd.yaml").write_text("rubbish")
    assert hub(empty, "check").returncode == 1
    assert hub(empty, "check", "--packaged").returncode == 0
    shutil.rmtree(empty / "routes")
    assert hub(empty, "check").returncode == 0
