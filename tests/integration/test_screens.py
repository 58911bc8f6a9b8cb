"""What the questions of the runbook show, as it was looked at: 80 and 120 columns, in both languages."""

import os
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest
from business import still
from own_home import OwnHome
from planted_night import LONG, Night, keep_poison_apart, plant
from rig import PARTIES, PORTALS, START, HandClock, Rig
from runbook import commands, filled
from verb_server import NOW
from verbs import hub

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.home import make_home

GOLDEN: Final = Path(__file__).with_name("golden") / "night"
ANSI: Final = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
SCREENS: Final[Mapping[str, str]] = {
    "attention": "hub attention",
    "status": "hub status",
    "overdue": "hub log --overdue --sort oldest",
    "business": "hub show NUMBER",
    "refused": "hub show NUMBER",
    "disputed": "hub log --disputed",
    "payments": "hub log --disputed --type premium-payment",
    "quarantine": "hub quarantine",
    "release": "hub quarantine release --group GROUP --dry-run",
    "doctor": "hub doctor",
    "keys": "hub keys list",
    "record": "hub audit verify",
    "acts": "hub acts --since 12h",
}
MARKS: Final = re.compile(
    r"\d+\.\d GB|\b[0-9a-f]{64}\b|(?<=摘要 )[0-9a-f]{12}|(?<=digest )[0-9a-f]{12}|\b[0-9a-f]{6,}[0-9a-f-]*…"
)
"""What differs from one machine, key or catalogue to another: space on disks, digests, ids that were cut."""


@dataclass(frozen=True)
class Planted:
    """The night at a time that is always the same."""

    own: OwnHome
    night: Night
    now: int


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Planted]:
    """All that counts names begins anew, so that a screen is the same whichever tests ran before."""
    root, clock = tmp_path_factory.mktemp("screens"), HandClock(START + LONG)
    shutil.copy(migrated_file, root / "hub.db")
    (root / "desk").mkdir()
    with ExitStack() as patched:
        for name in ("rig._names", "guarantees._numbers"):
            patched.enter_context(patch(name, count(100_001)))
        patched.enter_context(patch.object(SystemClock, "now", lambda _: clock.now()))
        own = OwnHome(root / "home", f"sqlite:///{root / 'hub.db'}")
        make_home(own.home, PARTIES, PORTALS)
        with own.store() as store:
            rig = Rig(store, root / "others", clock=clock)
            keep_poison_apart(rig, b'{"poison": 1}')
            night = plant(own, rig, root / "desk")
            assert hub(own.path, "audit", "verify").returncode == 0  # later ones look at what is new
            yield Planted(own, night, clock.now())
            rig.close()


def test_every_question_has_a_screen() -> None:
    """By the runbook's own commands."""
    assert [command for command in SCREENS.values() if command not in commands("en")] == []


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 120])
def test_a_screen_is_as_it_was_looked_at(planted: Planted, name: str, language: str, width: int) -> None:
    """Ids, numbers and paths are normalised; HUB_GOLDEN=write writes the files anew, to be looked at."""
    seen = looked_at(planted, SCREENS[name], in_hand(planted.night, name), language, width)
    file = GOLDEN / f"{name}-{language}-{width}.txt"
    if os.environ.get("HUB_GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(seen, "utf-8")
    assert seen == file.read_text("utf-8")


def in_hand(night: Night, name: str) -> tuple[str, ...]:
    """What stands in the place of the command's words."""
    found = {"business": night.business, "refused": night.refused.sender_ref, "release": "quarantine-hub-406-ping-an"}
    return (found[name],) if name in found else ()


def looked_at(planted: Planted, command: str, given: tuple[str, ...], language: str, width: int) -> str:
    """What a terminal of this width shows."""
    home = planted.own.path
    terminal = {"HUB_LANG": language, "COLUMNS": str(width), "FORCE_COLOR": "1", "HUB_HOME": str(home)}
    words = shlex.split(filled(command, *given))[1:]
    done = hub(home, *words, seen={**terminal, NOW: str(planted.now)})
    assert done.returncode in {0, 1}, done
    shown = ANSI.sub("", (done.stdout + done.stderr).decode()).replace(str(home), "/var/lib/hub")
    return still(MARKS.sub(lambda found: re.sub(r"[0-9a-f]", "·", found[0]), shown))
