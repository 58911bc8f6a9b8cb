"""A replay plan that is stopped before its end is listed until it is done."""

import json
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from own_home import OwnHome
from verbs import ENVIRONMENT, hub, hub_json

WHY = ("--reason", "the insurer lost them")
NAMES = ("one", "two", "three")
SLOWLY = ("--rate", "0.01")
"""Nothing after the first entry in this test's life."""


@pytest.fixture
def own(tmp_path: Path, migrated_file: Path) -> OwnHome:
    """A home with three documents that were sent."""
    shutil.copy(migrated_file, tmp_path / "hub.db")
    made = OwnHome(tmp_path / "home", f"sqlite:///{tmp_path / 'hub.db'}")
    for name in NAMES:
        made.accept(name)
    return made


def replayed(own: OwnHome) -> int:
    """How many documents' messages were promised again."""
    trails = [own.trail(name).transitions for name in NAMES]
    return sum(any(row.detail.get("observed") == "replayed" for row in trail) for trail in trails)


def stop_half_way(own: OwnHome, *words: str, standard_input: bytes = b"") -> None:
    """Apply a plan, and crash after its first entry."""
    command = [sys.executable, "-m", "hub", "--home", str(own.path), *words, *WHY, *SLOWLY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=ENVIRONMENT) as process:
        assert process.stdin is not None
        process.stdin.write(standard_input)
        process.stdin.close()
        until = time.monotonic() + 300
        while replayed(own) == 0:
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        process.kill()


def listed(own: OwnHome) -> list[Mapping[str, Any]]:
    """What `hub approve` lists of plans; `hub status` lists the same."""
    found = hub(own.path, "approve", "--json").stdout.decode().splitlines()
    plans = [] if found == ["[]"] else [json.loads(one) for one in found]
    assert hub_json(own.path, "status")["half_done"] == plans
    return plans


def doctors_word(own: OwnHome) -> tuple[str, str]:
    (found,) = (one for one in hub_json(own.path, "doctor")["checks"] if one["name"] == "plans")
    return found["result"], found["text"]


def test_a_plan_that_was_stopped_is_listed_until_the_command_that_is_told_has_done_the_rest(own: OwnHome) -> None:
    """It came by standard input: the home has kept it. The rest is sent once."""
    plan = hub(own.path, "replay", "plan", "--type", "credit-authorization").stdout
    assert listed(own) == []
    stop_half_way(own, "replay", "apply", "-", standard_input=plan)

    (one,) = listed(own)
    assert (one["plan"], one["done"], one["total"]) == (json.loads(plan)["id"], 1, 3)
    result, text = doctors_word(own)
    assert (result, text.startswith("HUB-827"), one["command"] in text) == ("warning", True, True)
    assert one["command"] in "".join(hub(own.path, "status").stdout.decode().splitlines())

    program, *words = shlex.split(one["command"].removesuffix(" --reason …"))
    assert program == "hub"
    done = hub_json(own.path, *words, *WHY)[-1]
    assert (done["promised"], done["done_before"], done["whole"]) == (2, 1, True)
    assert (replayed(own), listed(own), doctors_word(own)[0]) == (3, [], "ok")
    assert list(own.home.plans.iterdir()) == []


def test_a_plan_of_which_nothing_was_done_is_not_half_done(own: OwnHome) -> None:
    """A file that is no plan is left alone too."""
    own.home.plans.mkdir()
    (own.home.plans / "odd.json").write_bytes(b"{half")
    plan = hub(own.path, "replay", "plan", "--type", "credit-authorization").stdout
    (own.home.plans / f"{json.loads(plan)['id']}.json").write_bytes(plan)
    assert listed(own) == []
