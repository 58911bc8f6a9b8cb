"""`python tests/mutants/mutate.py [ROOM…]`: change one thing at a time in the small dear rooms; tests must notice.

rooms.toml says which modules each room has and which tests have to notice. cosmic-ray makes the mutants, in a copy of
the checkout below var/mutants. Printed are the survivors, each with what was changed, and a line for each room. Exit 1
when less than 90 % are noticed in any room. docs/mutants.md gives the reason for each survivor.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "var" / "mutants"
TOOLS = ROOT / "var" / "mutants-tools" / "bin"
COSMIC_RAY = TOOLS / "cosmic-ray"
COPIED = ("hub", "adapters", "tests", "routes", "xsd", "keys", "pyproject.toml")
LEAST = 0.9
LONGEST_S = 120
"""Seconds that the tests of a room may take on a busy machine; a mutant that loops for ever counts as noticed."""
ANNOTATIONS = r"core/ReplaceBinaryOperator_BitOr_.*"
"""`int | None` in an annotation has no effect that a test could see."""


@dataclass
class Room:
    """What is changed, and the tests that have to notice."""

    name: str
    modules: list[str]
    tests: list[str]
    excluded: list[str] = field(default_factory=lambda: [ANNOTATIONS])
    """Kinds of changes that say nothing here, and are not made: regular expressions over cosmic-ray's operators."""


def rooms() -> list[Room]:
    """As rooms.toml names them."""
    table = tomllib.loads((Path(__file__).parent / "rooms.toml").read_text("utf-8"))
    return [Room(name, **told) for name, told in table.items()]


def outcomes(room: Room) -> Iterator[dict[str, Any]]:
    """Make all mutants of a room, and yield what became of each."""
    place = PLACE / room.name
    shutil.rmtree(place, ignore_errors=True)
    tree = _copy(place / "tree")
    (place / "config.toml").write_text(_configuration(room), "utf-8")
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "HYPOTHESIS_STORAGE": "off"}
    config, session = place / "config.toml", place / "session.sqlite"
    commands: list[list[str | Path]] = [
        [COSMIC_RAY, "init", config, session],
        [TOOLS / "cr-filter-operators", session, config],
        [COSMIC_RAY, "exec", config, session],
    ]
    for command in commands:
        subprocess.run(command, cwd=tree, env=environment, check=True)
    dumped = subprocess.run([COSMIC_RAY, "dump", session], capture_output=True, text=True, check=True).stdout
    for line in dumped.splitlines():
        item, result = json.loads(line)
        if result is None or result["worker_outcome"] != "skipped":  # those that the filter left out
            yield {**item["mutations"][0], **(result or {"test_outcome": None, "diff": ""})}


def _copy(tree: Path) -> Path:
    """The checkout, compiled so that a source of the same size and second is still compiled anew when it differs."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__", "corpus"))
        else:
            shutil.copy(source, tree / name)
    compiled = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "hub", "adapters"]
    subprocess.run(compiled, cwd=tree, check=True)
    return tree


def _configuration(room: Room) -> str:
    tests = (
        f"{sys.executable} -m pytest -x -q -p no:cacheprovider -p no:xdist --hypothesis-seed=0 {' '.join(room.tests)}"
    )
    return (
        f"[cosmic-ray]\nmodule-path = {json.dumps(room.modules)}\ntimeout = {LONGEST_S}.0\nexcluded-modules = []\n"
        f'test-command = {json.dumps(tests)}\n\n[cosmic-ray.distributor]\nname = "local"\n\n'
        f"[cosmic-ray.filters.operators-filter]\nexclude-operators = {json.dumps(room.excluded)}\n"
    )


def report(room: Room) -> bool:
    """Print what became of a room's mutants; whether enough were noticed."""
    found = list(outcomes(room))
    counts = Counter(str(one["test_outcome"]) for one in found)
    survivors = [one for one in found if one["test_outcome"] == "survived"]
    for one in survivors:
        line = one["start_pos"][0]
        print(f"\n{one['module_path']}:{line} in {one['definition_name']}: {one['operator_name']}")
        print(
            "\n".join(text for text in one["diff"].splitlines() if text[:1] in "+-" and text[:3] not in ("+++", "---"))
        )
    share = 1 - len(survivors) / len(found)
    print(
        f"{room.name}: {len(found)} mutants, {len(survivors)} survive, {share:.1%} noticed; {dict(counts)}", flush=True
    )
    return share >= LEAST


def main(names: list[str]) -> int:
    chosen = [room for room in rooms() if not names or room.name in names]
    with ThreadPoolExecutor(2) as both:
        return 0 if all(list(both.map(report, chosen))) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
